import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { NoIndexError, withSnapshot } from '../db/snapshot.ts';
import type { ChainWatch } from '../integrity/chain-watch.ts';
import { createListener } from './listener.ts';
import { readHead, selectEntriesAfter } from './queries.ts';
import { advanceLog } from './sequencer.ts';

const POLL_MS = 500;
const TAIL_BATCH = 1_000;

/** One entry on its way to readers. */
export type TailEntry = { seq: number; channels: string[]; frame: string };

/** The log as this replica has read it. */
export type Feed = {
  epoch(): string | undefined;
  /** Everything up to this was handed to the followers. */
  seq(): number;
  /** Calls back with new entries, in order and without a gap, from now on. Returns how to stop it. */
  follow(onEntries: (entries: TailEntry[]) => void): () => void;
  start(): void;
  stop(): Promise<void>;
};

/** Runs the sequencer and tails the log; both wake on notifications and poll slowly beside them. */
export function createFeed(deps: {
  db: Database;
  connectionString: string;
  chainId: number;
  watch: ChainWatch;
  clock: Clock;
  logger: Logger;
}): Feed {
  const { db, chainId, clock, logger } = deps;
  const followers = new Set<(entries: TailEntry[]) => void>();
  let epoch: string | undefined;
  let seq = 0;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let wake: () => void = () => undefined;
  let failing = false;

  const listener = createListener({ ...deps, onWake: () => wake() });
  listener.listen('feed_entry');

  async function tail(): Promise<void> {
    if (epoch === undefined) {
      // Followers are given what comes from now on; what was before, they read from the log themselves.
      const head = await readHead(db, chainId);
      seq = head.seq;
      epoch = head.epoch;
    }
    for (;;) {
      const entries = await selectEntriesAfter(db, { seq, limit: TAIL_BATCH });
      const last = entries.at(-1);
      if (last === undefined) return;
      seq = last.seq;
      for (const follower of followers) follower(entries);
      if (entries.length < TAIL_BATCH) return;
    }
  }

  async function step(): Promise<void> {
    const schemaName = await withSnapshot(deps, async (snapshot) => snapshot.schemaName).catch(
      (error: unknown) => {
        if (error instanceof NoIndexError) return undefined;
        throw error;
      },
    );
    if (schemaName !== undefined) listener.listen(`${schemaName}_live_query`);
    do await tail();
    while (!stopped && (await advanceLog(deps)));
    await tail();
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      try {
        await step();
        failing = false;
      } catch (error) {
        if (!failing) logger.error({ err: error }, 'the feed cannot advance');
        failing = true;
      }
      await Promise.race([woken, clock.wait(POLL_MS)]);
    }
  }

  return {
    epoch: () => epoch,
    seq: () => seq,
    follow(onEntries) {
      followers.add(onEntries);
      return () => followers.delete(onEntries);
    },
    start() {
      running = loop();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
      await listener.stop();
    },
  };
}
