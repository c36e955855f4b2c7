import { z } from 'zod';
import { address, chainEvent, integer, stakingTotal, tokenRef, unixSeconds } from '../wire.ts';

/** Account's holding of one RWA token. Amounts in base units. */
export const holding = z.object({
  token: tokenRef,
  balance: integer,
  /** Absolute, may exceed the balance. */
  frozen: integer,
  eligibility: z.object({
    /** Last second at which it may send or receive; 0 for never. */
    sendUntil: unixSeconds,
    receiveUntil: unixSeconds,
    /** ISO 3166-1 numeric, 0 for unknown. */
    country: z.int(),
    /** As of the stamped block's own time. */
    canSend: z.boolean(),
    canReceive: z.boolean(),
  }),
  /** A contract that holds for others: it needs no eligibility. */
  custody: z.boolean(),
});

/** What waits for the account in the escrow. */
export const credit = z.object({ token: tokenRef, amount: integer });

/** One account as the index knows it; one that never appeared has empty lists. */
export const account = z.object({
  address,
  holdings: z.array(holding),
  credits: z.array(credit),
  trades: z.object({
    asSeller: z.int(),
    asBuyer: z.int(),
    /** Not in an end state. */
    open: z.int(),
  }),
  stakes: z.object({
    /** Whose principal has not left. */
    active: z.int(),
    /** What the stakes hold and could pay, by token. */
    totals: z.array(stakingTotal),
  }),
});

/** Something that happened to an account, or that it did. */
export const activityItem = chainEvent.extend({
  source: z.enum(['AssetRegistry', 'RwaToken', 'Staking', 'TradeEscrow']),
  /** Trade, position and token concerned, if any. */
  tradeId: integer.nullable(),
  positionId: integer.nullable(),
  token: address.nullable(),
});

export type Account = z.infer<typeof account>;
