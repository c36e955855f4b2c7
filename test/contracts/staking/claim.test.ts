import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getAddress, zeroAddress } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { MockBehavior } from '../trade-escrow/mock-behavior.ts';
import { BALANCE, openBank, RESERVE } from './fixture.ts';
import { AMOUNT, FAR, FLEXIBLE, MINUTES, ONE_YEAR, PositionState, REWARD, YEAR } from './stakes.ts';

const { load, assertBooks, assertions, later } = await openBank();

// claim
// ├── given a position that does not exist, or of someone else
// │   └── it reverts with StakingNotOwner
// ├── given an unstaked position
// │   └── it reverts with StakingStateInvalid
// ├── given nothing has accrued, or all of it was claimed
// │   └── it reverts with StakingNothingToClaim
// ├── given a fixed position
// │   ├── it pays in proportion to the time, out of what is committed, and emits RewardClaimed
// │   ├── it pays only what has accrued since the last time
// │   └── it pays the whole reward from the unlock on, and nothing more after it
// ├── given a flexible position
// │   ├── it pays rate times time, out of what is owed, and emits RewardClaimed
// │   ├── it shares by principal
// │   └── given the reserve is empty
// │       └── it pays what was covered
// ├── given a seized position
// │   └── it pays the owner what had accrued; see seize-position.test.ts
// └── given the token refuses the owner
//     └── it reverts with the token's own error, and the reward stays
describe('claim', () => {
  afterEach(assertBooks);

  it('error: StakingNotOwner for an unknown position and for another account', async () => {
    const { staking, alice, bob, stake } = await load();
    await stake();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.claim([2n], { account: alice }),
      staking,
      'StakingNotOwner',
      [2n, alice.address, zeroAddress],
    );
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.claim([1n], { account: bob }),
      staking,
      'StakingNotOwner',
      [1n, bob.address, alice.address],
    );
  });

  it('error: StakingStateInvalid for an unstaked position', async () => {
    const { staking, alice, stake } = await load();
    const positionId = await stake({ tier: FLEXIBLE });
    await staking.write.unstake([positionId], { account: alice });
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.claim([positionId], { account: alice }),
      staking,
      'StakingStateInvalid',
      [positionId, PositionState.Unstaked],
    );
  });

  it('error: StakingNothingToClaim before the first unit and after the last', async () => {
    const { staking, alice, stake } = await load();
    // One base unit of reward in the whole year: it is there in the last second only.
    const positionId = await stake({ amount: 9n });
    const claim = () => staking.write.claim([positionId], { account: alice });
    const refused = () =>
      assertions.revertWithCustomErrorWithArgs(claim(), staking, 'StakingNothingToClaim', [
        positionId,
      ]);
    await later(YEAR - 1n);
    await refused();
    await later(YEAR);
    await claim();
    await later(1);
    await refused();
  });

  it('error: StakingNothingToClaim for a flexible stake at a rate of zero', async () => {
    const { staking, rwa, alice, stake } = await load();
    await staking.write.setFlexibleRate([rwa.address, 0]);
    const positionId = await stake({ tier: FLEXIBLE });
    await later(YEAR);
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.claim([positionId], { account: alice }),
      staking,
      'StakingNothingToClaim',
      [positionId],
    );
  });

  it('default: a fixed position is paid in proportion to time', async () => {
    const { staking, rwa, alice, publicClient, stake, booksOf } = await load();
    const positionId = await stake();
    await later(YEAR / 4n);
    const hash = await staking.write.claim([positionId], { account: alice });
    const amount = 30_000_000_000n;
    const [token, account] = [getAddress(rwa.address), getAddress(alice.address)];
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      { name: 'RewardClaimed', args: { token, account, positionId, amount } },
    ]);
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE - AMOUNT + amount);
    assert.equal((await staking.read.positionOf([positionId])).claimed, amount);
    assert.deepEqual(await booksOf(), {
      principal: AMOUNT,
      committed: REWARD[ONE_YEAR] - amount,
      owedFlexible: 0n,
      free: RESERVE - REWARD[ONE_YEAR],
    });
  });

  it('behavior: a fixed position is paid only what accrued since the last time', async () => {
    const { staking, rwa, alice, stake } = await load();
    const positionId = await stake({ tier: MINUTES });
    const held = BALANCE - AMOUNT;
    // 2,853,881 over 180 s: 1,585,489.4 after 100 s, 1,601,344.3 after 101 s.
    await later(100);
    await staking.write.claim([positionId], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), held + 1_585_489n);
    await later(1);
    await staking.write.claim([positionId], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), held + 1_601_344n);
  });

  it('behavior: a fixed position is paid its whole reward from the unlock on', async () => {
    const { staking, rwa, alice, stake, booksOf } = await load();
    const positionId = await stake({ tier: MINUTES });
    await later(180);
    await staking.write.claim([positionId], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE - AMOUNT + REWARD[MINUTES]);
    assert.equal((await booksOf()).committed, 0n);
    await later(YEAR);
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.claim([positionId], { account: alice }),
      staking,
      'StakingNothingToClaim',
      [positionId],
    );
  });

  it('default: a flexible position is paid rate times time', async () => {
    const { staking, rwa, alice, publicClient, stake, booksOf } = await load();
    const positionId = await stake({ tier: FLEXIBLE });
    await later(YEAR / 2n);
    const hash = await staking.write.claim([positionId], { account: alice });
    const amount = 50_000_000_000n;
    const [token, account] = [getAddress(rwa.address), getAddress(alice.address)];
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      { name: 'RewardClaimed', args: { token, account, positionId, amount } },
    ]);
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE - AMOUNT + amount);
    assert.equal((await staking.read.positionOf([positionId])).claimed, amount);
    assert.deepEqual(await booksOf(), {
      principal: AMOUNT,
      committed: 0n,
      owedFlexible: 0n,
      free: RESERVE - amount,
    });
  });

  it('behavior: flexible positions share by principal, from when each was made', async () => {
    const { staking, rwa, alice, bob, stake } = await load();
    const first = await stake({ tier: FLEXIBLE });
    await later(YEAR / 10n);
    const second = await stake({ tier: FLEXIBLE, amount: AMOUNT * 3n, account: bob });
    await later(YEAR / 10n);
    await staking.write.claim([second], { account: bob });
    await later(YEAR / 10n);
    await staking.write.claim([first], { account: alice });
    const paid = BALANCE - AMOUNT + 30_000_000_000n;
    assert.equal(await rwa.read.balanceOf([alice.address]), paid);
    const paidToBob = BALANCE - AMOUNT * 3n + 30_000_000_000n;
    assert.equal(await rwa.read.balanceOf([bob.address]), paidToBob);
    assert.equal(await staking.read.claimable([second]), 30_000_000_000n);
  });

  it('behavior: a flexible position is paid what the reserve covered', async () => {
    const { staking, rwa, alice, publicClient, stake, booksOf } = await load();
    // Half a year at 10 % would be twice the reserve.
    const positionId = await stake({ tier: FLEXIBLE, amount: AMOUNT * 40n });
    await later(YEAR / 2n);
    const hash = await staking.write.claim([positionId], { account: alice });
    const [exhausted] = await eventsOf(publicClient, staking, hash);
    assert.deepEqual(exhausted, {
      name: 'ReserveExhausted',
      args: { token: getAddress(rwa.address) },
    });
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE - AMOUNT * 40n + RESERVE);
    assert.equal((await booksOf()).free, 0n);
    await later(YEAR);
    assert.equal(await staking.read.claimable([positionId]), 0n);
  });

  it("error: the token's own while the owner may not receive or the token is paused", async () => {
    const { staking, rwa, operations, alice, stake } = await load();
    const positionId = await stake({ tier: MINUTES });
    await later(180);
    await rwa.write.setEligibility([alice.address, FAR, 0n, 0], { account: operations });
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.claim([positionId], { account: alice }),
      rwa,
      'ERC7943CannotReceive',
      [alice.address],
    );
    await rwa.write.setEligibility([alice.address, FAR, FAR, 0], { account: operations });
    await rwa.write.pause({ account: operations });
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.claim([positionId], { account: alice }),
      rwa,
      'EnforcedPause',
      [],
    );
    assert.equal(await staking.read.claimable([positionId]), REWARD[MINUTES]);
  });

  it('error: SafeERC20FailedOperation for a token that answers false; the reward stays', async () => {
    const { staking, mock, alice, stake } = await load();
    const positionId = await stake({ token: mock.address, tier: MINUTES });
    await later(180);
    await mock.write.setBehavior([alice.address, MockBehavior.ReturnFalse]);
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.claim([positionId], { account: alice }),
      staking,
      'SafeERC20FailedOperation',
      [mock.address],
    );
    assert.equal(await staking.read.claimable([positionId]), REWARD[MINUTES]);
  });
});
