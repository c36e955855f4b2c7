import type { event } from '../../indexer/ponder.schema.ts';
import type { BlockId } from '../integrity/chain-watch.ts';
import { channelsOf } from './channels.ts';
import { encodeFeedCursor } from './cursor.ts';
import type { Applied, EntryRow } from './queries.ts';
import { type EventEntry, eventEntry, type FinalizedEntry, type ReorgEntry } from './wire.ts';

/** Place of the next entry in the log. */
export type Place = { epoch: string; seq: number };

/** Entry for an event that is on the chain. */
export function applyEntry({ epoch, seq }: Place, row: typeof event.$inferSelect): EntryRow {
  const frame: EventEntry = {
    type: 'event',
    cursor: encodeFeedCursor(epoch, seq),
    seq,
    op: 'apply',
    id: row.id,
    event: row.name,
    contract: row.contract,
    channels: channelsOf(row),
    block: {
      chainId: row.chainId,
      number: row.blockNumber.toString(),
      hash: row.blockHash,
      timestamp: Number(row.blockTimestamp),
    },
    txHash: row.txHash,
    logIndex: row.logIndex,
    data: row.args,
  };
  return eventRow(frame);
}

/** Entry that takes an applied event back: its own frame with a new place. */
export function revertEntry({ epoch, seq }: Place, appliedFrame: string): EntryRow {
  const applied = eventEntry.parse(JSON.parse(appliedFrame));
  return eventRow({ ...applied, op: 'revert', seq, cursor: encodeFeedCursor(epoch, seq) });
}

function eventRow(frame: EventEntry): EntryRow {
  return {
    seq: frame.seq,
    type: 'event',
    op: frame.op,
    id: frame.id,
    channels: frame.channels,
    blockNumber: BigInt(frame.block.number),
    blockHash: frame.block.hash,
    logIndex: frame.logIndex,
    frame: JSON.stringify(frame),
  };
}

/** Entry that announces the reverts that follow. */
export function reorgEntry(
  { epoch, seq }: Place,
  {
    from,
    ancestor,
    reverted,
  }: { from: BlockId; ancestor: BlockId | undefined; reverted: Pick<Applied, 'id' | 'channels'>[] },
): EntryRow {
  const channels = [...new Set([...reverted.flatMap((entry) => entry.channels), 'system'])];
  const frame: ReorgEntry = {
    type: 'reorg',
    cursor: encodeFeedCursor(epoch, seq),
    seq,
    channels,
    from: blockView(from),
    ancestor: ancestor === undefined ? null : blockView(ancestor),
    reverted: reverted.map(({ id }) => id),
  };
  return { ...rowOf(frame, from), type: 'reorg' };
}

/** Entry that calls everything up to a block final; it reaches every reader. */
export function finalizedEntry({ epoch, seq }: Place, block: BlockId): EntryRow {
  const frame: FinalizedEntry = {
    type: 'finalized',
    cursor: encodeFeedCursor(epoch, seq),
    seq,
    channels: ['*'],
    block: blockView(block),
  };
  return { ...rowOf(frame, block), type: 'finalized' };
}

function rowOf(frame: ReorgEntry | FinalizedEntry, block: BlockId) {
  return {
    seq: frame.seq,
    id: block.hash,
    channels: frame.channels,
    blockNumber: block.number,
    blockHash: block.hash,
    frame: JSON.stringify(frame),
  };
}

function blockView({ number, hash }: BlockId) {
  return { number: number.toString(), hash };
}
