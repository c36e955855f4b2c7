import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { zeroAddress } from 'viem';
import { openBank, RESERVE } from './fixture.ts';
import {
  AMOUNT,
  FLEXIBLE,
  MAX_UINT96,
  MINUTES,
  ONE_YEAR,
  PositionState,
  REWARD,
  TIERS,
  TWO_YEARS,
  YEAR,
} from './stakes.ts';

const { load, assertBooks, assertions, later, time } = await openBank();

const FOREVER = 2n ** 64n - 1n;

// tierOf, capacity, previewReward
// └── given a token without a pool, or a tier that the pool does not have
//     └── they revert with StakingPoolUnknown, with StakingTierUnknown
describe('unknown pools and tiers', () => {
  it('error: StakingPoolUnknown', async () => {
    const { staking, fresh } = await load();
    const { address } = fresh;
    for (const call of [
      staking.read.poolOf([address]),
      staking.read.tierOf([address, FLEXIBLE]),
      staking.read.capacity([address, FLEXIBLE]),
      staking.read.fundedUntil([address]),
      staking.read.previewReward([address, FLEXIBLE, 1n]),
    ]) {
      await assertions.revertWithCustomErrorWithArgs(call, staking, 'StakingPoolUnknown', [
        address,
      ]);
    }
  });

  it('error: StakingTierUnknown', async () => {
    const { staking, rwa } = await load();
    const tier = TIERS.length;
    for (const call of [
      staking.read.tierOf([rwa.address, tier]),
      staking.read.capacity([rwa.address, tier]),
      staking.read.previewReward([rwa.address, tier, 1n]),
    ]) {
      await assertions.revertWithCustomErrorWithArgs(call, staking, 'StakingTierUnknown', [
        rwa.address,
        tier,
        tier,
      ]);
    }
  });
});

// capacity
// ├── given the flexible tier
// │   └── it is the largest amount there is, whatever the reserve
// ├── given a fixed tier
// │   ├── given nothing free, or a rate of zero
// │   │   └── it is zero
// │   ├── given a reserve that covers more than a position can hold
// │   │   └── it is the largest amount there is
// │   ├── given so high a reward that the reserve covers no stake at all
// │   │   └── it is zero
// │   └── it is taken to the last unit, and one more is refused, for any reserve
// └── given flexible accrual that is not booked yet
//     └── it counts what is free after it
describe('capacity', () => {
  afterEach(assertBooks);

  it('args: the flexible tier', async () => {
    const { staking, rwa, operations, treasury } = await load();
    assert.equal(await staking.read.capacity([rwa.address, FLEXIBLE]), MAX_UINT96);
    await staking.write.defund([rwa.address, treasury.address, RESERVE], { account: operations });
    assert.equal(await staking.read.capacity([rwa.address, FLEXIBLE]), MAX_UINT96);
  });

  it('behavior: zero with nothing free, and at a rate of zero', async () => {
    const { staking, rwa, operations, treasury } = await load();
    await staking.write.addTier([rwa.address, 0, 60]);
    assert.equal(await staking.read.capacity([rwa.address, TIERS.length]), 0n);
    await staking.write.defund([rwa.address, treasury.address, RESERVE], { account: operations });
    assert.equal(await staking.read.capacity([rwa.address, ONE_YEAR]), 0n);
  });

  it('behavior: at most what a position can hold', async () => {
    const { staking, mock, treasury } = await load();
    await mock.write.mint([treasury.address, MAX_UINT96]);
    await staking.write.fund([mock.address, MAX_UINT96], { account: treasury });
    assert.equal(await staking.read.capacity([mock.address, MINUTES]), MAX_UINT96);
  });

  it('behavior: zero where one unit would earn more than is free', async () => {
    const { staking, mock, operations, treasury, alice } = await load();
    // Ten years at 50 % are five times the amount, and four units are free.
    await staking.write.addTier([mock.address, 5_000, 315_360_000]);
    const args = [mock.address, treasury.address, RESERVE - 4n] as const;
    await staking.write.defund(args, { account: operations });
    assert.equal(await staking.read.capacity([mock.address, 4]), 0n);
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.stake([mock.address, 4, 1n], { account: alice }),
      staking,
      'StakingReserveTooSmall',
      [mock.address, 5n, 4n],
    );
  });

  it('default: it can be staked, and one more can not', async () => {
    const { staking, mock, alice, operations, treasury } = await load();
    await mock.write.mint([alice.address, MAX_UINT96]);
    for (const free of [1n, 2n, 7n, 999_999_999n]) {
      const { free: present } = await staking.read.poolOf([mock.address]);
      const args = [mock.address, treasury.address, present] as const;
      if (present > 0n) await staking.write.defund(args, { account: operations });
      await staking.write.fund([mock.address, free], { account: treasury });
      for (const tier of [ONE_YEAR, TWO_YEARS, MINUTES]) {
        const most = await staking.read.capacity([mock.address, tier]);
        await staking.simulate.stake([mock.address, tier, most], { account: alice.address });
        await assertions.revertWithCustomError(
          staking.simulate.stake([mock.address, tier, most + 1n], { account: alice.address }),
          staking,
          'StakingReserveTooSmall',
        );
      }
    }
  });

  it('behavior: what has accrued without being booked is not free', async () => {
    const { staking, rwa, stake } = await load();
    await stake({ tier: FLEXIBLE, amount: AMOUNT * 5n });
    await time.increase(YEAR);
    // Half of the reserve is left; at 12 % it carries 4,166,666,666,666 (rounded down) and 8 more for free.
    assert.equal(await staking.read.capacity([rwa.address, ONE_YEAR]), 4_166_666_666_674n);
  });
});

