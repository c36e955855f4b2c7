import { pino } from 'pino';
import type { Database } from '../../../api/db/database.ts';
import { readHead, selectEntriesAfter } from '../../../api/feed/queries.ts';
import { advanceLog } from '../../../api/feed/sequencer.ts';
import { entryFrame } from '../../../api/feed/wire.ts';
import type { ChainWatch } from '../../../api/integrity/chain-watch.ts';
import { CHAIN_ID, hashOf } from './test-index.ts';

export const logger = pino({ level: 'silent' });

/** A clock that stands where a test puts it; waiting takes real time. */
export function createTestClock(nowMs = 1_790_000_000_000) {
  return {
    at: nowMs,
    nowMs() {
      return this.at;
    },
    wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref()),
  };
}

/** Lets the sequencer work until it has nothing to do; returns how many steps it took. */
export async function settle(deps: {
  db: Database;
  watch: ChainWatch;
  clock: ReturnType<typeof createTestClock>;
}): Promise<number> {
  await readHead(deps.db, CHAIN_ID);
  let steps = 0;
  const sequencer = { ...deps, chainId: CHAIN_ID, logger, onSchema: () => undefined };
  while (await advanceLog(sequencer)) steps += 1;
  return steps;
}

/** All entries, as readers get them. */
export async function readLog(db: Database) {
  const rows = await selectEntriesAfter(db, { seq: 0, limit: 100_000 });
  return rows.map(({ frame }) => entryFrame.parse(JSON.parse(frame)));
}

/** Entries in short: `apply A3.0`, `reorg A3 > A1`, `final A1`. `forks` are the forks that the test made. */
export async function story(db: Database, forks = ['A', 'B', 'C']): Promise<string[]> {
  const name = ({ number, hash }: { number: string; hash: string }) =>
    `${forks.find((fork) => hashOf(fork, BigInt(number)) === hash) ?? '?'}${number}`;
  return (await readLog(db)).map((entry) => {
    if (entry.type === 'reorg') {
      return `reorg ${name(entry.from)} > ${entry.ancestor === null ? 'nothing' : name(entry.ancestor)}`;
    }
    if (entry.type === 'finalized') return `final ${name(entry.block)}`;
    return `${entry.op} ${name(entry.block)}.${entry.logIndex}`;
  });
}
