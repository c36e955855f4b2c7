import { capacity, rewardOver, settle, YEAR_SECONDS } from '../../indexer/src/staking-math.ts';
import { ApiProblem } from '../errors.ts';
import { rateView } from '../usd.ts';
import type { PoolRow } from './queries.ts';
import { fundedUntilView, kindOf, poolToken } from './view.ts';
import type { Quote, QuoteQuestion } from './wire.ts';

/**
 * The one pool that a question is about.
 *
 * @throws {ApiProblem} 404 where there is none, 400 where the question leaves a choice.
 */
export function poolFor(pools: PoolRow[], token: string | undefined): PoolRow {
  const [pool, other] = pools.filter((row) => token === undefined || row.token === token);
  if (pool === undefined) throw new ApiProblem('pool_not_found');
  if (other === undefined) return pool;
  throw new ApiProblem('invalid_request', {
    issues: [{ path: 'token', message: 'is needed, since there are several pools' }],
  });
}

/**
 * What a stake would be, as of a time; equal to the contract's views to the last unit.
 *
 * @param time Unix seconds.
 * @throws {ApiProblem} 404 for a tier that the pool does not have.
 */
export function quote(pool: PoolRow, question: QuoteQuestion, time: bigint): Quote {
  const tier = pool.tiers.find((row) => row.tier === question.tier);
  if (tier === undefined) throw new ApiProblem('tier_not_found');
  const amount = BigInt(question.amount);
  const isFlexible = tier.tier === 0;
  const seconds = isFlexible ? YEAR_SECONDS : BigInt(tier.termSeconds);
  const reward = rewardOver(amount, tier.aprBps, seconds);
  const most = capacity(tier, settle(pool, time).free);
  return {
    token: poolToken(pool),
    tier: tier.tier,
    kind: kindOf(tier.tier),
    amount: question.amount,
    rate: rateView(tier.aprBps),
    termSeconds: tier.termSeconds,
    reward: reward.toString(),
    // A fixed stake without any reward is refused too.
    accepted: amount <= most && (isFlexible || reward > 0n),
    capacity: most.toString(),
    unlockAt: Number(time) + tier.termSeconds,
    fundedUntil: fundedUntilView(pool),
  };
}