// fundedUntil
// ├── given no flexible stake, or a rate of zero
// │   └── it is for ever
// ├── given a flexible stake
// │   ├── the reserve covers it up to that second, and not the next
// │   └── funding moves it by what is funded
// └── given a stake so small that the reserve lasts longer than dates go
//     └── it is for ever
describe('fundedUntil', () => {
  afterEach(assertBooks);

  it('behavior: for ever without flexible stakes, and at a rate of zero', async () => {
    const { staking, rwa, stake } = await load();
    await stake({ tier: ONE_YEAR });
    assert.equal(await staking.read.fundedUntil([rwa.address]), FOREVER);
    await stake({ tier: FLEXIBLE });
    await staking.write.setFlexibleRate([rwa.address, 0]);
    assert.equal(await staking.read.fundedUntil([rwa.address]), FOREVER);
  });

  it('default: covered up to that second, and not the next', async () => {
    const { staking, rwa, treasury, stake } = await load();
    const positionId = await stake({ tier: FLEXIBLE, amount: AMOUNT * 7n });
    const startAt = BigInt(await time.latest());
    const until = await staking.read.fundedUntil([rwa.address]);
    // 10 / 7 of a year, to the second below.
    assert.equal(until - startAt, 45_051_428n);
    await time.increaseTo(until);
    // Seven times the amount at 10 % earn 22,196.9 a second; less than that is left.
    const { free } = await staking.read.poolOf([rwa.address]);
    assert.ok(free > 0n && free < 22_197n, `${free} is left`);
    await time.increaseTo(until + 1n);
    assert.equal((await staking.read.poolOf([rwa.address])).free, 0n);
    assert.equal(await staking.read.claimable([positionId]), RESERVE - 1n);
    await staking.write.fund([rwa.address, 700_000_000_000n], { account: treasury });
    const funded = BigInt(await time.latest());
    assert.equal(await staking.read.fundedUntil([rwa.address]), funded + YEAR);
  });

  it('behavior: for ever when the reserve lasts longer than dates go', async () => {
    const { staking, mock, treasury, stake } = await load();
    await mock.write.mint([treasury.address, MAX_UINT96]);
    await staking.write.fund([mock.address, MAX_UINT96], { account: treasury });
    await stake({ token: mock.address, tier: FLEXIBLE, amount: 1n });
    assert.equal(await staking.read.fundedUntil([mock.address]), FOREVER);
  });
});

// previewReward
// ├── given an amount of 2^96
// │   └── it reverts with StakingAmountTooLarge
// ├── given a fixed tier
// │   └── it is what a stake would reserve, down to zero
// └── given the flexible tier
//     └── it is what a year brings at the present rate
describe('previewReward', () => {
  it('error: StakingAmountTooLarge', async () => {
    const { staking, rwa } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.read.previewReward([rwa.address, ONE_YEAR, MAX_UINT96 + 1n]),
      staking,
      'StakingAmountTooLarge',
      [MAX_UINT96 + 1n, MAX_UINT96],
    );
  });

  it('default: what a stake would reserve', async () => {
    const { staking, rwa, stake } = await load();
    const preview = (tier: number, amount: bigint) =>
      staking.read.previewReward([rwa.address, tier, amount]);
    for (const tier of [ONE_YEAR, TWO_YEARS, MINUTES] as const) {
      assert.equal(await preview(tier, AMOUNT), REWARD[tier]);
      const { reward } = await staking.read.positionOf([await stake({ tier, amount: 987_654n })]);
      assert.equal(await preview(tier, 987_654n), reward);
    }
    assert.equal(await preview(ONE_YEAR, 8n), 0n);
    assert.equal(await preview(ONE_YEAR, MAX_UINT96), (MAX_UINT96 * 12n) / 100n);
  });

  it('args: the flexible tier over a year at the present rate', async () => {
    const { staking, rwa } = await load();
    const preview = () => staking.read.previewReward([rwa.address, FLEXIBLE, AMOUNT]);
    assert.equal(await preview(), 100_000_000_000n);
    await staking.write.setFlexibleRate([rwa.address, 500]);
    assert.equal(await preview(), 50_000_000_000n);
  });
});

