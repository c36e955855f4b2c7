import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { ChainWatch } from '../integrity/chain-watch.ts';
import { createListener } from './listener.ts';
import { createLoop } from './loop.ts';
import { type FeedHead, type LogEntry, readHead, selectEntriesAfter } from './queries.ts';
import { advanceLog } from './sequencer.ts';

/** Notifications wake both loops; these polls only make up for lost ones. */
const POLL_MS = 500;
/** Small enough that a connection can take one batch before the next is read. */
const TAIL_BATCH = 250;

/** One entry on its way to readers, its bytes made once for all of them. */
export type TailEntry = { seq: number; channels: string[]; bytes: Buffer };

/** Puts an entry of the log into the form in which readers are given it. */
export function toTailEntry({ seq, channels, frame }: LogEntry): TailEntry {
  return { seq, channels, bytes: Buffer.from(frame) };
}

/** Who is told of new entries. */
export type Follower = {
  /** New entries, in order and without a gap. */
  deliver(entries: TailEntry[]): void;
  /** Nothing more is delivered: the log was lost and begun anew, or this replica stops. Readers are to come again. */
  restart(): void;
};

/** The log as this replica has read it. */
export type Feed = {
  /** Undefined until the log was read for the first time, and once this replica stops. */
  epoch(): string | undefined;
  /** Everything up to this was handed to the followers. */
  seq(): number;
  /** Height of the block that the log reflects, once all its entries were handed over. */
  reflects(): bigint | undefined;
  /** Reads the log to where it stands now. */
  catchUp(): Promise<void>;
  /** Adds a follower, from now on. Returns how to remove it. */
  follow(follower: Follower): () => void;
  start(): void;
  stop(): Promise<void>;
};

type FeedDeps = {
  db: Database;
  connectionString: string;
  chainId: number;
  watch: ChainWatch;
  clock: Clock;
  logger: Logger;
  /** Whether this replica may write the log; one at a time does. All of them read it. */
  sequencer?: boolean;
};

/** Runs the sequencer and tails the log; both wake on notifications and poll slowly beside them. */
export function createFeed(deps: FeedDeps): Feed {
  const { clock, logger, sequencer: writes = true } = deps;
  const log = createTail(deps);
  const tail = createLoop({
    run: log.read,
    pollMs: POLL_MS,
    clock,
    onError: (error) => logger.error({ err: error }, 'the log cannot be read'),
  });
  const sequencer = createLoop({
    async run() {
      while (!stopped && (await advance())) tail.wake();
    },
    pollMs: POLL_MS,
    clock,
    onError: (error) => logger.error({ err: error }, 'the log cannot advance'),
  });
  const listener = createListener({
    ...deps,
    onWake(channel) {
      if (channel !== 'feed_entry') sequencer.wake();
      if (channel === 'feed_entry' || channel === undefined) tail.wake();
    },
  });
  let stopped = false;

  function advance(): Promise<boolean> {
    const onSchema = (schemaName: string) => listener.listen(`${schemaName}_live_query`);
    return advanceLog({ ...deps, onSchema });
  }

  return {
    epoch: () => (stopped ? undefined : log.epoch()),
    seq: log.seq,
    reflects: log.reflects,
    catchUp: tail.pass,
    follow: log.follow,
    start() {
      listener.listen('feed_entry');
      tail.start();
      if (writes) sequencer.start();
    },
    async stop() {
      stopped = true;
      log.release();
      await Promise.all([tail.stop(), sequencer.stop()]);
      await listener.stop();
    },
  };
}

/** Reads the log from its newest entry on and hands it to followers. */
function createTail({ db, chainId, logger }: FeedDeps) {
  const followers = new Set<Follower>();
  let epoch: string | undefined;
  let reflects: bigint | undefined;
  let seq = 0;

  async function read(): Promise<void> {
    const head = await readHead(db, chainId);
    if (head.epoch !== epoch || head.seq < seq) begin(head);
    while (await handOver());
    // Only now everything of that block was handed over.
    reflects = head.blockNumber ?? undefined;
  }

  /** Hands over one batch; returns whether there may be another. */
  async function handOver(): Promise<boolean> {
    const entries = await selectEntriesAfter(db, { seq, limit: TAIL_BATCH });
    const [first] = entries;
    if (first === undefined) return false;
    if (first.seq !== seq + 1) throw new Error(`Entry ${seq + 1} is missing from the log`);
    seq += entries.length;
    const tailed = entries.map(toTailEntry);
    for (const follower of followers) follower.deliver(tailed);
    return entries.length === TAIL_BATCH;
  }

  /** Followers are given what comes from now on; what was before, they read from the log themselves. */
  function begin(head: FeedHead): void {
    if (epoch !== undefined) {
      logger.error({ from: epoch, to: head.epoch }, 'the log was lost and is begun anew');
      release();
    }
    ({ epoch, seq } = head);
  }

  function release(): void {
    for (const follower of followers) follower.restart();
  }

  return {
    read,
    release,
    epoch: () => epoch,
    reflects: () => reflects,
    seq: () => seq,
    follow(follower: Follower) {
      followers.add(follower);
      return () => void followers.delete(follower);
    },
  };
}
