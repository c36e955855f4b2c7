import type { Database, Transaction } from '../db/database.ts';
import { type Stamp, withSnapshot } from '../db/snapshot.ts';
import type { BlockId, ChainWatch } from '../integrity/chain-watch.ts';
import * as index from './index/queries.ts';
import { type FeedHead, selectHead } from './queries.ts';

/** Events in one appending transaction, except that a block is never split, and blocks in one. */
export const BATCH = 1_000;

/** New blocks of the index, complete and in chain order, that follow what the log stands on. */
export type NewBlocks = {
  events: index.IndexedEvent[];
  blocks: index.IndexedBlock[];
  /** Block that the log reflects once they are written. */
  reflects: BlockId;
};

/** Log and index side by side, as one snapshot of the database shows them. */
export type Look = {
  /** Schema that is live. */
  schemaName: string;
  head: FeedHead;
  comparison: index.Comparison;
  next: NewBlocks | undefined;
  /** The node's final block, where both the index and the log have reached it. */
  final: BlockId | undefined;
};

/**
 * Reads what the next step of the log depends on.
 *
 * @returns Undefined before anybody opened the log.
 * @throws {NoIndexError} while the index cannot be read.
 */
export function lookAtIndex(deps: {
  db: Database;
  chainId: number;
  watch: ChainWatch;
}): Promise<Look | undefined> {
  return withSnapshot(deps, async ({ tx, schemaName, stamp }) => {
    const head = await selectHead(tx, deps.chainId);
    if (head === undefined) return undefined;
    const comparison = await index.compareTrail(tx, head);
    const next = comparison.replaced === undefined ? await readNext(tx, head, stamp) : undefined;
    const final = deps.watch.finalized();
    const reached = final !== undefined && final.number <= (head.blockNumber ?? -1n);
    return {
      schemaName,
      head,
      comparison,
      next,
      final: reached ? await index.confirmBlock(tx, final) : undefined,
    };
  });
}

async function readNext(
  tx: Transaction,
  head: FeedHead,
  stamp: Stamp,
): Promise<NewBlocks | undefined> {
  const after = head.blockNumber ?? -1n;
  if (stamp.number <= after) return undefined;
  const blocks = linkedBlocks(await index.selectBlocksAfter(tx, { number: after, limit: BATCH }), {
    head,
    lowest: await index.selectLowestBlock(tx),
  });
  const top = blocks.at(-1);
  if (top === undefined) return undefined;
  const events = await index.selectEventsBetween(tx, { after, upTo: top.number, limit: BATCH });
  return newBlocks(blocks, events);
}

/**
 * The part of the index's blocks that joins the log's head without a hole, each the child of the one before. Whatever
 * lies beyond a hole is left for later: an event written now could not be put before it any more.
 */
export function linkedBlocks(
  blocks: index.IndexedBlock[],
  {
    head,
    lowest,
  }: { head: Pick<FeedHead, 'blockNumber' | 'blockHash'>; lowest: bigint | undefined },
): index.IndexedBlock[] {
  let number = head.blockNumber;
  let hash = head.blockHash;
  const end = blocks.findIndex((block) => {
    const isChild = number !== null && block.number === number + 1n && block.parentHash === hash;
    // Block rows begin at a fixed height; of what lies below it the index keeps the events only, and those are whole.
    const isFirstRow = block.number === lowest && (number === null || block.number > number + 1n);
    ({ number, hash } = block);
    return !isChild && !isFirstRow;
  });
  return end === -1 ? blocks : blocks.slice(0, end);
}

/** Joins blocks and their events; a full batch of events ends with its last block. */
function newBlocks(
  linked: index.IndexedBlock[],
  events: index.IndexedEvent[],
): NewBlocks | undefined {
  const hashes = new Map(linked.map(({ number, hash }) => [number, hash]));
  const strays = events.some(
    ({ blockNumber, blockHash }) => (hashes.get(blockNumber) ?? blockHash) !== blockHash,
  );
  const top = linked.at(-1);
  // An event of another block than its height's own: the index contradicts itself, and is left to its guard.
  if (strays || top === undefined) return undefined;
  const last = events.length < BATCH ? undefined : events.at(-1);
  const reflects = last ? { number: last.blockNumber, hash: last.blockHash } : top;
  const blocks = linked.filter(({ number }) => number <= reflects.number);
  return { events, blocks, reflects: { number: reflects.number, hash: reflects.hash } };
}
