import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { NoIndexError } from '../db/snapshot.ts';
import type { BlockId, ChainWatch } from '../integrity/chain-watch.ts';
import { applyEntry, finalizedEntry, reorgEntry, revertEntry } from './entry.ts';
import type { Comparison } from './index/queries.ts';
import { BATCH, type Look, lookAtIndex, type NewBlocks } from './look.ts';
import * as queries from './queries.ts';

/** Finality marks come no closer to each other than this: some chains advance with every block. */
const FINALIZED_SPACING_MS = 1_000;

/** What the sequencer works with. */
export type SequencerDeps = {
  db: Database;
  chainId: number;
  watch: ChainWatch;
  clock: Clock;
  logger: Logger;
  /** Told which schema is live at each look, so that its notifications can be listened to. */
  onSchema?(schemaName: string): void;
};

/** One bounded change of the log. */
type Step =
  | { kind: 'revert'; from: bigint }
  | { kind: 'apply'; next: NewBlocks }
  | { kind: 'finalize'; block: BlockId };

/**
 * Brings the log one step nearer to the index: takes back what the chain no longer has, else adds what is new, else
 * marks what is final. Any number of replicas may call it; the one that was overtaken writes nothing.
 *
 * @returns Whether there may be more to do at once.
 */
export async function advanceLog(deps: SequencerDeps): Promise<boolean> {
  const look = await lookAtIndex(deps).catch((error: unknown) => {
    if (error instanceof NoIndexError) return error;
    throw error;
  });
  if (look instanceof NoIndexError) return false;
  if (look === undefined) {
    await queries.readHead(deps.db, deps.chainId);
    return true;
  }
  deps.onSchema?.(look.schemaName);
  const step = await nextStep(deps, look);
  if (step === undefined) return false;
  await deps.db.transaction(async (tx) => {
    const head = await queries.lockHead(tx, deps.chainId);
    const overtaken = head.seq !== look.head.seq || head.blockHash !== look.head.blockHash;
    if (!overtaken) await write(tx, head, { step, deps });
  });
  return true;
}

async function nextStep({ watch, clock }: SequencerDeps, look: Look): Promise<Step | undefined> {
  const { head, next, final } = look;
  const verdict = await judgeTrail(watch, look.comparison);
  if (typeof verdict === 'bigint') return { kind: 'revert', from: verdict };
  if (verdict === 'unproven') return undefined;
  if (next !== undefined) return { kind: 'apply', next };
  const advanced = final !== undefined && final.number > (head.finalizedNumber ?? -1n);
  const isDue = clock.nowMs() - (head.finalizedAt?.getTime() ?? 0) >= FINALIZED_SPACING_MS;
  return advanced && isDue ? { kind: 'finalize', block: final } : undefined;
}

/**
 * Decides whether the log still stands on the chain. Absence from the index proves nothing, nor does a node that has no
 * block at a height: it may be behind. Only another hash does, and it condemns every block above it too.
 *
 * @returns The lowest height that is proven to be orphaned, or whether the head stands.
 */
async function judgeTrail(
  watch: ChainWatch,
  { replaced, doubtful }: Comparison,
): Promise<bigint | 'stands' | 'unproven'> {
  let orphaned = replaced;
  for (const [place, { number, hash }] of doubtful.entries()) {
    let canonical: string | undefined;
    try {
      canonical = await watch.canonicalHash(number);
    } catch {
      // The node does not answer, so it proves nothing; what the index proved holds without it.
      break;
    }
    if (canonical === hash) return orphaned ?? (place === 0 ? 'stands' : 'unproven');
    if (canonical !== undefined) orphaned = number;
  }
  return orphaned ?? (doubtful.length === 0 ? 'stands' : 'unproven');
}

function write(
  tx: Transaction,
  head: queries.FeedHead,
  { step, deps }: { step: Step; deps: SequencerDeps },
): Promise<void> {
  if (step.kind === 'revert') return revert(tx, head, { from: step.from, logger: deps.logger });
  if (step.kind === 'apply') return apply(tx, head, step.next);
  return finalize(tx, head, { block: step.block, nowMs: deps.clock.nowMs() });
}

