import { capacity, claimable, fundedUntil, settle } from '../../indexer/src/staking-math.ts';
import type { Finality } from '../integrity/guard.ts';
import { tokenView } from '../trades/view.ts';
import { rateView, usdValueOf, usdView } from '../usd.ts';
import type { PoolRow, PositionRow } from './queries.ts';
import type { StakingPool, StakingPosition, StakingStatus } from './wire.ts';

/** The contract's word for a reserve that lasts as long as nothing changes. */
const FOREVER = 2n ** 64n - 1n;

/** Token of a pool beside its amounts. */
export const poolToken = ({ token: address, symbol, decimals }: PositionRow['pool']) =>
  tokenView({ address, symbol, decimals });

/** Kind of a tier: the first of each pool is the flexible one. */
export const kindOf = (tier: number) => (tier === 0 ? 'flexible' : 'fixed');

/** Last second up to which a pool is funded; null where it never runs dry. */
export function fundedUntilView(pool: PositionRow['pool']): number | null {
  const until = fundedUntil(pool);
  return until >= FOREVER ? null : Number(until);
}

/** A pool as it goes on the wire, its books as of a time in Unix seconds. */
export function poolView(row: PoolRow, time: bigint): StakingPool {
  const { owedFlexible, free } = settle(row, time);
  return {
    token: poolToken(row),
    books: {
      principal: row.principal.toString(),
      committed: row.committed.toString(),
      owedFlexible: owedFlexible.toString(),
      free: free.toString(),
    },
    value: usdView(usdValueOf(row.principal, row)),
    activePositions: row.activePositions,
    fundedUntil: fundedUntilView(row),
    tiers: row.tiers.map((tier) => ({
      tier: tier.tier,
      kind: kindOf(tier.tier),
      rate: rateView(tier.aprBps),
      termSeconds: tier.termSeconds,
      principal: tier.principal.toString(),
      capacity: capacity(tier, free).toString(),
    })),
  };
}

/** Rate that a position earns: a flexible one follows its pool. */
function aprBpsOf({ position, pool }: PositionRow): number {
  return position.tier === 0 ? pool.flexibleAprBps : position.aprBps;
}

/** A position as it goes on the wire, as of a time in Unix seconds. */
export function positionView(
  row: PositionRow,
  time: bigint,
  finalityOf: (number: bigint) => Finality,
): StakingPosition {
  const { position, pool } = row;
  const isFixed = position.tier !== 0 || position.state === 'Seized';
  return {
    id: position.id.toString(),
    account: position.account,
    token: poolToken(pool),
    tier: position.tier,
    kind: kindOf(position.tier),
    rate: rateView(aprBpsOf(row)),
    state: position.state,
    principal: position.principal.toString(),
    reward: isFixed ? position.reward.toString() : null,
    claimed: position.claimed.toString(),
    claimable: claimable(position, pool, time).toString(),
    startAt: Number(position.startAt),
    unlockAt: Number(position.unlockAt),
    unlocked: time >= position.unlockAt,
    created: {
      block: { number: position.createdBlock.toString(), hash: position.createdBlockHash },
      at: Number(position.startAt),
      txHash: position.createdTxHash,
    },
    updated: {
      block: { number: position.updatedBlock.toString(), hash: position.updatedBlockHash },
      at: Number(position.updatedAt),
    },
    status: finalityOf(position.updatedBlock),
  };
}

/** What positions add up to, by token. */
export function totalsView(rows: PositionRow[], time: bigint): StakingStatus['totals'] {
  const byToken = Map.groupBy(rows, ({ pool }) => pool.token);
  return [...byToken.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const active = group.filter(({ position }) => position.state === 'Active');
    const principal = active.reduce((sum, { position }) => sum + position.principal, 0n);
    const due = group.reduce((sum, row) => sum + claimable(row.position, row.pool, time), 0n);
    const { decimals } = first.pool;
    return {
      token: poolToken(first.pool),
      principal: principal.toString(),
      claimable: due.toString(),
      value: usdView(usdValueOf(principal, { decimals, nav: first.nav })),
      activePositions: active.length,
    };
  });
}
