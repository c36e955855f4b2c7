import { and, arrayOverlaps, asc, desc, eq, gt, inArray, isNull, lt, lte, sql } from 'drizzle-orm';
import type { Hex } from 'viem';
import { block, event } from '../../indexer/ponder.schema.ts';
import type { Database, Transaction } from '../db/database.ts';
import { feedEntry, feedHead } from './tables.ts';

export type FeedHead = typeof feedHead.$inferSelect;
export type IndexedEvent = typeof event.$inferSelect;

/** An applied event that was not reverted since. */
export type Applied = {
  id: string;
  blockNumber: bigint;
  blockHash: string;
  logIndex: number;
  channels: string[];
  frame: string;
};

/** Where the log of a chain stands; the first call makes it, empty and with a new epoch. */
export async function readHead(db: Database, chainId: number): Promise<FeedHead> {
  const [found] = await db.select().from(feedHead).where(eq(feedHead.chainId, chainId));
  if (found !== undefined) return found;
  await db.insert(feedHead).values({ chainId }).onConflictDoNothing();
  return readHead(db, chainId);
}

/** Takes the log for this transaction and reads where it stands; other sequencers wait. */
export async function lockHead(tx: Transaction, chainId: number): Promise<FeedHead> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('halyard.feed'), ${chainId})`);
  const [head] = await tx.select().from(feedHead).where(eq(feedHead.chainId, chainId));
  if (head === undefined) throw new Error('The log of this chain vanished');
  return head;
}

/** Writes entries and moves the head, and wakes those who tail the log. */
export async function appendEntries(
  tx: Transaction,
  { head, entries }: { head: FeedHead; entries: (typeof feedEntry.$inferInsert)[] },
): Promise<void> {
  if (entries.length > 0) await tx.insert(feedEntry).values(entries);
  await tx.update(feedHead).set(head).where(eq(feedHead.chainId, head.chainId));
  if (entries.length > 0) await tx.execute(sql`SELECT pg_notify('feed_entry', ${`${head.seq}`})`);
}

/** Entries after `seq`, in order. */
export function selectEntriesAfter(db: Database, { seq, limit }: { seq: number; limit: number }) {
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
) {
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

/** Where the log of a chain stands, as a snapshot of the index sees it. */
export async function readHeadIn(tx: Transaction, chainId: number): Promise<FeedHead> {
  const [head] = await tx.select().from(feedHead).where(eq(feedHead.chainId, chainId));
  if (head === undefined) throw new Error('The log of this chain vanished');
  return head;
}

/** The newest entry of each event above a height: what holds of it now. */
function latestEntries(db: Database | Transaction, aboveBlock: bigint) {
  return db
    .selectDistinctOn([feedEntry.id])
    .from(feedEntry)
    .where(and(eq(feedEntry.type, 'event'), gt(feedEntry.blockNumber, aboveBlock)))
    .orderBy(feedEntry.id, desc(feedEntry.seq))
    .as('latest');
}

/** Places above a height that the log holds as applied and the index does not have, in chain order. */
export function selectMissing(tx: Transaction, aboveBlock: bigint) {
  const latest = latestEntries(tx, aboveBlock);
  return tx
    .select({ blockNumber: latest.blockNumber, blockHash: latest.blockHash })
    .from(latest)
    .leftJoin(event, eq(event.id, latest.id))
    .where(and(eq(latest.op, 'apply'), isNull(event.id)))
    .orderBy(asc(latest.blockNumber), asc(latest.logIndex));
}

/** Events that the log holds as applied in a range of heights, newest first. */
export async function selectApplied(
  db: Database | Transaction,
  range: { above: bigint; below?: bigint; limit?: number },
): Promise<Applied[]> {
  const latest = latestEntries(db, range.above);
  const { below, limit } = range;
  const rows = await db
    .select()
    .from(latest)
    .where(
      and(eq(latest.op, 'apply'), below === undefined ? undefined : lt(latest.blockNumber, below)),
    )
    .orderBy(desc(latest.blockNumber), desc(latest.logIndex))
    .limit(limit ?? Number.MAX_SAFE_INTEGER);
  return rows.map((row) => ({ ...row, logIndex: row.logIndex ?? 0 }));
}

/** Indexed events after a place, in chain order. */
export function selectEventsAfter(
  tx: Transaction,
  after: { blockNumber: bigint; logIndex: number; limit: number },
): Promise<IndexedEvent[]> {
  const place = sql`(${event.blockNumber}, ${event.logIndex})`;
  return tx
    .select()
    .from(event)
    .where(sql`${place} > (${after.blockNumber.toString()}::numeric, ${after.logIndex})`)
    .orderBy(asc(event.blockNumber), asc(event.logIndex))
    .limit(after.limit);
}

/** Indexed events of one block after a place in it. */
export function selectEventsOf(
  tx: Transaction,
  { blockNumber, afterLogIndex }: { blockNumber: bigint; afterLogIndex: number },
): Promise<IndexedEvent[]> {
  return tx
    .select()
    .from(event)
    .where(and(eq(event.blockNumber, blockNumber), gt(event.logIndex, afterLogIndex)))
    .orderBy(asc(event.logIndex));
}

/** Hashes that the index holds at some heights, by its block rows and by its events. */
export async function selectIndexedHashes(
  tx: Transaction,
  numbers: bigint[],
): Promise<Map<bigint, Hex>> {
  if (numbers.length === 0) return new Map();
  const events = await tx
    .select({ number: event.blockNumber, hash: event.blockHash })
    .from(event)
    .where(inArray(event.blockNumber, numbers));
  const blocks = await tx
    .select({ number: block.number, hash: block.hash })
    .from(block)
    .where(inArray(block.number, numbers));
  return new Map([...events, ...blocks].map(({ number, hash }) => [number, hash]));
}
