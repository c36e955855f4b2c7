import { type Context, ponder } from 'ponder:registry';
import type { Hex } from 'viem';
import { stakingAbi } from '../../contracts/abi/staking.ts';
import { stakingPool, stakingPosition, stakingTier } from '../ponder.schema.ts';
import { seeAccount } from './account.ts';
import { created, eventRecorder, type LogEvent, touched } from './event.ts';
import { fixedAccrued, flexibleClaimable, isFlexible, settle } from './staking-math.ts';
import { changeTvl } from './tvl.ts';

type Pool = typeof stakingPool.$inferSelect;
type Position = typeof stakingPosition.$inferSelect;

/** Tier whose stakes can leave at any time; the first of each pool. */
const FLEXIBLE_TIER = 0;

const recordEvent = eventRecorder('Staking', stakingAbi);

const EMPTY_POOL = {
  principal: 0n,
  committed: 0n,
  owedFlexible: 0n,
  free: 0n,
  flexiblePrincipal: 0n,
  flexibleIndex: 0n,
  flexibleAprBps: 0,
  tierCount: 0,
  activePositions: 0,
};

/** @throws Where there is none: an event of a pool that was never created stops the indexer, as it must. */
async function existingPool(context: Context, token: Hex): Promise<Pool> {
  const pool = await context.db.find(stakingPool, { token });
  if (pool === null) throw new Error(`Staking pool ${token} was never created`);
  return pool;
}

async function existingPosition(context: Context, id: bigint): Promise<Position> {
  const position = await context.db.find(stakingPosition, { id });
  if (position === null) throw new Error(`Staking position ${id} was never made`);
  return position;
}

async function existingTier(context: Context, key: { token: Hex; tier: number }) {
  const tier = await context.db.find(stakingTier, key);
  if (tier === null) throw new Error(`Staking pool ${key.token} has no tier ${key.tier}`);
  return tier;
}

/** The pool with flexible accrual up to the event's block, as the contract settles it before most changes. */
async function settledPool(context: Context, event: LogEvent, token: Hex): Promise<Pool> {
  const pool = await existingPool(context, token);
  return { ...pool, ...settle(pool, event.block.timestamp) };
}

async function writePool(context: Context, { token, ...books }: Pool): Promise<void> {
  await context.db.update(stakingPool, { token }).set(books);
}

/** Books of a pool as an event's row shows them. */
function bookResult({ principal, committed, owedFlexible, free }: Pool) {
  return { principal, committed, owedFlexible, free };
}

/** Adds to the principal of a pool and of a tier, or takes from it, with the counts beside. */
async function movePrincipal(
  context: Context,
  event: LogEvent,
  { pool, tier, amount }: { pool: Pool; tier: number; amount: bigint },
) {
  const { token } = pool;
  await context.db
    .update(stakingTier, { token, tier })
    .set((row) => ({ principal: row.principal + amount }));
  const after: Pool = {
    ...pool,
    principal: pool.principal + amount,
    flexiblePrincipal: pool.flexiblePrincipal + (tier === FLEXIBLE_TIER ? amount : 0n),
    activePositions: pool.activePositions + (amount > 0n ? 1 : -1),
  };
  const tvl = await changeTvl(context, event, { address: token, staked: after.principal });
  return { after, tvl };
}

/** Dust that nobody can claim returns to the reserve when the last flexible stake has left. */
function returnDust(pool: Pool): Pool {
  if (pool.flexiblePrincipal > 0n) return pool;
  return { ...pool, free: pool.free + pool.owedFlexible, owedFlexible: 0n };
}

ponder.on('Staking:PoolCreated', async ({ event, context }) => {
  const { token, decimals, symbol } = event.args;
  await context.db
    .insert(stakingPool)
    .values({ ...EMPTY_POOL, token, decimals, symbol, settledAt: event.block.timestamp });
  await recordEvent(context, event, { name: 'PoolCreated', token });
});

ponder.on('Staking:TierSet', async ({ event, context }) => {
  const { token, tier, aprBps, termSeconds } = event.args;
  // A new rate never counts for time gone by.
  const pool = await settledPool(context, event, token);
  await context.db
    .insert(stakingTier)
    .values({ token, tier, aprBps, termSeconds, principal: 0n })
    .onConflictDoUpdate({ aprBps });
  await writePool(context, {
    ...pool,
    tierCount: Math.max(pool.tierCount, tier + 1),
    flexibleAprBps: tier === FLEXIBLE_TIER ? aprBps : pool.flexibleAprBps,
  });
  await recordEvent(context, event, { name: 'TierSet', token });
});

ponder.on('Staking:Funded', async ({ event, context }) => {
  const { token, amount } = event.args;
  const settled = await settledPool(context, event, token);
  const pool = { ...settled, free: settled.free + amount };
  await writePool(context, pool);
  await recordEvent(context, event, { name: 'Funded', token, result: bookResult(pool) });
});

