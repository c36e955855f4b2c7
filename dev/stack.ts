import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { childEnv, type Env } from '../api/env.ts';
import { deploymentDirectory } from '../ignition/deployments.ts';
import { type Background, startBackground } from './background.ts';
import { startChain } from './chain.ts';
import { removePostgresData, startPostgres } from './postgres.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..');
const READY_LIMIT_MS = 120_000;

/** The processes of a stack in the order they were started; they are stopped the other way round. */
export type Stack = {
  env: Env;
  /** Folder of data and logs. */
  home: string;
  running: { process: Background; stop(): Promise<void> }[];
  /** Told of each process, so that a later start can end what this one leaves behind. */
  onStart(process: Background): void;
};

/** Forgets chain, index and deployment: they only make sense together. */
export async function removeData({ env, home }: Stack): Promise<void> {
  if (env.usesLocalDatabase) await removePostgresData(home);
  if (env.usesLocalChain) {
    rmSync(stateFile(home), { force: true });
    rmSync(deploymentDirectory(env.CHAIN_ID, env.DEPLOYMENTS_DIR), {
      recursive: true,
      force: true,
    });
  }
  rmSync(join(home, 'logs'), { recursive: true, force: true });
}

/** Whether there is a chain to go on with. */
export function hasChain({ env, home }: Stack): boolean {
  return !env.usesLocalChain || existsSync(stateFile(home));
}

function stateFile(home: string): string {
  return join(home, 'chain.json');
}

/** Starts PostgreSQL, unless DATABASE_URL names another one. */
export async function startDatabase(stack: Stack): Promise<void> {
  const { env, home } = stack;
  const postgres = await startPostgres({ home, port: env.PG_PORT, durable: true });
  keep(stack, postgres);
}

/** Starts anvil, unless RPC_URL names another node. */
export async function startLocalChain(stack: Stack): Promise<void> {
  const { env, home } = stack;
  const chain = await startChain({
    home: logFolder(home),
    port: env.CHAIN_PORT,
    stateFile: stateFile(home),
    blockTimeSeconds: 2,
  });
  keep(stack, chain);
}

/** Runs one of the project's own programs, with the settings of this stack. */
export async function startProgram(
  stack: Stack,
  { name, file, args = [] }: { name: string; file: string; args?: string[] },
): Promise<Background> {
  const program = await startBackground({
    name,
    command: process.execPath,
    args: [join(PROJECT_ROOT, file), ...args],
    logFile: join(logFolder(stack.home), `${name}.log`),
    env: programEnv(stack.env),
    cwd: PROJECT_ROOT,
  });
  keep(stack, { process: program, stop: () => program.stop() });
  return program;
}

/** Runs one of the project's programs to its end. @throws With the end of its log when it fails. */
export async function runProgram(
  stack: Stack,
  { name, ...what }: { name: string; file: string; args?: string[] },
): Promise<void> {
  const program = await startProgram(stack, { name, ...what });
  const outcome = await program.ended;
  stack.running = stack.running.filter((entry) => entry.process !== program);
  if (outcome !== 'exit code 0') throw new Error(`${name}: ${outcome}\n${program.lastLines()}`);
}

/** Waits until the API serves the index. @throws With the API's own reason after a limit. */
export async function waitUntilReady({ env }: Stack, ended: () => boolean): Promise<void> {
  const limit = Date.now() + READY_LIMIT_MS;
  let last = 'no answer';
  while (Date.now() < limit && !ended()) {
    try {
      const response = await fetch(`http://${env.HOST}:${env.PORT}/ready`);
      if (response.ok) return;
      last = await response.text();
    } catch {
      // The API is not up yet.
    }
    await wait(100);
  }
  throw new Error(`The API is not ready: ${last}`);
}

/** Stops everything, what was started last first. */
export async function stopStack(stack: Stack): Promise<void> {
  while (stack.running.length > 0) await stack.running.pop()?.stop();
}

function keep(stack: Stack, entry: Stack['running'][number]): void {
  stack.running.push(entry);
  stack.onStart(entry.process);
}

function logFolder(home: string): string {
  const folder = join(home, 'logs');
  mkdirSync(folder, { recursive: true });
  return folder;
}

function programEnv(env: Env): NodeJS.ProcessEnv {
  return childEnv({
    DATABASE_URL: env.DATABASE_URL,
    RPC_URL: env.RPC_URL,
    ...(env.RPC_WS_URL === undefined ? {} : { RPC_WS_URL: env.RPC_WS_URL }),
  });
}
