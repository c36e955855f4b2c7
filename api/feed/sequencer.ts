import type { Logger } from 'pino';
import type { Database, Transaction } from '../db/database.ts';
import { NoIndexError, type Stamp, withSnapshot } from '../db/snapshot.ts';
import type { BlockId, ChainWatch } from '../integrity/chain-watch.ts';
import { applyEntry, type EntryRow, finalizedRow, reorgRow, revertEntry } from './entry.ts';
import * as queries from './queries.ts';

/** Events in one appending transaction, except that a block is never split. */
const BATCH = 1_000;
/** After every log of a block. */
const ANY_LOG = 2 ** 31 - 1;

/** What the sequencer works with. */
export type SequencerDeps = {
  db: Database;
  chainId: number;
  watch: ChainWatch;
  logger: Logger;
};

/** What one look at the index asks to be written. */
type Plan = {
  /** The log's head that the plan was made for. */
  head: queries.FeedHead;
  /** Newest first, as they are written. */
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
  await queries.readHead(db, chainId);
  const plan = await makePlan(deps).catch((error: unknown) => {
    if (error instanceof NoIndexError) return undefined;
    throw error;
  });
  if (plan === undefined || isEmpty(plan)) return false;
  return db.transaction(async (tx) => {
    const locked = await queries.lockHead(tx, chainId);
    if (locked.seq !== plan.head.seq || locked.blockHash !== plan.head.blockHash) return true;
    const entries = entriesOf(plan);
    if (plan.orphans.length > 0) logger.info({ reverted: plan.orphans.length }, 'reorg');
    await queries.appendEntries(tx, { head: headAfter(plan, entries), entries });
    return plan.more;
  });
}

/** Compares the index with the log in one snapshot. Undefined where it is better to wait. */
async function makePlan(deps: SequencerDeps): Promise<Plan | undefined> {
  const look = await withSnapshot(deps, ({ tx, stamp }) => lookAt(tx, stamp, deps));
  const { head, floor, missing, more, stamp } = look;
  const forkHeight = await findFork(deps, look);
  // Something applied is gone from the index without proof that the chain dropped it: it is waited for.
  if (missing.length > 0 && forkHeight === undefined) return undefined;
  const orphans =
    forkHeight === undefined
      ? []
      : await queries.selectApplied(deps.db, { above: forkHeight - 1n });
  const [last] =
    forkHeight === undefined
      ? look.last
      : await queries.selectApplied(deps.db, { above: floor, below: forkHeight, limit: 1 });
  const reflects = more ? lastBlock(look.events, stamp) : stamp;
  return {
    head,
    orphans,
    events: look.events.filter((event) => comesAfter(event, last)),
    ancestor: blockOf(last),
    reflects,
    finalized: more ? await finalHistory(deps, reflects) : finalMark(deps, look),
    more,
  };
}

/** What a plan needs of log and index, read in one snapshot. */
async function lookAt(tx: Transaction, stamp: Stamp, { chainId, watch }: SequencerDeps) {
  const head = await queries.readHeadIn(tx, chainId);
  const floor = head.finalizedNumber ?? -1n;
  const missing = await queries.selectMissing(tx, floor);
  const heights = [...new Set(missing.map(({ blockNumber }) => blockNumber))];
  const hashes = await queries.selectIndexedHashes(tx, heights);
  const last = await queries.selectApplied(tx, { above: floor, limit: 1 });
  // Where nothing is missing, only what lies after the last applied event can be new; after a fork, all can.
  const after = missing.length === 0 ? last[0] : undefined;
  const candidates = await wholeBlocks(tx, after ?? { blockNumber: floor, logIndex: ANY_LOG });
  const final = watch.finalized()?.number;
  const finalHash = await queries.selectIndexedHashes(tx, final === undefined ? [] : [final]);
  return { stamp, head, floor, missing, hashes, last, ...candidates, finalHash };
}

type Look = Awaited<ReturnType<typeof lookAt>>;

/** Lowest height at which the chain no longer has what was applied; everything above it is orphaned too. */
async function findFork({ watch }: SequencerDeps, look: Look): Promise<bigint | undefined> {
  for (const { blockNumber, blockHash } of look.missing) {
    const indexed = look.hashes.get(blockNumber);
    if (indexed !== undefined && indexed !== blockHash) return blockNumber;
    if (indexed === undefined && (await watch.canonicalHash(blockNumber)) !== blockHash) {
      return blockNumber;
    }
  }
  return undefined;
}

/** The next events. A full batch ends with the whole of its last block: no block is split between transactions. */
async function wholeBlocks(
  tx: Transaction,
  after: { blockNumber: bigint; logIndex: number },
): Promise<{ events: queries.IndexedEvent[]; more: boolean }> {
  const rows = await queries.selectEventsAfter(tx, { ...after, limit: BATCH });
  const last = rows.at(-1);
  if (last === undefined || rows.length < BATCH) return { events: rows, more: false };
  const { blockNumber, logIndex: afterLogIndex } = last;
  const rest = await queries.selectEventsOf(tx, { blockNumber, afterLogIndex });
  return { events: [...rows, ...rest], more: true };
}

/** Whether an event is new: the log holds everything up to the last applied one. */
function comesAfter(event: queries.IndexedEvent, last: queries.Applied | undefined): boolean {
  if (last === undefined || event.blockNumber > last.blockNumber) return true;
  return event.blockNumber === last.blockNumber && event.logIndex > last.logIndex;
}

/** While history is written, each batch that is final already becomes the mark that the next one starts from. */
async function finalHistory(
  { watch }: SequencerDeps,
  block: BlockId,
): Promise<BlockId | undefined> {
  if (block.number > (watch.finalized()?.number ?? -1n)) return undefined;
  return (await watch.canonicalHash(block.number)) === block.hash ? block : undefined;
}

/** The node's final block, where the index holds the same hash and the log has not said so yet. */
function finalMark(
  { watch }: SequencerDeps,
  { stamp, floor, finalHash }: Look,
): BlockId | undefined {
  const final = watch.finalized();
  if (final === undefined || final.number > stamp.number || final.number <= floor) return undefined;
  return finalHash.get(final.number) === final.hash ? final : undefined;
}

function isEmpty({ orphans, events, finalized, reflects, head }: Plan): boolean {
  return orphans.length + events.length === 0 && !finalized && reflects.hash === head.blockHash;
}

/** The entries of a plan in the order of the log: the reorg, its reverts newest first, what is new, what is final. */
function entriesOf({ head, orphans, ancestor, events, finalized }: Plan): EntryRow[] {
  let { seq } = head;
  const place = () => {
    seq += 1;
    return { epoch: head.epoch, seq };
  };
  return [
    ...(orphans.length > 0 ? [reorgRow(place(), { reverted: orphans, ancestor })] : []),
    ...orphans.map(({ frame }) => revertEntry(place(), frame)),
    ...events.map((row) => applyEntry(place(), row)),
    ...(finalized ? [finalizedRow(place(), finalized)] : []),
  ];
}

function headAfter({ head, reflects, finalized }: Plan, entries: EntryRow[]): queries.FeedHead {
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
