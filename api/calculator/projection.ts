import { rewardOver, YEAR_SECONDS } from '../../indexer/src/staking-math.ts';
import type { PoolRow } from '../staking/queries.ts';
import { quote } from '../staking/quote.ts';
import type { Projection, ProjectionQuery } from './wire.ts';

/** A twelfth of the contract's year. */
const MONTH_SECONDS = YEAR_SECONDS / 12n;

/**
 * What a stake would earn month by month, equal to the contract to the last unit.
 *
 * @param time Unix seconds.
 */
export function project(pool: PoolRow, query: ProjectionQuery, time: bigint): Projection {
  const quoted = quote(pool, query, time);
  const term = BigInt(quoted.termSeconds);
  const reward = BigInt(quoted.reward);
  const accruedBy = (seconds: bigint) => {
    if (term === 0n) return rewardOver(BigInt(query.amount), quoted.rate.aprBps, seconds);
    return seconds >= term ? reward : (reward * seconds) / term;
  };
  return {
    ...quoted,
    compounding: 'none',
    schedule: monthsOf(query, term).map((month) => {
      const seconds = BigInt(month) * MONTH_SECONDS;
      return { month, seconds: Number(seconds), accrued: accruedBy(seconds).toString() };
    }),
  };
}

/** Months to show: as many as asked for, else up to the end of the term, or a year. */
function monthsOf({ months }: ProjectionQuery, term: bigint): number[] {
  const whole = Number((term + MONTH_SECONDS - 1n) / MONTH_SECONDS);
  const length = months ?? (term === 0n ? 12 : whole);
  return Array.from({ length }, (_, index) => index + 1);
}
