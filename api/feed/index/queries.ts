import { and, asc, desc, eq, gt, lt, lte, min, type SQL, sql } from 'drizzle-orm';
import type { Hex } from 'viem';
import { block, event } from '../../../indexer/ponder.schema.ts';
import type { Transaction } from '../../db/database.ts';
import type { BlockId } from '../../integrity/chain-watch.ts';
import type { FeedHead, TrailBlock } from '../queries.ts';
import { feedTrail } from '../tables.ts';

export type IndexedBlock = typeof block.$inferSelect;
export type IndexedEvent = typeof event.$inferSelect;

/** Blocks that the node is asked about in one look. */
const DOUBTFUL_LIMIT = 256;

/** What the index says of the blocks that the log stands on. */
export type Comparison = {
  /** Lowest block of the trail at whose height the index holds another one. All above it are orphaned too. */
  replaced: bigint | undefined;
  /** Blocks, newest first, of which the index tells nothing: it may only have been restarted. The node decides. */
  doubtful: TrailBlock[];
};

/**
 * Compares the trail with the index. A hash commits to all blocks below it: where the newest block of the log is
 * indexed, the whole trail is, and nothing else needs to be read.
 */
export async function compareTrail(tx: Transaction, head: FeedHead): Promise<Comparison> {
  if (head.blockNumber === null) return { replaced: undefined, doubtful: [] };
  if ((await selectIndexedHash(tx, head.blockNumber)) === head.blockHash) {
    return { replaced: undefined, doubtful: [] };
  }
  const shared = await oneHeight(tx, { where: indexed('='), order: desc(feedTrail.number) });
  const replaced = await oneHeight(tx, {
    where: and(gt(feedTrail.number, shared ?? -1n), indexed('<>')),
    order: asc(feedTrail.number),
  });
  const doubtful = await tx
    .select()
    .from(feedTrail)
    .where(
      and(
        gt(feedTrail.number, shared ?? -1n),
        replaced === undefined ? undefined : lt(feedTrail.number, replaced),
      ),
    )
    .orderBy(desc(feedTrail.number))
    .limit(DOUBTFUL_LIMIT);
  return { replaced, doubtful };
}

/** Whether the index holds a block at the trail's height whose hash is the same (or another), by rows of either table. */
function indexed(comparison: '=' | '<>'): SQL {
  const operator = sql.raw(comparison);
  return sql`(EXISTS (SELECT FROM ${block} WHERE ${block.number} = ${feedTrail.number}
      AND ${block.hash} ${operator} ${feedTrail.hash})
    OR EXISTS (SELECT FROM ${event} WHERE ${event.blockNumber} = ${feedTrail.number}
      AND ${event.blockHash} ${operator} ${feedTrail.hash}))`;
}

async function oneHeight(
  tx: Transaction,
  { where, order }: { where: SQL | undefined; order: SQL },
): Promise<bigint | undefined> {
  const [row] = await tx
    .select({ number: feedTrail.number })
    .from(feedTrail)
    .where(where)
    .orderBy(order)
    .limit(1);
  return row?.number;
}

/** Hash that the index holds at a height, by its block row or, below the first of those, by its events. */
export async function selectIndexedHash(tx: Transaction, number: bigint): Promise<Hex | undefined> {
  const [row] = await tx.select({ hash: block.hash }).from(block).where(eq(block.number, number));
  if (row !== undefined) return row.hash;
  const [told] = await tx
    .select({ hash: event.blockHash })
    .from(event)
    .where(eq(event.blockNumber, number))
    .limit(1);
  return told?.hash;
}

/** Lowest height that has a block row. */
export async function selectLowestBlock(tx: Transaction): Promise<bigint | undefined> {
  const [row] = await tx.select({ number: min(block.number) }).from(block);
  return row?.number ?? undefined;
}

/** Block rows above a height, in order. */
export function selectBlocksAfter(
  tx: Transaction,
  { number, limit }: { number: bigint; limit: number },
): Promise<IndexedBlock[]> {
  return tx
    .select()
    .from(block)
    .where(gt(block.number, number))
    .orderBy(asc(block.number))
    .limit(limit);
}

/** Events of the blocks after one height and up to another, in order; at least `limit` if there are, never part of a block. */
export async function selectEventsBetween(
  tx: Transaction,
  { after, upTo, limit }: { after: bigint; upTo: bigint; limit: number },
): Promise<IndexedEvent[]> {
  const range = and(gt(event.blockNumber, after), lte(event.blockNumber, upTo));
  const [last] = await tx
    .select({ number: event.blockNumber })
    .from(event)
    .where(range)
    .orderBy(asc(event.blockNumber))
    .limit(1)
    .offset(limit - 1);
  return tx
    .select()
    .from(event)
    .where(and(range, last === undefined ? undefined : lte(event.blockNumber, last.number)))
    .orderBy(asc(event.blockNumber), asc(event.logIndex));
}

/** The given block, if the index holds it under the same hash. */
export async function confirmBlock(
  tx: Transaction,
  candidate: BlockId | undefined,
): Promise<BlockId | undefined> {
  if (candidate === undefined) return undefined;
  return (await selectIndexedHash(tx, candidate.number)) === candidate.hash ? candidate : undefined;
}
