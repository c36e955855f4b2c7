import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { NoIndexError, type Stamp, withSnapshot } from '../db/snapshot.ts';
import type { BlockId, ChainWatch } from '../integrity/chain-watch.ts';
import {
  applyEntry,
  type EntryRow,
  finalizedRow,
  type Reverted,
  reorgRow,
  revertEntry,
} from './entry.ts';
import * as queries from './queries.ts';

/** Events in one appending transaction, except that a block is never split. */
const BATCH = 1_000;

/** What the sequencer works with. */
export type SequencerDeps = {
  db: Database;
  chainId: number;
  watch: ChainWatch;
  logger: Logger;
};

/** What one look at the index asks to be written. */
type Plan = {
  /** Oldest first; they are written newest first. */
  orphans: queries.Applied[];
  events: queries.IndexedEvent[];
  /** Last block that is still applied below the orphans. */
  ancestor: BlockId | undefined;
  /** Block that the log reflects afterwards. */
  reflects: BlockId;
  finalized: BlockId | undefined;
  /** Whether more is waiting. */
  more: boolean;
};

/**
 * Brings the log one step nearer to the index: reverts what the chain no longer has, applies what is new, marks what is
 * final. Any number of replicas may call it; the one that was overtaken writes nothing.
 *
 * @returns Whether there is more to do at once.
 */
export async function advanceLog(deps: SequencerDeps): Promise<boolean> {
  const { db, chainId, logger } = deps;
  const head = await queries.readHead(db, chainId);
  const applied = await queries.selectApplied(db, head.finalizedNumber ?? -1n);
  const plan = await makePlan(deps, head, applied).catch((error: unknown) => {
    if (error instanceof NoIndexError) return undefined;
    throw error;
  });
  if (plan === undefined || isEmpty(plan, head)) return false;
  return db.transaction(async (tx) => {
    const locked = await queries.lockHead(tx, chainId);
    if (locked.seq !== head.seq || locked.blockHash !== head.blockHash) return true;
    const entries = entriesOf(plan, locked);
    if (plan.orphans.length > 0) logger.info({ reverted: plan.orphans.length }, 'reorg');
    await queries.appendEntries(tx, { head: headAfter(locked, plan, entries), entries });
    return plan.more;
  });
}

/** Compares the index with the log in one snapshot. Undefined where it is better to wait. */
async function makePlan(
  deps: SequencerDeps,
  head: queries.FeedHead,
  applied: queries.Applied[],
): Promise<Plan | undefined> {
  const look = await withSnapshot(deps, async ({ tx, stamp }) => {
    const indexed = await queries.selectIndexedIds(
      tx,
      applied.map(({ id }) => id),
    );
    const missing = applied.filter(({ id }) => !indexed.has(id));
    const heights = [...new Set(missing.map(({ blockNumber }) => blockNumber))];
    const hashes = await queries.selectIndexedHashes(tx, heights);
    // Where nothing is missing, only what lies in or above the last applied block can be new; after a fork, all can.
    const floor = head.finalizedNumber ?? -1n;
    const last = missing.length > 0 ? undefined : applied.at(-1);
    const from = last === undefined ? floor : last.blockNumber - 1n;
    const candidates = await wholeBlocks(
      await queries.selectEventsAfter(tx, { blockNumber: from, limit: BATCH }),
      (blockNumber) => queries.selectEventsOf(tx, blockNumber),
    );
    const finalNumber = deps.watch.finalized()?.number;
    const finalHash =
      finalNumber === undefined ? undefined : await queries.selectIndexedHashes(tx, [finalNumber]);
    return { stamp, missing, hashes, ...candidates, finalHash };
  });
  const forkHeight = await findFork(deps, look);
  // Something applied is gone from the index without proof that the chain dropped it: it is waited for.
  if (look.missing.length > 0 && forkHeight === undefined) return undefined;
  const standing = applied.filter(
    ({ blockNumber }) => forkHeight === undefined || blockNumber < forkHeight,
  );
  const known = new Set(standing.map(({ id }) => id));
  const events = look.events.filter(({ id }) => !known.has(id));
  if (!followsOn(standing, events)) return undefined;
  const reflects = look.more ? lastBlock(look.events, look.stamp) : look.stamp;
  return {
    orphans: applied.filter(({ id }) => !known.has(id)),
    events,
    ancestor: blockOf(standing.at(-1)),
    reflects,
    finalized: look.more ? await finalHistory(deps, reflects) : finalMark(deps, head, look),
    more: look.more,
  };
}