/** Gives out the places after the head, one by one. */
function placesAfter({ epoch, seq }: queries.FeedHead) {
  let last = seq;
  return () => {
    last += 1;
    return { epoch, seq: last };
  };
}

async function apply(
  tx: Transaction,
  head: queries.FeedHead,
  { events, blocks, reflects }: NewBlocks,
): Promise<void> {
  const place = placesAfter(head);
  const entries = events.map((event) => applyEntry(place(), event));
  await queries.extendTrail(tx, trailOf({ events, blocks, reflects }));
  await queries.appendEntries(tx, { head: headAfter(head, entries, reflects), entries });
}

function trailOf({ events, blocks }: NewBlocks): queries.TrailBlock[] {
  const trail = new Map(blocks.map(({ number, hash }) => [number, { number, hash, events: 0 }]));
  for (const { blockNumber: number, blockHash: hash } of events) {
    const known = trail.get(number);
    if (known === undefined) trail.set(number, { number, hash, events: 1 });
    else known.events += 1;
  }
  return [...trail.values()];
}

/**
 * Steps back from the newest blocks of the trail, at most to below `from`. A reorg of more events than a transaction
 * should hold goes back in several such steps; `ancestor` is the block that the log stands on after each.
 */
async function revert(
  tx: Transaction,
  head: queries.FeedHead,
  { from, logger }: { from: bigint; logger: Logger },
): Promise<void> {
  const dropped = upToBatch(await queries.selectTrailFrom(tx, { number: from, limit: BATCH }));
  const lowest = dropped.at(-1);
  if (lowest === undefined || head.blockNumber === null || head.blockHash === null) {
    throw new Error('The log has no blocks to take back');
  }
  const ancestor = blockOf(await queries.selectTrailBelow(tx, lowest.number));
  const reverted = await queries.selectApplied(tx, dropped);
  const place = placesAfter(head);
  const newest = { number: head.blockNumber, hash: hexOf(head.blockHash) };
  const entries = [
    reorgEntry(place(), { from: newest, ancestor, reverted }),
    ...reverted.map(({ frame }) => revertEntry(place(), frame)),
  ];
  await queries.cutTrail(tx, lowest.number);
  await queries.appendEntries(tx, { head: headAfter(head, entries, ancestor), entries });
  logger.info({ from: `${newest.number}`, ancestor: `${ancestor?.number}` }, 'reorg');
}

function upToBatch(blocks: queries.TrailBlock[]): queries.TrailBlock[] {
  let events = 0;
  const end = blocks.findIndex((block, place) => {
    events += block.events;
    return place > 0 && events > BATCH;
  });
  return end === -1 ? blocks : blocks.slice(0, end);
}

async function finalize(
  tx: Transaction,
  head: queries.FeedHead,
  { block, nowMs }: { block: BlockId; nowMs: number },
): Promise<void> {
  const entries = [finalizedEntry(placesAfter(head)(), block)];
  const finalizedAt = new Date(nowMs);
  await queries.pruneTrail(tx, block.number);
  await queries.appendEntries(tx, {
    head: {
      ...head,
      seq: head.seq + 1,
      finalizedNumber: block.number,
      finalizedHash: block.hash,
      finalizedAt,
    },
    entries,
  });
}

/** The head after an append. A mark of finality above the block it now reflects was broken by the chain, and is void. */
function headAfter(
  head: queries.FeedHead,
  entries: queries.EntryRow[],
  reflects: BlockId | undefined,
): queries.FeedHead {
  const number = reflects?.number ?? null;
  const hash = reflects?.hash ?? null;
  const broken = head.finalizedNumber !== null && head.finalizedNumber > (number ?? -1n);
  return {
    ...head,
    seq: head.seq + entries.length,
    blockNumber: number,
    blockHash: hash,
    ...(broken ? { finalizedNumber: number, finalizedHash: hash } : {}),
  };
}

function blockOf(block: queries.TrailBlock | undefined): BlockId | undefined {
  return block && { number: block.number, hash: hexOf(block.hash) };
}

/** Hashes come from the index, which types them; the log keeps them as text. */
function hexOf(hash: string): BlockId['hash'] {
  return `0x${hash.slice(2)}`;
}
