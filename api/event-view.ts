import type { z } from 'zod';
import type { event } from '../indexer/ponder.schema.ts';
import type { Finality } from './integrity/guard.ts';
import type { chainEvent } from './wire.ts';

type EventRow = typeof event.$inferSelect;

/** More logs than a block can hold: positions of events then order as the chain does. */
const LOGS_PER_BLOCK = 2n ** 24n;

/** Position of an event in the chain's order. */
export function eventPosition({ blockNumber, logIndex }: EventRow): bigint {
  return blockNumber * LOGS_PER_BLOCK + BigInt(logIndex);
}

/** Block and log of a position. */
export function positionParts(position: bigint): { blockNumber: bigint; logIndex: number } {
  return {
    blockNumber: position / LOGS_PER_BLOCK,
    logIndex: Number(position % LOGS_PER_BLOCK),
  };
}

/** An event's row as it goes on the wire. */
export function eventView(
  row: EventRow,
  finalityOf: (number: bigint) => Finality,
): z.infer<typeof chainEvent> {
  return {
    id: row.id,
    event: row.name,
    contract: row.contract,
    at: Number(row.blockTimestamp),
    block: { number: row.blockNumber.toString(), hash: row.blockHash },
    txHash: row.txHash,
    logIndex: row.logIndex,
    data: row.args,
    status: finalityOf(row.blockNumber),
  };
}
