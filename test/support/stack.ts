import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnv } from '../../api/env.ts';
import { type Background, startBackground } from '../../dev/background.ts';
import { accounts, startTestChain, type TestChain } from './chain.ts';
import { createDatabase } from './database.ts';
import { freePort } from './free-port.ts';
import { waitFor } from './wait-for.ts';

/** Everything of `npm run dev` but the market, on ports and data of its own. */
export type TestStack = {
  apiUrl: string;
  wsUrl: string;
  /** Ponder's own server. */
  indexerUrl: string;
  databaseUrl: string;
  chain: TestChain;
  accounts: typeof accounts;
  api: Background;
  indexer: Background;
  /** Starts the API again after it was stopped, on the same port. */
  restartApi(): Promise<void>;
  /** What a program wrote to its log. */
  log(name: 'api' | 'indexer'): string;
  stop(): Promise<void>;
};

/** Starts chain, database, indexer and API as real processes, and waits until the index is served. */
export async function startStack({ blockTimeSeconds = 1 } = {}): Promise<TestStack> {
  const home = mkdtempSync(join(tmpdir(), 'halyard-stack-'));
  const [chain, database, port, indexerPort] = await Promise.all([
    startTestChain({ blockTimeSeconds }),
    createDatabase(),
    freePort(),
    freePort(),
  ]);
  const env = childEnv({
    DATABASE_URL: database.url,
    RPC_URL: chain.rpcUrl,
    RPC_WS_URL: chain.wsUrl,
    DEPLOYMENTS_DIR: chain.deploymentsDir,
    PORT: String(port),
    INDEXER_PORT: String(indexerPort),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  });
  const logFile = (name: string) => join(home, `${name}.log`);
  const run = (name: string, file: string) =>
    startBackground({
      name,
      command: process.execPath,
      args: [file],
      logFile: logFile(name),
      env,
    });
  const apiUrl = `http://127.0.0.1:${port}`;
  const ready = async () => {
    const served = () => fetch(`${apiUrl}/ready`).then((response) => response.ok);
    await waitFor('the index to be served', () => endedEarly() !== undefined || served(), 60_000);
    const ended = endedEarly();
    if (ended !== undefined)
      throw new Error(`${ended.name} ended at its start:\n${ended.lastLines()}`);
  };
  const endedEarly = () => [stack.api, stack.indexer].find((process) => process.hasEnded());
  const stack: TestStack = {
    apiUrl,
    wsUrl: `ws://127.0.0.1:${port}/ws`,
    indexerUrl: `http://127.0.0.1:${indexerPort}`,
    databaseUrl: database.url,
    chain,
    accounts,
    indexer: await run('indexer', 'indexer/supervisor/main.ts'),
    api: await run('api', 'api/main.ts'),
    async restartApi() {
      await stack.api.stop();
      stack.api = await run('api', 'api/main.ts');
      await ready();
    },
    log: (name) => readFileSync(logFile(name), 'utf8'),
    async stop() {
      await Promise.all([stack.api.stop(), stack.indexer.stop()]);
      await chain.stop();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
  try {
    await ready();
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}
