import { z } from 'zod';
import {
  address,
  annualRate,
  blockId,
  finality,
  hash,
  integer,
  pageQuery,
  type stakingQuestion,
  type stakingQuote,
  stakingTotal,
  stateQuery,
  tokenRef,
  unixSeconds,
  usd,
} from '../wire.ts';

/** One tier of a pool. Interest is simple; a term of zero is the flexible tier. */
export const stakingTier = z.object({
  tier: z.int(),
  kind: z.enum(['flexible', 'fixed']),
  rate: annualRate,
  termSeconds: z.int(),
  /** Staked in it, base units. */
  principal: integer,
  /** Largest stake that it takes now, base units. */
  capacity: integer,
});

/** One pool, its books as of the stamped block's time. Amounts in base units of its token. */
export const stakingPool = z.object({
  token: tokenRef,
  /** The four books: together they are all that the contract holds of the token. */
  books: z.object({
    principal: integer,
    committed: integer,
    owedFlexible: integer,
    free: integer,
  }),
  /** Principal at the net asset value; null without one. */
  value: usd.nullable(),
  activePositions: z.int(),
  /** Until when flexible stakes are funded if nothing changes; null for ever. */
  fundedUntil: unixSeconds.nullable(),
  tiers: z.array(stakingTier),
});

/** One stake. Amounts in base units. */
export const stakingPosition = z.object({
  id: integer,
  account: address,
  token: tokenRef,
  tier: z.int(),
  kind: z.enum(['flexible', 'fixed']),
  rate: annualRate,
  state: z.enum(['Active', 'Unstaked', 'Seized']),
  principal: integer,
  /** Whole reward of a fixed term; of a seized position what had accrued; null for flexible. */
  reward: integer.nullable(),
  claimed: integer,
  /** What could be claimed at the stamped block's time, to the last unit. */
  claimable: integer,
  startAt: unixSeconds,
  unlockAt: unixSeconds,
  /** Whether principal could leave at the stamped block's time. */
  unlocked: z.boolean(),
  created: z.object({ block: blockId, at: unixSeconds, txHash: hash }),
  updated: z.object({ block: blockId, at: unixSeconds }),
  /** Where the block of the newest change stands. */
  status: finality,
});

/** Stakes of an account, newest first, with totals over all of them. */
export const stakingStatus = z.object({
  account: address,
  totals: z.array(stakingTotal),
  items: z.array(stakingPosition),
  nextCursor: z.string().nullable(),
});

/** Query of the list of pools. */
export const poolsQuery = stateQuery.extend({ token: address.optional() });

/** Query of an account's stakes. */
export const positionsQuery = pageQuery.extend({
  token: address.optional(),
  state: stakingPosition.shape.state.optional(),
});

/** The same with the account in the query. */
export const statusQuery = positionsQuery.extend({ address });

export type QuoteQuestion = z.infer<typeof stakingQuestion>;
export type Quote = z.infer<typeof stakingQuote>;
export type StakingPool = z.infer<typeof stakingPool>;
export type StakingPosition = z.infer<typeof stakingPosition>;
export type StakingStatus = z.infer<typeof stakingStatus>;
export type PositionsQuery = z.infer<typeof positionsQuery>;
