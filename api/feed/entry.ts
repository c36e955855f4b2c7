import type { event } from '../../indexer/ponder.schema.ts';
import type { BlockId } from '../integrity/chain-watch.ts';
import { channelsOf } from './channels.ts';
import { encodeFeedCursor } from './cursor.ts';
import type { feedEntry } from './tables.ts';
import { type EventEntry, eventEntry } from './wire.ts';

export type EntryRow = typeof feedEntry.$inferInsert;

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

/** What a reverted entry says, as far as the reorg's own entry needs it. */
export type Reverted = { id: string; channels: string[]; blockNumber: bigint; blockHash: string };

/** Entry that announces the reverts that follow. `reverted` newest first. */
export function reorgRow(
  { epoch, seq }: Place,
  { reverted, ancestor }: { reverted: Reverted[]; ancestor: BlockId | undefined },
): EntryRow {
  const [newest] = reverted;
  if (newest === undefined) throw new Error('A reorg reverts at least one entry');
  const channels = [...new Set([...reverted.flatMap((entry) => entry.channels), 'system'])];
  const frame = {
    type: 'reorg',
    cursor: encodeFeedCursor(epoch, seq),
    seq,
    channels,
    from: { number: newest.blockNumber.toString(), hash: newest.blockHash },
    ancestor:
      ancestor === undefined ? null : { number: ancestor.number.toString(), hash: ancestor.hash },
    reverted: reverted.map(({ id }) => id),
  };
  return {
    seq,
    type: 'reorg',
    id: newest.blockHash,
    channels,
    blockNumber: newest.blockNumber,
    blockHash: newest.blockHash,
    frame: JSON.stringify(frame),
  };
}

/** Entry that calls everything up to a block final; it reaches every reader. */
export function finalizedRow({ epoch, seq }: Place, { number, hash }: BlockId): EntryRow {
  const frame = {
    type: 'finalized',
    cursor: encodeFeedCursor(epoch, seq),
    seq,
    channels: ['*'],
    block: { number: number.toString(), hash },
  };
  return {
    seq,
    type: 'finalized',
    id: hash,
    channels: ['*'],
    blockNumber: number,
    blockHash: hash,
    frame: JSON.stringify(frame),
  };
}
