import assert from 'node:assert/strict';
import type { Bank } from './fixture.ts';
import { FLEXIBLE, PositionState } from './stakes.ts';

/**
 * Asserts, for each pool, that its four books are all that the contract holds of the token, and that positions and
 * books say the same.
 *
 * @param donated Base units of `mock` that were sent to the contract without being booked.
 */
export async function assertBooksBalance(bank: Bank, { donated = 0n } = {}): Promise<void> {
  const positions = await allPositions(bank);
  for (const token of [bank.rwa, bank.usd, bank.mock]) {
    const pool = await bank.staking.read.poolOf([token.address]);
    const ours = positions.filter(({ token: of }) => of.toLowerCase() === token.address);
    const gift = token.address === bank.mock.address ? donated : 0n;
    assertPool(pool, ours);
    assert.equal(
      await token.read.balanceOf([bank.staking.address]),
      pool.principal + pool.committed + pool.owedFlexible + pool.free + gift,
      'the books are all that is held',
    );
  }
}

type Pool = Awaited<ReturnType<Bank['staking']['read']['poolOf']>>;
type Position = Awaited<ReturnType<typeof allPositions>>[number];

function assertPool(pool: Pool, positions: Position[]): void {
  const active = positions.filter(({ state }) => state === PositionState.Active);
  const flexible = active.filter(({ tier }) => tier === FLEXIBLE);
  const reserved = positions.filter(
    ({ tier, state }) =>
      state === PositionState.Seized || (state === PositionState.Active && tier !== FLEXIBLE),
  );
  const claimable = sum(positions, (position) => position.claimable);
  assert.equal(
    sum(active, ({ principal }) => principal),
    pool.principal,
    'principal',
  );
  assert.equal(
    sum(flexible, ({ principal }) => principal),
    pool.flexiblePrincipal,
    'flexible',
  );
  assert.equal(
    sum(reserved, ({ reward, claimed }) => reward - claimed),
    pool.committed,
  );
  assert.ok(sum(flexible, (position) => position.claimable) <= pool.owedFlexible, 'owed');
  assert.ok(claimable <= pool.committed + pool.owedFlexible, 'all that can be claimed is owed');
}

async function allPositions({ staking }: Bank) {
  const count = Number(await staking.read.positionCount());
  const ids = Array.from({ length: count }, (_, index) => BigInt(index + 1));
  return Promise.all(
    ids.map(async (id) => ({
      ...(await staking.read.positionOf([id])),
      claimable: await staking.read.claimable([id]),
    })),
  );
}

function sum<T>(items: T[], amountOf: (item: T) => bigint): bigint {
  return items.reduce((total, item) => total + amountOf(item), 0n);
}