ponder.on('Staking:Defunded', async ({ event, context }) => {
  const { token, amount } = event.args;
  const settled = await settledPool(context, event, token);
  const pool = { ...settled, free: settled.free - amount };
  await writePool(context, pool);
  await recordEvent(context, event, { name: 'Defunded', token, result: bookResult(pool) });
});

ponder.on('Staking:ReserveExhausted', async ({ event, context }) => {
  const { token } = event.args;
  const pool = await settledPool(context, event, token);
  await writePool(context, pool);
  await recordEvent(context, event, { name: 'ReserveExhausted', token, result: bookResult(pool) });
});

ponder.on('Staking:Staked', async ({ event, context }) => {
  const { token, account, positionId, tier, amount, reward, unlockAt } = event.args;
  const settled = await settledPool(context, event, token);
  const { aprBps } = await existingTier(context, { token, tier });
  const { after, tvl } = await movePrincipal(context, event, { pool: settled, tier, amount });
  await writePool(context, {
    ...after,
    free: after.free - reward,
    committed: after.committed + reward,
  });
  await context.db.insert(stakingPosition).values({
    id: positionId,
    token,
    account,
    tier,
    aprBps,
    reward,
    unlockAt,
    principal: amount,
    claimed: 0n,
    indexPaid: settled.flexibleIndex,
    startAt: event.block.timestamp,
    state: 'Active',
    ...created(event),
    ...touched(event),
  });
  await seeAccount(context, event, account);
  const result = { principal: amount, claimed: 0n, state: 'Active', ...tvl };
  await recordEvent(context, event, { name: 'Staked', token, positionId, result });
});

ponder.on('Staking:RewardClaimed', async ({ event, context }) => {
  const { token, positionId, amount } = event.args;
  const position = await existingPosition(context, positionId);
  const claimed = position.claimed + amount;
  if (isFlexible(position)) {
    const pool = await settledPool(context, event, token);
    await writePool(context, { ...pool, owedFlexible: pool.owedFlexible - amount });
    await changePosition(context, event, {
      id: positionId,
      claimed,
      indexPaid: pool.flexibleIndex,
    });
  } else {
    const pool = await existingPool(context, token);
    await writePool(context, { ...pool, committed: pool.committed - amount });
    await changePosition(context, event, { id: positionId, claimed });
  }
  const { state } = position;
  await recordEvent(context, event, {
    name: 'RewardClaimed',
    token,
    positionId,
    result: { principal: state === 'Active' ? position.principal : 0n, claimed, state },
  });
});

ponder.on('Staking:Unstaked', async ({ event, context }) => {
  const { token, positionId, principal } = event.args;
  const position = await existingPosition(context, positionId);
  const { tier, claimed } = position;
  const pool = isFlexible(position)
    ? await settledPool(context, event, token)
    : await existingPool(context, token);
  const { after, tvl } = await movePrincipal(context, event, { pool, tier, amount: -principal });
  await writePool(context, tier === FLEXIBLE_TIER ? returnDust(after) : after);
  await changePosition(context, event, { id: positionId, state: 'Unstaked' });
  const result = { principal: 0n, claimed, state: 'Unstaked', ...tvl };
  await recordEvent(context, event, { name: 'Unstaked', token, positionId, result });
});

ponder.on('Staking:PositionSeized', async ({ event, context }) => {
  const { token, positionId, amount } = event.args;
  const position = await existingPosition(context, positionId);
  const { tier } = position;
  const pool = await settledPool(context, event, token);
  const { after, tvl } = await movePrincipal(context, event, { pool, tier, amount: -amount });
  const { books, change } = seize(position, after, event.block.timestamp);
  await writePool(context, books);
  await changePosition(context, event, { id: positionId, ...change, state: 'Seized' });
  const result = { principal: 0n, claimed: position.claimed, state: 'Seized', ...tvl };
  await recordEvent(context, event, { name: 'PositionSeized', token, positionId, result });
});

/** What had accrued becomes a fixed debt; the rest of a reserved reward returns to the reserve. */
function seize(position: Position, pool: Pool, time: bigint) {
  if (isFlexible(position)) {
    const due = flexibleClaimable(position, pool.flexibleIndex);
    const books = returnDust({
      ...pool,
      owedFlexible: pool.owedFlexible - due,
      committed: pool.committed + due,
    });
    return { books, change: { reward: position.claimed + due } };
  }
  const accrued = fixedAccrued(position, time);
  const rest = position.reward - accrued;
  const books = { ...pool, committed: pool.committed - rest, free: pool.free + rest };
  return { books, change: { reward: accrued } };
}

async function changePosition(
  context: Context,
  event: LogEvent,
  { id, ...change }: Pick<Position, 'id'> & Partial<Position>,
): Promise<void> {
  await context.db.update(stakingPosition, { id }).set({ ...change, ...touched(event) });
}
