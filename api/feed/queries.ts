import {
  and,
  arrayOverlaps,
  asc,
  desc,
  eq,
  gt,
  gte,
  inArray,
  lt,
  lte,
  min,
  sql,
} from 'drizzle-orm';
import type { Database, Transaction } from '../db/database.ts';
import { feedEntry, feedHead, feedTrail } from './tables.ts';

export type FeedHead = typeof feedHead.$inferSelect;
export type EntryRow = typeof feedEntry.$inferInsert;
export type TrailBlock = typeof feedTrail.$inferSelect;

/** One entry as readers need it. */
export type LogEntry = Pick<typeof feedEntry.$inferSelect, 'seq' | 'channels' | 'frame'>;

/** An event that stands applied. */
export type Applied = LogEntry & { id: string };

/** PostgreSQL takes at most 65,535 parameters in a statement. */
const INSERT_ROWS = 1_000;

/** Where the log of a chain stands; the first call makes it, empty and with a new epoch. */
export async function readHead(db: Database, chainId: number): Promise<FeedHead> {
  const found = await selectHead(db, chainId);
  if (found !== undefined) return found;
  await db.insert(feedHead).values({ chainId }).onConflictDoNothing();
  return readHead(db, chainId);
}

/** Where the log of a chain stands; undefined before anybody opened it. */
export async function selectHead(
  tx: Transaction | Database,
  chainId: number,
): Promise<FeedHead | undefined> {
  const [found] = await tx.select().from(feedHead).where(eq(feedHead.chainId, chainId));
  return found;
}

/** Takes the log for this transaction and reads where it stands; other sequencers wait. */
export async function lockHead(tx: Transaction, chainId: number): Promise<FeedHead> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('halyard.feed'), ${chainId})`);
  const head = await selectHead(tx, chainId);
  if (head === undefined) throw new Error('The log of this chain vanished');
  return head;
}

/** Writes entries, moves the head, and wakes those who tail the log. Only under {@link lockHead}. */
export async function appendEntries(
  tx: Transaction,
  { head, entries }: { head: FeedHead; entries: EntryRow[] },
): Promise<void> {
  for (const rows of chunks(entries)) await tx.insert(feedEntry).values(rows);
  await tx.update(feedHead).set(head).where(eq(feedHead.chainId, head.chainId));
  await tx.execute(sql`SELECT pg_notify('feed_entry', ${`${head.seq}`})`);
}

/** Entries after `seq`, in order. */
export function selectEntriesAfter(
  db: Database,
  { seq, limit }: { seq: number; limit: number },
): Promise<LogEntry[]> {
  return db
    .select({ seq: feedEntry.seq, channels: feedEntry.channels, frame: feedEntry.frame })
    .from(feedEntry)
    .where(gt(feedEntry.seq, seq))
    .orderBy(asc(feedEntry.seq))
    .limit(limit);
}

/** Entries on some channels after one seq and up to another, in order. */
export function selectEntriesOn(
  db: Database,
  range: { channels: string[]; after: number; upTo: number; limit: number },
): Promise<LogEntry[]> {
  return db
    .select({ seq: feedEntry.seq, channels: feedEntry.channels, frame: feedEntry.frame })
    .from(feedEntry)
    .where(
      and(
        gt(feedEntry.seq, range.after),
        lte(feedEntry.seq, range.upTo),
        arrayOverlaps(feedEntry.channels, range.channels),
      ),
    )
    .orderBy(asc(feedEntry.seq))
    .limit(range.limit);
}

/** Oldest entry that is still kept; undefined for an empty log. */
export async function selectFirstSeq(db: Database): Promise<number | undefined> {
  const [row] = await db.select({ seq: min(feedEntry.seq) }).from(feedEntry);
  return row?.seq ?? undefined;
}

/** Events that stand applied in these blocks of the trail, newest first. */
export async function selectApplied(tx: Transaction, blocks: TrailBlock[]): Promise<Applied[]> {
  if (blocks.length === 0) return [];
  // A block that lost its place and won it back was applied more than once: its newest entries are the ones that stand.
  const latest = tx
    .selectDistinctOn([feedEntry.blockNumber, feedEntry.logIndex])
    .from(feedEntry)
    .where(
      and(
        eq(feedEntry.type, 'event'),
        eq(feedEntry.op, 'apply'),
        inArray(
          feedEntry.blockNumber,
          blocks.map(({ number }) => number),
        ),
        inArray(
          feedEntry.blockHash,
          blocks.map(({ hash }) => hash),
        ),
      ),
    )
    .orderBy(desc(feedEntry.blockNumber), desc(feedEntry.logIndex), desc(feedEntry.seq))
    .as('latest');
  return tx
    .select({ seq: latest.seq, id: latest.id, channels: latest.channels, frame: latest.frame })
    .from(latest)
    .orderBy(desc(latest.blockNumber), desc(latest.logIndex));
}

/** Blocks of the trail at or above a height, newest first. */
export function selectTrailFrom(
  tx: Transaction,
  { number, limit }: { number: bigint; limit: number },
): Promise<TrailBlock[]> {
  return tx
    .select()
    .from(feedTrail)
    .where(gte(feedTrail.number, number))
    .orderBy(desc(feedTrail.number))
    .limit(limit);
}

/** Newest block of the trail below a height. */
export async function selectTrailBelow(
  tx: Transaction,
  number: bigint,
): Promise<TrailBlock | undefined> {
  const [found] = await tx
    .select()
    .from(feedTrail)
    .where(lt(feedTrail.number, number))
    .orderBy(desc(feedTrail.number))
    .limit(1);
  return found;
}

/** Adds blocks on top of the trail. */
export async function extendTrail(tx: Transaction, blocks: TrailBlock[]): Promise<void> {
  for (const rows of chunks(blocks)) await tx.insert(feedTrail).values(rows);
}

/** Takes the trail back to below a height. */
export async function cutTrail(tx: Transaction, number: bigint): Promise<void> {
  await tx.delete(feedTrail).where(gte(feedTrail.number, number));
}

/** Forgets final blocks without events: nothing is left that a reorg could take back. */
export async function pruneTrail(tx: Transaction, below: bigint): Promise<void> {
  await tx.delete(feedTrail).where(and(lt(feedTrail.number, below), eq(feedTrail.events, 0)));
}

function chunks<Row>(rows: Row[]): Row[][] {
  const count = Math.ceil(rows.length / INSERT_ROWS);
  return Array.from({ length: count }, (_, index) =>
    rows.slice(index * INSERT_ROWS, (index + 1) * INSERT_ROWS),
  );
}
