import { index, onchainTable, primaryKey } from 'ponder';

/** One staking pool: its books as of `settledAt`, see Staking's interface. Amounts in base units. */
export const stakingPool = onchainTable('staking_pool', (t) => ({
  token: t.hex().primaryKey(),
  /** Written by PoolCreated. */
  decimals: t.integer().notNull(),
  symbol: t.text().notNull(),
  principal: t.bigint().notNull(),
  committed: t.bigint().notNull(),
  owedFlexible: t.bigint().notNull(),
  free: t.bigint().notNull(),
  flexiblePrincipal: t.bigint().notNull(),
  /** Reward of one base unit since the beginning, times 10,000 x 365 days x 10^9. */
  flexibleIndex: t.bigint().notNull(),
  /** Rate of the flexible tier, basis points a year. Written by TierSet. */
  flexibleAprBps: t.integer().notNull(),
  /** Until when flexible accrual is booked, Unix seconds. */
  settledAt: t.bigint().notNull(),
  tierCount: t.integer().notNull(),
  /** Positions whose principal is in the pool. */
  activePositions: t.integer().notNull(),
}));

/** One tier of a pool; a term of zero is the flexible one. Written by TierSet. */
export const stakingTier = onchainTable(
  'staking_tier',
  (t) => ({
    token: t.hex().notNull(),
    tier: t.integer().notNull(),
    /** Basis points a year, simple interest. */
    aprBps: t.integer().notNull(),
    termSeconds: t.integer().notNull(),
    /** Principal in this tier, base units. Written by Staked, Unstaked, PositionSeized. */
    principal: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.token, table.tier] }) }),
);

/** One stake. Amounts in base units, times in Unix seconds. */
export const stakingPosition = onchainTable(
  'staking_position',
  (t) => ({
    /** Position id in the staking contract, from 1. */
    id: t.bigint().primaryKey(),
    token: t.hex().notNull(),
    account: t.hex().notNull(),
    tier: t.integer().notNull(),
    /** Rate it was made at; a flexible one follows its pool's. */
    aprBps: t.integer().notNull(),
    /** As staked; it has left when the state is not Active. */
    principal: t.bigint().notNull(),
    /** Whole reward of a fixed term; of a seized position what had accrued; zero for flexible. */
    reward: t.bigint().notNull(),
    /** Written by RewardClaimed. */
    claimed: t.bigint().notNull(),
    /** The pool's flexible index up to which it was paid. */
    indexPaid: t.bigint().notNull(),
    startAt: t.bigint().notNull(),
    /** End of the term; for a flexible stake its start. */
    unlockAt: t.bigint().notNull(),
    state: t.text().$type<PositionState>().notNull(),
    /** Block and transaction of Staked. */
    createdBlock: t.bigint().notNull(),
    createdBlockHash: t.hex().notNull(),
    createdTxHash: t.hex().notNull(),
    /** Block and time of the newest event of this position. */
    updatedBlock: t.bigint().notNull(),
    updatedBlockHash: t.hex().notNull(),
    updatedAt: t.bigint().notNull(),
  }),
  (table) => ({
    accountIndex: index().on(table.account),
    tokenIndex: index().on(table.token),
  }),
);

/** States of a position, named as in the contract. */
export type PositionState = 'Active' | 'Unstaked' | 'Seized';
