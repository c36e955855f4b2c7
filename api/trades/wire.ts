import { z } from 'zod';
import {
  address,
  blockId,
  finality,
  hash,
  integer,
  pageQuery,
  tokenRef,
  unixSeconds,
} from '../wire.ts';

/** States of a trade, named as in the contract. */
export const tradeState = z.enum([
  'Created',
  'Accepted',
  'PaymentMarked',
  'Completed',
  'Cancelled',
  'Expired',
  'Disputed',
  'Resolved',
]);

/** How a trade is paid. Off-chain, `price` is in the unit that the terms document names. */
export const tradePayment = z.object({
  kind: z.enum(['onchain', 'offchain']),
  token: tokenRef.nullable(),
  price: integer,
});

/** One escrow trade. Amounts are base units of `token`; `fee` of the payment token when paid on-chain. */
export const trade = z.object({
  id: integer,
  escrow: address,
  state: tradeState,
  seller: address,
  /** Null while an open offer has no buyer. */
  buyer: address.nullable(),
  open: z.boolean(),
  token: tokenRef,
  amount: integer,
  payment: tradePayment,
  policyId: z.int(),
  feeBps: z.int(),
  termsHash: hash,
  expiresAt: unixSeconds,
  /** End of the present state's window; null in an end state. */
  deadline: unixSeconds.nullable(),
  fee: integer.nullable(),
  paymentReference: hash.nullable(),
  dispute: z.object({ by: address, reasonHash: hash }).nullable(),
  resolution: z
    .object({ resolver: address, buyerBps: z.int(), toBuyer: integer, toSeller: integer })
    .nullable(),
  created: z.object({ block: blockId, at: unixSeconds, txHash: hash }),
  updated: z.object({ block: blockId, at: unixSeconds }),
  /** Where the block of the newest change stands. */
  status: finality,
});

/** One step in a trade's life. */
export const tradeStep = z.object({
  event: z.string(),
  /** Trade state after the event. */
  state: tradeState,
  at: unixSeconds,
  block: blockId,
  txHash: hash,
  logIndex: z.int(),
  data: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
  status: finality,
});

/** Evidence filed in a dispute. */
export const tradeEvidence = z.object({
  by: address,
  contentHash: hash,
  uri: z.string(),
  at: unixSeconds,
});

/** One trade with its whole life. */
export const tradeDetail = trade.extend({
  timeline: z.array(tradeStep),
  evidence: z.array(tradeEvidence),
});

/** Query of `GET /api/trades`; filters combine. Times are Unix seconds. */
export const tradesQuery = pageQuery.extend({
  state: tradeState.optional(),
  seller: address.optional(),
  buyer: address.optional(),
  /** Seller or buyer. */
  account: address.optional(),
  token: address.optional(),
  createdAfter: z.coerce.number().int().nonnegative().optional(),
  createdBefore: z.coerce.number().int().nonnegative().optional(),
  /** Newest first unless asked otherwise. */
  sort: z.enum(['newest', 'oldest']).default('newest'),
});

export type Trade = z.infer<typeof trade>;
export type TradeDetail = z.infer<typeof tradeDetail>;
export type TradesQuery = z.infer<typeof tradesQuery>;
