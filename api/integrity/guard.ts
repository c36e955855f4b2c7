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

type GuardOptions = {
  db: Database;
  chainId: number;
  watch: ChainWatch;
  clock: Clock;
  maxLagMs: number;
  logger: Logger;
};

/** Judges whether the index may be served, by watching the chain itself and not the indexer's word. */
export class Guard {
  readonly #options: GuardOptions;
  #indexed: Stamp | undefined;
  /** Why the index could not be looked at; undefined once it was. */
  #missing: ReadinessStatus | undefined = 'starting';
  #mismatchSinceMs: number | undefined;
  #progressAtMs: number;
  #current: Pick<Readiness, 'status' | 'sinceMs'>;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#progressAtMs = options.clock.nowMs();
    this.#current = { status: 'starting', sinceMs: this.#progressAtMs };
  }

  start(): void {
    this.#running = this.#loop();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** What holds now; it is judged anew at each call, so that a guard that hangs cannot keep an old verdict alive. */
  readiness(): Readiness {
    const { clock, logger } = this.#options;
    const status = this.#judge();
    if (status !== this.#current.status) {
      const level = status === 'ok' ? 'info' : 'warn';
      logger[level]({ from: this.#current.status, to: status }, 'readiness');
      this.#current = { status, sinceMs: clock.nowMs() };
    }
    return { ...this.#current, indexed: this.#indexed };
  }

  /** Milliseconds since the first block after this one was seen; 0 at the node's head. */
  lagMsOf(stamp: Stamp): number {
    const { watch, clock } = this.#options;
    const head = watch.head();
    if (head === undefined || stamp.hash === head.hash || stamp.number > head.number) return 0;
    // At the head's own height the other block is what is missing; its first sight is when the lag began.
    const since = stamp.number === head.number ? head.seenAtMs : watch.seenAtMs(stamp.number + 1n);
    return clock.nowMs() - (since ?? 0);
  }

  /** Finality of a block that the index holds. An arrow, so that it can be handed on. */
  finalityOf = (number: bigint): Finality => {
    const { watch } = this.#options;
    if (number <= (watch.finalized()?.number ?? -1n)) return 'finalized';
    return number <= (watch.safe()?.number ?? -1n) ? 'safe' : 'latest';
  };

  /**
   * Describes the block of an answer.
   *
   * @param options.allowStale Gives true but old rows too.
   * @throws {ApiProblem} 503 where the answer must not be given.
   */
  vouch(stamp: Stamp, { allowStale = false }: { allowStale?: boolean } = {}): StampMeta {
    const { status, sinceMs } = this.readiness();
    const lagMs = this.lagMsOf(stamp);
    const refused = status === 'ok' && lagMs > this.#options.maxLagMs ? 'lagging' : status;
    if (refused !== 'ok' && !(allowStale && STALE_BUT_TRUE.has(refused))) {
      throw notReady(refused, sinceMs);
    }
    const head = this.#options.watch.head();
    const { chainId, number, hash, timestamp } = stamp;
    return {
      block: { chainId, number: number.toString(), hash, timestamp: Number(timestamp) },
      status: this.finalityOf(number),
      lagBlocks: head === undefined ? 0 : Math.max(0, Number(head.number - number)),
      lagMs,
    };
  }

  #judge(): ReadinessStatus {
    const { watch, clock, maxLagMs } = this.#options;
    if (watch.silentForMs() > RPC_SILENCE_LIMIT_MS) return 'rpc_down';
    if (this.#missing !== undefined) return this.#missing;
    if (this.#indexed === undefined || watch.head() === undefined) return 'starting';
    const mismatchedMs = clock.nowMs() - (this.#mismatchSinceMs ?? clock.nowMs());
    if (mismatchedMs > MISMATCH_LIMIT_MS) return 'diverged';
    if (this.lagMsOf(this.#indexed) <= maxLagMs) return 'ok';
    return clock.nowMs() - this.#progressAtMs > maxLagMs ? 'stalled' : 'lagging';
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      await this.#look();
      this.readiness();
      await this.#options.clock.wait(INTERVAL_MS);
    }
  }

  async #look(): Promise<void> {
    const { clock, logger } = this.#options;
    try {
      const stamp = await withSnapshot(this.#options, async (snapshot) => snapshot.stamp);
      if (stamp.hash !== this.#indexed?.hash) this.#progressAtMs = clock.nowMs();
      this.#indexed = stamp;
      this.#missing = undefined;
      await this.#compare(stamp);
    } catch (error) {
      if (error instanceof NoIndexError) {
        this.#missing = error.reason;
        return;
      }
      if (this.#missing !== 'database_down')
        logger.warn({ err: error }, 'the index cannot be read');
      this.#missing = 'database_down';
    }
  }

  async #compare(stamp: Stamp): Promise<void> {
    const { watch, clock } = this.#options;
    const canonical = await watch.canonicalHash(stamp.number).catch(() => null);
    // Null: the node does not answer, which says nothing about the block; `rpc_down` covers it.
    if (canonical === null) return;
    if (canonical === stamp.hash) this.#mismatchSinceMs = undefined;
    else this.#mismatchSinceMs ??= clock.nowMs();
  }
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
