import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { NoIndexError, type Stamp, withSnapshot } from '../db/snapshot.ts';
import { ApiProblem } from '../errors.ts';
import type { ChainWatch } from './chain-watch.ts';

const INTERVAL_MS = 500;
/** A node that has not answered for this long is down. */
const RPC_SILENCE_LIMIT_MS = 5_000;
/** A reorg is settled by the indexer well within this; a mismatch that lasts longer is a divergence. */
const MISMATCH_LIMIT_MS = 5_000;

/** What the index can vouch for; all but `ok` are refusals. */
export type ReadinessStatus =
  | 'ok'
  | 'starting'
  | 'backfilling'
  | 'lagging'
  | 'stalled'
  | 'rpc_down'
  | 'database_down'
  | 'diverged';

/** Readiness and since when it has been so, milliseconds since the epoch. */
export type Readiness = { status: ReadinessStatus; sinceMs: number; indexed: Stamp | undefined };

/** States in which the rows are true, only old: `allowStale` may ask for them. */
const STALE_BUT_TRUE = new Set<ReadinessStatus>(['lagging', 'stalled', 'rpc_down']);

/** What every answer says of its block. */
export type StampMeta = {
  block: { chainId: number; number: string; hash: Stamp['hash']; timestamp: number };
  status: Finality;
  lagBlocks: number;
  lagMs: number;
};

/** How settled a block is, by the node's own tags. */
export type Finality = 'latest' | 'safe' | 'finalized';

/** Judges whether the index may be served, by watching the chain itself and not the indexer's word. */
export type Guard = {
  readiness(): Readiness;
  /** Milliseconds since the first block after this one was seen; 0 at the node's head. */
  lagMsOf(stamp: Stamp): number;
  /** Finality of a block that the index holds. */
  finalityOf(number: bigint): Finality;
  /** Describes the block of an answer. @throws {ApiProblem} 503 where the answer must not be given. */
  vouch(stamp: Stamp, options?: { allowStale?: boolean }): StampMeta;
  start(): void;
  stop(): Promise<void>;
};

/** Makes the guard of one chain's index; nothing runs before `start`. */
export function createGuard(options: {
  db: Database;
  chainId: number;
  watch: ChainWatch;
  clock: Clock;
  maxLagMs: number;
  logger: Logger;
}): Guard {
  const { watch, clock, maxLagMs, logger } = options;
  const seen: { indexed?: Stamp; missing: ReadinessStatus | undefined; mismatchSinceMs?: number } =
    {
      missing: 'starting',
    };
  let progressAtMs = clock.nowMs();
  let current: Pick<Readiness, 'status' | 'sinceMs'> = {
    status: 'starting',
    sinceMs: clock.nowMs(),
  };
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  function lagMsOf(stamp: Stamp): number {
    const head = watch.head();
    if (head === undefined || stamp.hash === head.hash || stamp.number > head.number) return 0;
    // At the head's own height the other block is what is missing; its first sight is when the lag began.
    const since = stamp.number === head.number ? head.seenAtMs : watch.seenAtMs(stamp.number + 1n);
    return clock.nowMs() - (since ?? 0);
  }

  function judge(): ReadinessStatus {
    if (watch.silentForMs() > RPC_SILENCE_LIMIT_MS) return 'rpc_down';
    if (seen.missing !== undefined) return seen.missing;
    if (seen.indexed === undefined || watch.head() === undefined) return 'starting';
    const { mismatchSinceMs } = seen;
    if (mismatchSinceMs !== undefined && clock.nowMs() - mismatchSinceMs > MISMATCH_LIMIT_MS) {
      return 'diverged';
    }
    if (lagMsOf(seen.indexed) <= maxLagMs) return 'ok';
    return clock.nowMs() - progressAtMs > maxLagMs ? 'stalled' : 'lagging';
  }

  function readiness(): Readiness {
    const status = judge();
    if (status !== current.status) {
      logger[status === 'ok' ? 'info' : 'warn']({ from: current.status, to: status }, 'readiness');
      current = { status, sinceMs: clock.nowMs() };
    }
    return { ...current, indexed: seen.indexed };
  }

  async function look(): Promise<void> {
    try {
      const stamp = await withSnapshot(options, async ({ stamp }) => stamp);
      if (stamp.hash !== seen.indexed?.hash) progressAtMs = clock.nowMs();
      seen.indexed = stamp;
      seen.missing = undefined;
      await compare(stamp);
    } catch (error) {
      if (error instanceof NoIndexError) seen.missing = error.reason;
      else if (watch.silentForMs() <= RPC_SILENCE_LIMIT_MS) {
        seen.missing = 'database_down';
        logger.warn({ err: error }, 'the guard could not look at the index');
      }
    }
  }

  async function compare(stamp: Stamp): Promise<void> {
    const canonical = await watch.canonicalHash(stamp.number).catch(() => null);
    // Null: the node does not answer, which says nothing about the block; `rpc_down` covers it.
    if (canonical === null) return;
    if (canonical === stamp.hash) delete seen.mismatchSinceMs;
    else seen.mismatchSinceMs ??= clock.nowMs();
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      await look();
      readiness();
      await clock.wait(INTERVAL_MS);
    }
  }

  function finalityOf(number: bigint): Finality {
    if (number <= (watch.finalized()?.number ?? -1n)) return 'finalized';
    return number <= (watch.safe()?.number ?? -1n) ? 'safe' : 'latest';
  }

  return {
    readiness,
    lagMsOf,
    finalityOf,
    vouch(stamp, { allowStale = false } = {}) {
      const { status, sinceMs } = readiness();
      const lagMs = lagMsOf(stamp);
      const refused = status === 'ok' && lagMs > maxLagMs ? 'lagging' : status;
      if (refused !== 'ok' && !(allowStale && STALE_BUT_TRUE.has(refused))) {
        throw notReady(refused, sinceMs);
      }
      const head = watch.head();
      const lagBlocks = head === undefined ? 0 : Number(head.number - stamp.number);
      return {
        block: {
          chainId: stamp.chainId,
          number: stamp.number.toString(),
          hash: stamp.hash,
          timestamp: Number(stamp.timestamp),
        },
        status: finalityOf(stamp.number),
        lagBlocks: Math.max(0, lagBlocks),
        lagMs,
      };
    },
    start() {
      running = loop();
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

/** The refusal that names why the index is not served, and since when. */
export function notReady(status: ReadinessStatus, sinceMs: number): ApiProblem {
  const since = new Date(sinceMs).toISOString();
  if (status === 'database_down') return new ApiProblem('database_unavailable');
  return new ApiProblem('index_not_ready', {
    message: `The index cannot vouch for its state: ${status} since ${since}.`,
    headers: { 'Retry-After': '1' },
  });
}
