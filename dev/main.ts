import { join } from 'node:path';
import { createPublicClient, http } from 'viem';
import { type Env, loadEnv } from '../api/env.ts';
import { checkChain, checkDatabase } from '../api/start.ts';
import { DeploymentError, loadDeployment } from '../ignition/deployments.ts';
import { readArgs, USAGE, UsageError } from './args.ts';
import type { Background } from './background.ts';
import { takeLock } from './lock.ts';
import { PEOPLE } from './onboard/flags.ts';
import { checkPort } from './ports.ts';
import {
  hasChain,
  removeData,
  runProgram,
  type Stack,
  startDatabase,
  startLocalChain,
  startProgram,
  stopStack,
  waitUntilReady,
} from './stack.ts';
import { step } from './steps.ts';
import { summary } from './summary.ts';

const HOME = join(import.meta.dirname, '..', '.halyard');
const OLDEST_NODE = 24;

async function checkPorts(env: Env): Promise<void> {
  if (env.usesLocalDatabase) await checkPort('PG_PORT', env.PG_PORT);
  if (env.usesLocalChain) await checkPort('CHAIN_PORT', env.CHAIN_PORT);
  await checkPort('INDEXER_PORT', env.INDEXER_PORT);
  await checkPort('PORT', env.PORT, env.HOST);
}

/** Deploys unless the recorded contracts are on the chain already; on a new local chain people get their accounts. */
async function deployOnce(stack: Stack): Promise<void> {
  const { env } = stack;
  const chain = createPublicClient({ transport: http(env.RPC_URL) });
  try {
    const { contracts } = loadDeployment(env.CHAIN_ID, env.DEPLOYMENTS_DIR);
    const code = await chain.getCode({ address: contracts.tradeEscrow });
    if (code !== undefined) return;
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
  }
  await runProgram(stack, { name: 'deploy', file: 'ignition/deploy.ts' });
  if (!env.usesLocalChain) return;
  await runProgram(stack, { name: 'onboard', file: 'dev/onboard/main.ts', args: PEOPLE });
}

async function start(stack: Stack, marketFlags: string[] | undefined): Promise<void> {
  const { env } = stack;
  await Promise.all([
    env.usesLocalDatabase ? step('PostgreSQL', () => startDatabase(stack)) : undefined,
    env.usesLocalChain ? step('chain (anvil)', () => startLocalChain(stack)) : undefined,
  ]);
  await step('contracts (Ignition)', () => deployOnce(stack));
  await step('index and API', async () => {
    const indexer = await startProgram(stack, {
      name: 'indexer',
      file: 'indexer/supervisor/main.ts',
    });
    const api = await startProgram(stack, { name: 'api', file: 'api/main.ts' });
    await waitUntilReady(stack, () => indexer.hasEnded() || api.hasEnded());
  });
  if (marketFlags === undefined) return;
  await step('market simulator', async () => {
    await startProgram(stack, { name: 'market', file: 'dev/market/main.ts', args: marketFlags });
  });
}

/** Resolves with the exit code when a signal came, our parent went away, or something died. */
function untilTheEnd(stack: Stack): Promise<number> {
  const parent = process.ppid;
  let ending = false;
  return new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve(0));
    }
    // npm can be killed in a way that tells us nothing; nobody would stop the stack then.
    setInterval(() => process.ppid !== parent && resolve(0), 1_000).unref();
    for (const { process: child } of stack.running) {
      void child.ended.then((outcome) => {
        if (ending || (child.name === 'market' && outcome === 'exit code 0')) return;
        reportDeath(child, outcome);
        resolve(1);
      });
    }
  }).finally(() => {
    ending = true;
  });
}

function reportDeath(child: Background, outcome: string): void {
  process.stderr.write(`\n${child.name} ended by itself (${outcome}). Its last lines:\n`);
  process.stderr.write(`${child.lastLines()}\n`);
}

async function stopAll(stack: Stack): Promise<void> {
  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      asked += 1;
      if (asked > 1) for (const { process: child } of stack.running) void child.stop('SIGKILL');
    });
  }
  await stopStack(stack);
}

async function main(): Promise<number> {
  const args = readArgs(process.argv.slice(2));
  if (args === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw new UsageError(`Node ${OLDEST_NODE} is needed; this is ${process.versions.node}`);
  }
  const env = loadEnv();
  const lock = await takeLock(HOME);
  const stack: Stack = { env, home: HOME, running: [], onStart: ({ pid }) => lock.add(pid) };
  try {
    await checkPorts(env);
    if (!env.usesLocalDatabase) await checkDatabase(env);
    if (!env.usesLocalChain) await checkChain(env);
    if (args.fresh || !hasChain(stack)) await removeData(stack);
    process.stdout.write('Starting Halyard\n');
    const interrupted = interruption();
    const started = start(stack, args.market ? args.marketFlags : undefined);
    if ((await Promise.race([started, interrupted.promise])) === 'interrupted') return 0;
    interrupted.ignore();
    process.stdout.write(summary(stack));
    return await untilTheEnd(stack);
  } finally {
    if (stack.running.length > 0) process.stdout.write('\nStopping …\n');
    await stopAll(stack);
    lock.release();
  }
}

/** A signal during the start. */
function interruption() {
  let onSignal: () => void = () => undefined;
  const promise = new Promise<'interrupted'>((resolve) => {
    onSignal = () => resolve('interrupted');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
  const ignore = () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal);
  };
  return { promise, ignore };
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    // What goes wrong here is the person's to mend: the message says how, a stack would only hide it.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
