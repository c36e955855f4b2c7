import type { Database } from '../db/database.ts';
import { decodeFeedCursor } from './cursor.ts';
import type { Feed } from './feed.ts';
import { selectFirstSeq } from './queries.ts';

/**
 * Finds where a cursor lies in the log.
 *
 * @returns Its sequence number; `expired` where entries after it are no longer kept, so that a reader would miss some;
 *   `foreign` for anything that this log did not give out.
 */
export async function locateCursor(
  { db, feed, epoch }: { db: Database; feed: Feed; epoch: string },
  cursor: string,
): Promise<number | 'expired' | 'foreign'> {
  const seq = decodeFeedCursor(epoch, cursor);
  if (seq === undefined) return 'foreign';
  // Another replica may have read further than this one had when it gave the cursor.
  if (seq > feed.seq()) await feed.catchUp();
  if (seq > feed.seq()) return 'foreign';
  const first = (await selectFirstSeq(db)) ?? 1;
  return seq + 1 < first ? 'expired' : seq;
}
