import type { Database } from '../db/database.ts';
import { type Feed, toTailEntry } from './feed.ts';
import type { Limits } from './limits.ts';
import { type LogEntry, selectEntriesOn } from './queries.ts';
import type { Outlet } from './reader.ts';

/** What a reader asks to be given again, and what it was given already. */
export type ReplayRequest = {
  db: Database;
  feed: Feed;
  limits: Limits;
  /** Everything up to this is known to the reader. */
  since: number;
  /** All its channels, each with the place from which on it is to have been given. */
  channels: Map<string, number>;
  /** Channels it had before: each was given from its own place on, up to a common one. */
  earlier: { channels: Map<string, number>; upTo: number };
  /** Told after each batch how far the reader was brought, and with how many entries. */
  onProgress(seq: number, sent: number): void;
  /**
   * Told at the end, in the same turn in which the log was seen to hold no more: the reader's live delivery begins here.
   */
  onCaughtUp(): void;
};

/**
 * Gives a reader the log from a cursor up to where it stands when the last batch is sent: in order, no gap, none twice.
 * The log itself is the buffer for what arrives meanwhile. At its end the reader has all that followers were handed, so
 * that the next delivery joins without a seam.
 */
export async function replay(
  outlet: Pick<Outlet, 'isOpen' | 'sendEntries'>,
  request: ReplayRequest,
): Promise<void> {
  const { db, feed, limits, onProgress } = request;
  const channels = [...request.channels.keys(), '*'];
  let after = request.since;
  while (outlet.isOpen && after < feed.seq()) {
    const upTo = feed.seq();
    const rows = await selectEntriesOn(db, { channels, after, upTo, limit: limits.replayBatch });
    const isWhole = rows.length < limits.replayBatch;
    after = isWhole ? upTo : (rows.at(-1)?.seq ?? upTo);
    const unseen = rows.filter((row) => isMissing(row, request));
    const taken = outlet.sendEntries(unseen.map(toTailEntry));
    onProgress(after, unseen.length);
    // A replay goes no faster than its reader takes it, so that it never counts as slow.
    await taken;
  }
  request.onCaughtUp();
}

function isMissing(entry: LogEntry, { channels, earlier }: ReplayRequest): boolean {
  if (!isOn(entry, channels)) return false;
  return entry.seq > earlier.upTo || !isOn(entry, earlier.channels);
}

function isOn({ seq, channels }: LogEntry, subscribed: Map<string, number>): boolean {
  return [...subscribed].some(
    ([name, from]) => from < seq && (channels.includes(name) || channels.includes('*')),
  );
}
