import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import type { PublicClient } from 'viem';
import { type PonderProcess, startPonder } from './ponder-process.ts';
import * as queries from './queries.ts';

const FIRST_RESTART_DELAY_MS = 1_000;
const LONGEST_RESTART_DELAY_MS = 30_000;
/** A run this long was a good one: the next failure starts again at the shortest delay. */
const GOOD_RUN_MS = 60_000;
const PROGRESS_INTERVAL_MS = 200;

/** What the supervisor works with; it makes no connection of its own. */
export type SupervisorOptions = {
  db: Client;
  chain: PublicClient;
  chainId: number;
  startBlock: bigint;
  build: queries.SchemaBuild;
  port: number;
  /** Environment for Ponder. */
  environment: NodeJS.ProcessEnv;
  logger: Logger;
  /** Aborted when the supervisor is to stop. */
  signal: AbortSignal;
};

/** Keeps Ponder running on its schema until `signal` aborts; restarts it with growing delays. */
export async function supervise(options: SupervisorOptions): Promise<void> {
  const { logger, signal } = options;
  let delayMs = FIRST_RESTART_DELAY_MS;
  while (!signal.aborted) {
    const startedAt = performance.now();
    const outcome = await runOnce(options);
    if (signal.aborted) return;
    if (performance.now() - startedAt > GOOD_RUN_MS) delayMs = FIRST_RESTART_DELAY_MS;
    logger.error({ outcome, delayMs }, 'Ponder ended; it is started again');
    await wait(delayMs, undefined, { signal }).catch(() => undefined);
    delayMs = Math.min(delayMs * 2, LONGEST_RESTART_DELAY_MS);
  }
}

async function runOnce(options: SupervisorOptions): Promise<string> {
  const { db, build, chainId, startBlock, signal } = options;
  await queries.releasePonderLock(db, build.schemaName);
  // After a start Ponder has dropped its unfinalized rows: what it serves is old until it passed the head once.
  if ((await queries.liveSchemaName(db, chainId)) === build.schemaName) {
    await queries.nameLiveSchema(db, { ...build, chainId, startBlock, status: 'backfilling' });
  }
  const ponder = startPonder({
    schemaName: build.schemaName,
    port: options.port,
    environment: { ...options.environment, INDEXER_BLOCKS_FROM: build.blocksFrom.toString() },
    logger: options.logger,
  });
  const run = new AbortController();
  const stop = () => void ponder.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [outcome] = await Promise.all([
      ponder.ended.finally(() => run.abort()),
      announceWhenLive(options, ponder, run.signal),
    ]);
    return outcome;
  } finally {
    signal.removeEventListener('abort', stop);
    await ponder.stop();
  }
}

/** Names the schema live as soon as it holds the block that is the head now. */
async function announceWhenLive(
  options: SupervisorOptions,
  ponder: PonderProcess,
  ended: AbortSignal,
): Promise<void> {
  const { db, build, chainId, startBlock, chain, logger } = options;
  const startedAt = performance.now();
  const target = await headOf(chain, ended);
  if (target === undefined) return;
  if ((await queries.liveSchemaName(db, chainId)) === undefined) {
    await queries.nameLiveSchema(db, { ...build, chainId, startBlock, status: 'backfilling' });
  }
  while (!ended.aborted) {
    const indexed = await queries.newestBlock(db, build.schemaName);
    if (indexed !== undefined && indexed >= target) {
      await queries.nameLiveSchema(db, { ...build, chainId, startBlock, status: 'live' });
      const ms = Math.round(performance.now() - startedAt);
      logger.info({ schema: build.schemaName, block: `${indexed}`, pid: ponder.pid, ms }, 'live');
      return;
    }
    await wait(PROGRESS_INTERVAL_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** The node's head, asked for until it answers. */
async function headOf(chain: PublicClient, ended: AbortSignal): Promise<bigint | undefined> {
  while (!ended.aborted) {
    try {
      return await chain.getBlockNumber({ cacheTime: 0 });
    } catch {
      // The node is unreachable: Ponder itself is waiting for it too, and says so in the log.
      await wait(PROGRESS_INTERVAL_MS, undefined, { signal: ended }).catch(() => undefined);
    }
  }
  return undefined;
}
