import { and, asc, desc, eq, lt } from 'drizzle-orm';
import type { Hex } from 'viem';
import { stakingPool, stakingPosition, stakingTier, token } from '../../indexer/ponder.schema.ts';
import type { Transaction } from '../db/database.ts';

/** A pool with its tiers, and the net asset value of its token. */
export type PoolRow = typeof stakingPool.$inferSelect & {
  nav: bigint | null;
  tiers: (typeof stakingTier.$inferSelect)[];
};

/** A position with its pool. */
export type PositionRow = {
  position: typeof stakingPosition.$inferSelect;
  pool: typeof stakingPool.$inferSelect;
  nav: bigint | null;
};

/** Pools by token, all or that of one. */
export async function selectPools(tx: Transaction, address?: Hex): Promise<PoolRow[]> {
  const pools = await tx
    .select({ pool: stakingPool, nav: token.nav })
    .from(stakingPool)
    .leftJoin(token, eq(token.address, stakingPool.token))
    .where(address && eq(stakingPool.token, address))
    .orderBy(asc(stakingPool.token));
  const tiers = await tx.select().from(stakingTier).orderBy(asc(stakingTier.tier));
  return pools.map(({ pool, nav }) => ({
    ...pool,
    nav,
    tiers: tiers.filter((tier) => tier.token === pool.token),
  }));
}

type PositionFilter = {
  account: Hex;
  token?: Hex | undefined;
  state?: PositionRow['position']['state'] | undefined;
};

/** Positions of an account, newest first, before the id given; all without a limit. */
export function selectPositions(
  tx: Transaction,
  { account, token: address, state }: PositionFilter,
  { after, limit }: { after?: bigint | undefined; limit?: number } = {},
): Promise<PositionRow[]> {
  const rows = tx
    .select({ position: stakingPosition, pool: stakingPool, nav: token.nav })
    .from(stakingPosition)
    .innerJoin(stakingPool, eq(stakingPool.token, stakingPosition.token))
    .leftJoin(token, eq(token.address, stakingPosition.token))
    .where(
      and(
        eq(stakingPosition.account, account),
        address && eq(stakingPosition.token, address),
        state && eq(stakingPosition.state, state),
        after === undefined ? undefined : lt(stakingPosition.id, after),
      ),
    )
    .orderBy(desc(stakingPosition.id));
  return limit === undefined ? rows : rows.limit(limit);
}
