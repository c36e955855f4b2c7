import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BaseError, ContractFunctionExecutionError } from 'viem';
import { loadEnv } from '../../api/env.ts';
import { loadDeployment } from '../../ignition/deployments.ts';
import { act } from './actions.ts';
import { onboard, openMarket } from './market.ts';
import { createRandom } from './random.ts';

/*
 * The simulated market of `npm run dev`: real transactions of sixteen traders and a moderator on the local chain.
 * Flags: --rate actions per second (1), --seed (1), --steps actions until it ends (forever).
 */

const LOCAL_CHAIN = 31337;
/** So many unexpected failures one after the other mean that something is broken. */
const MOST_FAILURES = 5;

function readFlags() {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      steps: { type: 'string', default: 'Infinity' },
    },
  });
  const [rate, seed, steps] = [values.rate, values.seed, values.steps].map(Number);
  if (!(rate && rate > 0) || !(seed && seed > 0) || !(steps && steps > 0)) {
    throw new Error('--rate, --seed and --steps want numbers above zero');
  }
  return { rate, seed, steps };
}

/** Why a step did not happen, in one line. */
function reasonOf(error: unknown): string {
  if (error instanceof BaseError) return error.shortMessage.replaceAll('\n', ' ');
  return error instanceof Error ? error.message : String(error);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { rate, seed, steps } = readFlags();
  const env = loadEnv();
  if (env.CHAIN_ID !== LOCAL_CHAIN) {
    throw new Error(`CHAIN_ID: the simulated market trades on chain ${LOCAL_CHAIN} only`);
  }
  const market = openMarket(env.RPC_URL, loadDeployment(env.CHAIN_ID, env.DEPLOYMENTS_DIR));
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => stop.abort());

  // A market that goes on must not choose the same again: what it chooses depends on how far the chain is.
  const count = await market.reader.readContract({ ...market.escrow, functionName: 'tradeCount' });
  const random = createRandom(seed + Number(count));
  for (const trader of market.traders) {
    if (stop.signal.aborted) return;
    const done = await onboard(market, trader);
    if (done.length > 0) say(`trader ${trader.address}  ${[...new Set(done)].join(', ')}`);
  }
  let failures = 0;
  for (let step = 0; step < steps && !stop.signal.aborted; step += 1) {
    try {
      const line = await act(market, random);
      if (line !== undefined) say(line);
      failures = 0;
    } catch (error) {
      say(`not done: ${reasonOf(error)}`);
      // The contract refusing is the market's own life: the world moved between the look and the deed.
      if (!(error instanceof ContractFunctionExecutionError)) failures += 1;
      if (failures >= MOST_FAILURES) throw error;
    }
    // Exponential gaps give a steady rate without a beat.
    const gapMs = (-Math.log(1 - random.next()) / rate) * 1_000;
    await wait(gapMs, undefined, { signal: stop.signal }).catch(() => undefined);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exit(1);
});
