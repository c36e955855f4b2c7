import type { z } from 'zod';
import type { Finality } from '../integrity/guard.ts';
import type { tokenRef } from '../wire.ts';
import type { EvidenceRow, TradeEventRow, TradeRow } from './queries.ts';
import { type Trade, type TradeDetail, tradeState } from './wire.ts';

/** Says how settled a block is. */
type FinalityOf = (number: bigint) => Finality;

/** Token as answers name it beside an amount. */
export function tokenView(token: {
  address: `0x${string}`;
  symbol: string | null;
  decimals: number;
}): z.infer<typeof tokenRef> {
  const { address, symbol, decimals } = token;
  return { address, symbol, decimals };
}

/** A value that the trade's terms set; a trade without terms cannot be in the index of a whole transaction. */
function termsOf({ id, price, policyId, termsHash }: TradeRow) {
  if (price === null || policyId === null || termsHash === null) {
    throw new Error(`Trade ${id} has no terms`);
  }
  return { price: price.toString(), policyId, termsHash };
}

function resolutionOf({ resolver, buyerBps, toBuyer, toSeller }: TradeRow): Trade['resolution'] {
  if (resolver === null || buyerBps === null || toBuyer === null || toSeller === null) return null;
  return { resolver, buyerBps, toBuyer: toBuyer.toString(), toSeller: toSeller.toString() };
}

/** A trade's row as it goes on the wire. */
export function tradeView(row: TradeRow, finalityOf: FinalityOf): Trade {
  const { price, policyId, termsHash } = termsOf(row);
  const { disputedBy: by, reasonHash, paymentTokenInfo } = row;
  return {
    id: row.id.toString(),
    escrow: row.escrow,
    state: row.state,
    seller: row.seller,
    buyer: row.buyer,
    open: row.open,
    token: tokenView(row.tokenInfo),
    amount: row.amount.toString(),
    payment: {
      kind: paymentTokenInfo === null ? 'offchain' : 'onchain',
      token: paymentTokenInfo === null ? null : tokenView(paymentTokenInfo),
      price,
    },
    policyId,
    feeBps: row.feeBps,
    termsHash,
    expiresAt: Number(row.expiresAt),
    deadline: row.deadline === null ? null : Number(row.deadline),
    fee: row.fee === null ? null : row.fee.toString(),
    paymentReference: row.paymentReference,
    dispute: by === null || reasonHash === null ? null : { by, reasonHash },
    resolution: resolutionOf(row),
    created: {
      block: { number: row.createdBlock.toString(), hash: row.createdBlockHash },
      at: Number(row.createdAt),
      txHash: row.createdTxHash,
    },
    updated: {
      block: { number: row.updatedBlock.toString(), hash: row.updatedBlockHash },
      at: Number(row.updatedAt),
    },
    status: finalityOf(row.updatedBlock),
  };
}

/** A trade with its whole life. */
export function tradeDetailView(
  { row, events, evidence }: { row: TradeRow; events: TradeEventRow[]; evidence: EvidenceRow[] },
  finalityOf: FinalityOf,
): TradeDetail {
  return {
    ...tradeView(row, finalityOf),
    timeline: events.map((event) => ({
      event: event.name,
      state: tradeState.parse(event.result.state),
      at: Number(event.blockTimestamp),
      block: { number: event.blockNumber.toString(), hash: event.blockHash },
      txHash: event.txHash,
      logIndex: event.logIndex,
      data: event.args,
      status: finalityOf(event.blockNumber),
    })),
    evidence: evidence.map(({ by, contentHash, uri, submittedAt }) => ({
      by,
      contentHash,
      uri,
      at: Number(submittedAt),
    })),
  };
}
