import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getAddress } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { MockBehavior } from '../trade-escrow/mock-behavior.ts';
import { BALANCE, openBank, RESERVE } from './fixture.ts';
import {
  AMOUNT,
  FAR,
  FLEXIBLE,
  MAX_UINT96,
  MINUTES,
  ONE_YEAR,
  PositionState,
  REWARD,
  TIERS,
  TWO_YEARS,
} from './stakes.ts';

const { load, assertBooks, assertions, later, time } = await openBank();

// stake
// ├── given the contract is paused
// │   └── it reverts with EnforcedPause
// ├── given a token without a pool
// │   └── it reverts with StakingPoolUnknown
// ├── given a tier that the pool does not have
// │   └── it reverts with StakingTierUnknown
// ├── given an amount of zero
// │   └── it reverts with StakingAmountZero
// ├── given an amount of 2^96
// │   └── it reverts with StakingAmountTooLarge
// ├── given a fixed tier
// │   ├── given an amount whose reward rounds to nothing
// │   │   └── it reverts with StakingRewardZero
// │   ├── given a reward above what is free
// │   │   └── it reverts with StakingReserveTooSmall, and takes a reward that is all of it
// │   ├── given flexible accrual that is not booked yet
// │   │   └── it counts what is free after it
// │   ├── given a reward of 2^96
// │   │   └── it reverts with StakingAmountTooLarge
// │   └── it reserves the whole reward and emits Staked with its unlock
// ├── given the flexible tier
// │   ├── it reserves nothing and emits Staked with no reward and the present as unlock
// │   └── it takes a stake whatever the reserve
// ├── given tokens that the staker may not or cannot give
// │   └── it reverts with the token's own error
// ├── given a token that takes a fee on its way in
// │   └── it reverts with StakingAmountNotExact
// └── given several stakes
//     └── it counts ids from 1, over all pools
describe('stake', () => {
  afterEach(assertBooks);

  it('error: EnforcedPause', async () => {
    const { staking, rwa, operations, alice } = await load();
    await staking.write.pause({ account: operations });
    const call = staking.write.stake([rwa.address, FLEXIBLE, AMOUNT], { account: alice });
    await assertions.revertWithCustomErrorWithArgs(call, staking, 'EnforcedPause', []);
  });

  it('error: StakingPoolUnknown', async () => {
    const { staking, fresh, alice } = await load();
    const call = staking.write.stake([fresh.address, FLEXIBLE, AMOUNT], { account: alice });
    await assertions.revertWithCustomErrorWithArgs(call, staking, 'StakingPoolUnknown', [
      fresh.address,
    ]);
  });

  it('error: StakingTierUnknown for the next tier and the highest', async () => {
    const { staking, rwa, alice } = await load();
    for (const tier of [TIERS.length, 255]) {
      const call = staking.write.stake([rwa.address, tier, AMOUNT], { account: alice });
      await assertions.revertWithCustomErrorWithArgs(call, staking, 'StakingTierUnknown', [
        rwa.address,
        tier,
        TIERS.length,
      ]);
    }
  });

  it('error: StakingAmountZero', async () => {
    const { staking, rwa, alice } = await load();
    for (const tier of [FLEXIBLE, ONE_YEAR]) {
      const call = staking.write.stake([rwa.address, tier, 0n], { account: alice });
      await assertions.revertWithCustomErrorWithArgs(call, staking, 'StakingAmountZero', []);
    }
  });

  it('error: StakingAmountTooLarge for an amount of 2^96', async () => {
    const { staking, rwa, alice } = await load();
    for (const tier of [FLEXIBLE, ONE_YEAR]) {
      const call = staking.write.stake([rwa.address, tier, MAX_UINT96 + 1n], { account: alice });
      await assertions.revertWithCustomErrorWithArgs(call, staking, 'StakingAmountTooLarge', [
        MAX_UINT96 + 1n,
        MAX_UINT96,
      ]);
    }
  });

  it('error: StakingRewardZero for a reward below one base unit', async () => {
    const { staking, rwa, alice, stake } = await load();
    const call = staking.write.stake([rwa.address, ONE_YEAR, 8n], { account: alice });
    await assertions.revertWithCustomErrorWithArgs(call, staking, 'StakingRewardZero', [
      rwa.address,
      ONE_YEAR,
      8n,
    ]);
    assert.equal((await staking.read.positionOf([await stake({ amount: 9n })])).reward, 1n);
  });

  it('error: StakingReserveTooSmall for a reward one above what is free', async () => {
    const { staking, usd, alice, stake, booksOf } = await load();
    // At 14 % for two years, 28 base units of reward belong to 100 of principal.
    const whole = (RESERVE * 100n) / 28n;
    const call = staking.write.stake([usd.address, TWO_YEARS, whole + 5n], { account: alice });
    await assertions.revertWithCustomErrorWithArgs(call, staking, 'StakingReserveTooSmall', [
      usd.address,
      RESERVE + 1n,
      RESERVE,
    ]);
    await stake({ token: usd.address, tier: TWO_YEARS, amount: whole + 4n });
    assert.deepEqual(await booksOf(usd.address), {
      principal: whole + 4n,
      committed: RESERVE,
      owedFlexible: 0n,
      free: 0n,
    });
  });

  it('error: StakingReserveTooSmall after flexible accrual that was not booked yet', async () => {
    const { staking, rwa, alice, stake } = await load();
    await stake({ tier: FLEXIBLE, amount: AMOUNT * 10n });
    await later(15_768_000);
    // Half a year of ten times the amount at 10 % leaves half of the reserve.
    const amount = (RESERVE * 10n) / 2n;
    const call = staking.write.stake([rwa.address, ONE_YEAR, amount], { account: alice });
    await assertions.revertWithCustomErrorWithArgs(call, staking, 'StakingReserveTooSmall', [
      rwa.address,
      600_000_000_000n,
      500_000_000_000n,
    ]);
  });

  it('error: StakingAmountTooLarge for a reward of 2^96', async () => {
    const { staking, mock, alice, treasury } = await load();
    for (const { address } of [alice, treasury]) await mock.write.mint([address, MAX_UINT96]);
    await staking.write.addTier([mock.address, 5_000, 315_360_000]);
    for (const _ of [1, 2]) {
      await mock.write.mint([treasury.address, MAX_UINT96]);
      await staking.write.fund([mock.address, MAX_UINT96], { account: treasury });
    }
    // Ten years at 50 % are five times the amount.
    const amount = MAX_UINT96 / 5n + 1n;
    const call = staking.write.stake([mock.address, 4, amount], { account: alice });
    await assertions.revertWithCustomErrorWithArgs(call, staking, 'StakingAmountTooLarge', [
      amount * 5n,
      MAX_UINT96,
    ]);
    await staking.write.stake([mock.address, 4, amount - 1n], { account: alice });
  });

  it("error: the token's own when the staker has too little or is not eligible", async () => {
    const { staking, rwa, operations, alice } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.stake([rwa.address, FLEXIBLE, BALANCE + 1n], { account: alice }),
      rwa,
      'ERC20InsufficientBalance',
      [alice.address, BALANCE, BALANCE + 1n],
    );
    await rwa.write.setEligibility([alice.address, 0n, FAR, 0], { account: operations });
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.stake([rwa.address, FLEXIBLE, AMOUNT], { account: alice }),
      rwa,
      'ERC7943CannotSend',
      [alice.address],
    );
  });

  it('error: StakingAmountNotExact for a token that takes a fee on transfer', async () => {
    const { staking, mock, alice } = await load();
    await mock.write.setBehavior([staking.address, MockBehavior.TakeFee]);
    const call = staking.write.stake([mock.address, FLEXIBLE, AMOUNT], { account: alice });
    await assertions.revertWithCustomErrorWithArgs(call, staking, 'StakingAmountNotExact', [
      mock.address,
      AMOUNT,
      AMOUNT - 1n,
    ]);
  });

  it('default', async () => {
    const { staking, rwa, alice, publicClient, booksOf } = await load();
    const now = BigInt(await time.latest()) + 100n;
    await time.setNextBlockTimestamp(now);
    const hash = await staking.write.stake([rwa.address, ONE_YEAR, AMOUNT], { account: alice });
    const [token, account] = [getAddress(rwa.address), getAddress(alice.address)];
    const unlockAt = now + 31_536_000n;
    const kept = { token, account, tier: ONE_YEAR, reward: REWARD[ONE_YEAR], unlockAt };
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      { name: 'Staked', args: { ...kept, positionId: 1n, amount: AMOUNT } },
    ]);
    assert.deepEqual(await staking.read.positionOf([1n]), {
      ...kept,
      state: PositionState.Active,
      principal: AMOUNT,
      claimed: 0n,
      startAt: now,
    });
    assert.deepEqual(await booksOf(), {
      principal: AMOUNT,
      committed: REWARD[ONE_YEAR],
      owedFlexible: 0n,
      free: RESERVE - REWARD[ONE_YEAR],
    });
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE - AMOUNT);
  });

  it('args: each fixed tier reserves its own reward', async () => {
    const { staking, stake } = await load();
    for (const tier of [ONE_YEAR, TWO_YEARS, MINUTES] as const) {
      const { reward, startAt, unlockAt } = await staking.read.positionOf([await stake({ tier })]);
      assert.equal(reward, REWARD[tier]);
      assert.equal(unlockAt - startAt, BigInt(TIERS[tier].termSeconds));
    }
  });

  it('args: the flexible tier reserves nothing and unlocks at once', async () => {
    const { staking, rwa, alice, publicClient, booksOf } = await load();
    const hash = await staking.write.stake([rwa.address, FLEXIBLE, AMOUNT], { account: alice });
    const startAt = BigInt(await time.latest());
    const [token, account] = [getAddress(rwa.address), getAddress(alice.address)];
    const kept = { token, account, tier: FLEXIBLE, reward: 0n, unlockAt: startAt };
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      { name: 'Staked', args: { ...kept, positionId: 1n, amount: AMOUNT } },
    ]);
    assert.deepEqual(await staking.read.positionOf([1n]), {
      ...kept,
      state: PositionState.Active,
      principal: AMOUNT,
      claimed: 0n,
      startAt,
    });
    const { free, principal, flexiblePrincipal } = await staking.read.poolOf([rwa.address]);
    assert.deepEqual([free, principal, flexiblePrincipal], [RESERVE, AMOUNT, AMOUNT]);
    assert.equal((await booksOf()).committed, 0n);
  });

  it('behavior: the flexible tier takes the largest amount that fits, with no reserve', async () => {
    const { staking, mock, operations, alice, stake } = await load();
    await mock.write.mint([alice.address, MAX_UINT96]);
    const args = [mock.address, operations.address, RESERVE] as const;
    await staking.write.defund(args, { account: operations });
    const positionId = await stake({ token: mock.address, tier: FLEXIBLE, amount: MAX_UINT96 });
    assert.equal((await staking.read.positionOf([positionId])).principal, MAX_UINT96);
  });

  it('behavior: counts ids from 1, over all pools and accounts', async () => {
    const { staking, usd, bob, stake } = await load();
    assert.equal(await staking.read.positionCount(), 0n);
    assert.equal(await stake(), 1n);
    assert.equal(await stake({ token: usd.address, account: bob }), 2n);
  });
});