/** While history is written, each batch that is final already becomes the mark that the next one starts from. */
async function finalHistory(
  { watch }: SequencerDeps,
  block: BlockId,
): Promise<BlockId | undefined> {
  if (block.number > (watch.finalized()?.number ?? -1n)) return undefined;
  return (await watch.canonicalHash(block.number)) === block.hash ? block : undefined;
}

/** Lowest height at which the chain no longer has what was applied; everything above it is orphaned too. */
async function findFork(
  { watch }: SequencerDeps,
  look: { missing: queries.Applied[]; hashes: Map<bigint, string> },
): Promise<bigint | undefined> {
  for (const { blockNumber, blockHash } of look.missing) {
    const indexed = look.hashes.get(blockNumber);
    if (indexed !== undefined && indexed !== blockHash) return blockNumber;
    if (indexed === undefined && (await watch.canonicalHash(blockNumber)) !== blockHash) {
      return blockNumber;
    }
  }
  return undefined;
}

/** A full batch ends with the whole of its last block, so that no block is split between two transactions. */
async function wholeBlocks(
  rows: queries.IndexedEvent[],
  eventsOf: (blockNumber: bigint) => Promise<queries.IndexedEvent[]>,
): Promise<{ events: queries.IndexedEvent[]; more: boolean }> {
  const last = rows.at(-1);
  if (last === undefined || rows.length < BATCH) return { events: rows, more: false };
  const before = rows.filter(({ blockNumber }) => blockNumber < last.blockNumber);
  return { events: [...before, ...(await eventsOf(last.blockNumber))], more: true };
}

/** New events may only come after what stands: anything else means that the log and the index disagree. */
function followsOn(standing: queries.Applied[], events: queries.IndexedEvent[]): boolean {
  const last = standing.at(-1);
  const first = events[0];
  if (last === undefined || first === undefined) return true;
  if (first.blockNumber !== last.blockNumber) return first.blockNumber > last.blockNumber;
  return first.blockHash === last.blockHash && first.logIndex > last.logIndex;
}

/** The node's final block, where the index holds the same hash and the log has not said so yet. */
function finalMark(
  { watch }: SequencerDeps,
  head: queries.FeedHead,
  { stamp, finalHash }: { stamp: Stamp; finalHash: Map<bigint, string> | undefined },
): BlockId | undefined {
  const final = watch.finalized();
  if (final === undefined || final.number > stamp.number) return undefined;
  if (head.finalizedNumber !== null && final.number <= head.finalizedNumber) return undefined;
  return finalHash?.get(final.number) === final.hash ? final : undefined;
}

function isEmpty(plan: Plan, head: queries.FeedHead): boolean {
  const { orphans, events, finalized, reflects } = plan;
  return orphans.length + events.length === 0 && !finalized && reflects.hash === head.blockHash;
}

/** The entries of a plan in the order of the log: the reorg, its reverts newest first, what is new, what is final. */
function entriesOf(plan: Plan, { epoch, seq }: queries.FeedHead): EntryRow[] {
  let next = seq;
  const place = () => ({ epoch, seq: ++next });
  const newestFirst = plan.orphans.toReversed();
  const reverted: Reverted[] = newestFirst;
  const { ancestor, finalized } = plan;
  return [
    ...(reverted.length > 0 ? [reorgRow(place(), { reverted, ancestor })] : []),
    ...newestFirst.map(({ frame }) => revertEntry(place(), frame)),
    ...plan.events.map((row) => applyEntry(place(), row)),
    ...(finalized ? [finalizedRow(place(), finalized)] : []),
  ];
}

function headAfter(head: queries.FeedHead, plan: Plan, entries: EntryRow[]): queries.FeedHead {
  const { reflects, finalized } = plan;
  return {
    ...head,
    seq: head.seq + entries.length,
    blockNumber: reflects.number,
    blockHash: reflects.hash,
    ...(finalized ? { finalizedNumber: finalized.number, finalizedHash: finalized.hash } : {}),
  };
}

function blockOf(applied: queries.Applied | undefined): BlockId | undefined {
  if (applied === undefined) return undefined;
  return { number: applied.blockNumber, hash: `0x${applied.blockHash.slice(2)}` };
}

function lastBlock(events: queries.IndexedEvent[], stamp: Stamp): BlockId {
  const last = events.at(-1);
  return last === undefined ? stamp : { number: last.blockNumber, hash: last.blockHash };
}
