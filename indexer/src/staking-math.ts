/*
 * The arithmetic of contracts/Staking.sol, to the last unit. Amounts in base units, times in Unix seconds, rates in
 * basis points a year; interest is simple and a year has 365 days.
 */

const BPS = 10_000n;

export const YEAR_SECONDS = 365n * 86_400n;

/** What a rate times seconds is divided by. */
const RATE_TIME = BPS * YEAR_SECONDS;

/** A second at one basis point adds this to the flexible index. */
const INDEX_SCALE = 10n ** 9n;

const FOREVER = 2n ** 64n - 1n;

/** Part of a pool's books that flexible accrual moves. */
export type FlexibleBooks = {
  owedFlexible: bigint;
  free: bigint;
  flexiblePrincipal: bigint;
  flexibleIndex: bigint;
  flexibleAprBps: number;
  settledAt: bigint;
};

/** Part of a position that its reward follows from. */
export type RewardTerms = {
  state: 'Active' | 'Unstaked' | 'Seized';
  principal: bigint;
  reward: bigint;
  claimed: bigint;
  indexPaid: bigint;
  startAt: bigint;
  unlockAt: bigint;
};

/** Reward of a principal at a rate over a time, rounded down. */
export function rewardOver(principal: bigint, aprBps: number, seconds: bigint): bigint {
  return (principal * BigInt(aprBps) * seconds) / RATE_TIME;
}

/**
 * The books with flexible accrual up to a time: as much as the reserve covers moves from `free` to `owedFlexible`.
 *
 * @returns Only what accrual changes.
 */
export function settle(books: FlexibleBooks, time: bigint) {
  const { owedFlexible, free, flexiblePrincipal, flexibleIndex } = books;
  const rateTime = BigInt(books.flexibleAprBps) * (time - books.settledAt);
  const wanted = ceilDivide(flexiblePrincipal * rateTime, RATE_TIME);
  if (wanted === 0n) return { owedFlexible, free, flexibleIndex, settledAt: time };
  const isCovered = wanted <= free;
  const moved = isCovered ? wanted : free;
  const gain = isCovered
    ? rateTime * INDEX_SCALE
    : (moved * RATE_TIME * INDEX_SCALE) / flexiblePrincipal;
  return {
    owedFlexible: owedFlexible + moved,
    free: free - moved,
    flexibleIndex: flexibleIndex + gain,
    settledAt: time,
  };
}

/** Whether a position's reward comes from the pool's index: it is in the flexible tier and was not seized. */
export function isFlexible({ tier, state }: { tier: number; state: RewardTerms['state'] }) {
  return tier === 0 && state === 'Active';
}

/** What a fixed position has earned by a time, claimed or not. A seized one has earned its whole reward. */
export function fixedAccrued(position: RewardTerms, time: bigint): bigint {
  const { state, reward, startAt, unlockAt } = position;
  if (state === 'Seized' || time >= unlockAt) return reward;
  return (reward * (time - startAt)) / (unlockAt - startAt);
}

/** What a flexible position can claim at an index, rounded down. */
export function flexibleClaimable(
  { principal, indexPaid }: Pick<RewardTerms, 'principal' | 'indexPaid'>,
  flexibleIndex: bigint,
): bigint {
  return (principal * (flexibleIndex - indexPaid)) / (RATE_TIME * INDEX_SCALE);
}

/** What a position could claim at a time, given its pool's books as last written. */
export function claimable(
  position: RewardTerms & { tier: number },
  books: FlexibleBooks,
  time: bigint,
): bigint {
  if (position.state === 'Unstaked') return 0n;
  return isFlexible(position)
    ? flexibleClaimable(position, settle(books, time).flexibleIndex)
    : fixedAccrued(position, time) - position.claimed;
}

/** Last second up to which the reserve covers flexible accrual; the highest uint64 for ever. */
export function fundedUntil(books: FlexibleBooks): bigint {
  const rate = books.flexiblePrincipal * BigInt(books.flexibleAprBps);
  if (rate === 0n) return FOREVER;
  return books.settledAt + (books.free * RATE_TIME) / rate;
}

function ceilDivide(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}

/** Largest amount that one position can hold: 96 bits are kept for it. */
export const MOST_PER_POSITION = 2n ** 96n - 1n;

/**
 * Largest stake that a tier takes.
 *
 * @param free Reserve as of now, after flexible accrual.
 */
export function capacity(
  { aprBps, termSeconds }: { aprBps: number; termSeconds: number },
  free: bigint,
): bigint {
  const rateTime = BigInt(aprBps) * BigInt(termSeconds);
  if (termSeconds === 0) return MOST_PER_POSITION;
  if (rateTime === 0n || free === 0n) return 0n;
  const most = ((least(free, MOST_PER_POSITION) + 1n) * RATE_TIME - 1n) / rateTime;
  return least(most, MOST_PER_POSITION);
}

function least(one: bigint, other: bigint): bigint {
  if (one < other) return one;
  return other;
}