// positionOf, claimable
// └── given a position that does not exist
//     └── it is empty, and nothing is claimable
describe('positionOf', () => {
  it('behavior: empty for a position that does not exist', async () => {
    const { staking } = await load();
    for (const positionId of [0n, 1n, 2n ** 256n - 1n]) {
      assert.deepEqual(await staking.read.positionOf([positionId]), {
        token: zeroAddress,
        account: zeroAddress,
        tier: 0,
        state: PositionState.None,
        principal: 0n,
        reward: 0n,
        claimed: 0n,
        startAt: 0n,
        unlockAt: 0n,
      });
      assert.equal(await staking.read.claimable([positionId]), 0n);
    }
  });
});

// poolOf
// └── given time has passed without a transaction
//     └── it shows flexible accrual up to the present, exactly as the next transaction books it
describe('poolOf', () => {
  afterEach(assertBooks);

  it('behavior: shows what the next transaction books', async () => {
    const { staking, rwa, alice, stake } = await load();
    const positionId = await stake({ tier: FLEXIBLE, amount: 1_234_567n });
    await time.increase(86_400);
    const shown = await staking.read.poolOf([rwa.address]);
    // 1,234,567 at 10 % earn 338.2 a day, of which the debt is rounded up.
    assert.equal(shown.owedFlexible, 339n);
    assert.equal(shown.free, RESERVE - 339n);
    assert.equal(shown.flexibleIndex, 86_400n * 1_000n * 10n ** 9n);
    assert.equal(await staking.read.claimable([positionId]), 338n);
    await later(1);
    await staking.write.claim([positionId], { account: alice });
    const booked = await staking.read.poolOf([rwa.address]);
    assert.equal(booked.settledAt, shown.settledAt + 1n);
    assert.equal(booked.flexibleIndex, shown.flexibleIndex + 1_000n * 10n ** 9n);
    assert.deepEqual([booked.owedFlexible, booked.free], [1n, RESERVE - 339n]);
  });
});

// positionsOf
// ├── it lists the ids of an account, in order, without anyone else's
// ├── it looks at `limit` positions from `fromId` on, and takes zero for one
// └── given a start past the last, a limit of zero or one past all numbers
//     └── it lists nothing, or what there is
describe('positionsOf', () => {
  it('default', async () => {
    const { staking, usd, alice, bob, carol, stake } = await load();
    for (const account of [alice, bob, alice, alice, bob]) await stake({ account });
    await stake({ token: usd.address, account: alice });
    const list = (address: `0x${string}`, from: bigint, limit: bigint) =>
      staking.read.positionsOf([address, from, limit]);
    const most = 2n ** 256n - 1n;

    assert.deepEqual(await list(alice.address, 1n, 100n), [1n, 3n, 4n, 6n]);
    assert.deepEqual(await list(bob.address, 0n, most), [2n, 5n]);
    assert.deepEqual(await list(carol.address, 1n, most), []);
    assert.deepEqual(await list(alice.address, 1n, 3n), [1n, 3n]);
    assert.deepEqual(await list(alice.address, 4n, 2n), [4n]);
    assert.deepEqual(await list(alice.address, 4n, most), [4n, 6n]);
    for (const [from, limit] of [
      [1n, 0n],
      [0n, 0n],
      [7n, 1n],
      [most, most],
    ] as const) {
      assert.deepEqual(await list(alice.address, from, limit), []);
    }
  });

  it('behavior: keeps listing positions that were left or seized', async () => {
    const { staking, operations, alice, bob, stake } = await load();
    const left = await stake({ tier: FLEXIBLE });
    const seized = await stake();
    await staking.write.unstake([left], { account: alice });
    await staking.write.seizePosition([seized, bob.address], { account: operations });
    assert.deepEqual(await staking.read.positionsOf([alice.address, 1n, 9n]), [left, seized]);
    assert.deepEqual(await staking.read.positionsOf([bob.address, 1n, 9n]), []);
  });
});
