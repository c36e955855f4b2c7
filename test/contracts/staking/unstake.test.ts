import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getAddress, zeroAddress } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { MockBehavior } from '../trade-escrow/mock-behavior.ts';
import { BALANCE, openBank, RESERVE } from './fixture.ts';
import { AMOUNT, FLEXIBLE, MINUTES, ONE_YEAR, PositionState, REWARD, YEAR } from './stakes.ts';

const { load, assertBooks, assertions, later, time } = await openBank();

// unstake
// ├── given a position that does not exist, or of someone else
// │   └── it reverts with StakingNotOwner
// ├── given a position that was unstaked or seized
// │   └── it reverts with StakingStateInvalid
// ├── given a fixed position
// │   ├── given the second before its unlock
// │   │   └── it reverts with StakingLocked
// │   ├── given its unlock
// │   │   └── it pays principal and reward at once, and emits RewardClaimed, then Unstaked
// │   └── given its reward was claimed
// │       └── it pays the principal and emits Unstaked alone
// ├── given a flexible position
// │   ├── it pays principal and what has accrued, at any time
// │   ├── given the reserve is empty
// │   │   └── it pays the principal whole
// │   └── given it is the last one
// │       └── what rounding left in the debt returns to the reserve, and only then
// └── given the token refuses the owner
//     └── it reverts with the token's own error, and the position stays
describe('unstake', () => {
  afterEach(assertBooks);

  it('error: StakingNotOwner for an unknown position and for another account', async () => {
    const { staking, alice, bob, stake } = await load();
    const positionId = await stake({ tier: FLEXIBLE });
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.unstake([0n], { account: bob }),
      staking,
      'StakingNotOwner',
      [0n, bob.address, zeroAddress],
    );
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.unstake([positionId], { account: bob }),
      staking,
      'StakingNotOwner',
      [positionId, bob.address, alice.address],
    );
  });

  it('error: StakingStateInvalid for a position that was unstaked or seized', async () => {
    const { staking, operations, alice, bob, stake } = await load();
    const unstaked = await stake({ tier: FLEXIBLE });
    const seized = await stake({ tier: FLEXIBLE });
    await staking.write.unstake([unstaked], { account: alice });
    await staking.write.seizePosition([seized, bob.address], { account: operations });
    for (const [positionId, state] of [
      [unstaked, PositionState.Unstaked],
      [seized, PositionState.Seized],
    ] as const) {
      await assertions.revertWithCustomErrorWithArgs(
        staking.write.unstake([positionId], { account: alice }),
        staking,
        'StakingStateInvalid',
        [positionId, state],
      );
    }
  });

  it('error: StakingLocked in the second before the unlock', async () => {
    const { staking, alice, stake } = await load();
    const positionId = await stake();
    const { unlockAt } = await staking.read.positionOf([positionId]);
    await time.setNextBlockTimestamp(unlockAt - 1n);
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.unstake([positionId], { account: alice }),
      staking,
      'StakingLocked',
      [positionId, unlockAt, unlockAt - 1n],
    );
  });

  it('default: principal and reward of a fixed position at its unlock', async () => {
    const { staking, rwa, alice, publicClient, stake, booksOf } = await load();
    const positionId = await stake();
    await later(YEAR);
    const hash = await staking.write.unstake([positionId], { account: alice });
    const [token, account] = [getAddress(rwa.address), getAddress(alice.address)];
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      { name: 'RewardClaimed', args: { token, account, positionId, amount: REWARD[ONE_YEAR] } },
      { name: 'Unstaked', args: { token, account, positionId, principal: AMOUNT } },
    ]);
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE + REWARD[ONE_YEAR]);
    assert.deepEqual(await booksOf(), {
      principal: 0n,
      committed: 0n,
      owedFlexible: 0n,
      free: RESERVE - REWARD[ONE_YEAR],
    });
    const { state, claimed, principal } = await staking.read.positionOf([positionId]);
    assert.deepEqual(
      [state, claimed, principal],
      [PositionState.Unstaked, REWARD[ONE_YEAR], AMOUNT],
    );
    assert.equal(await staking.read.claimable([positionId]), 0n);
  });

  it('behavior: a fixed position whose reward was claimed pays its principal alone', async () => {
    const { staking, rwa, alice, publicClient, stake } = await load();
    const positionId = await stake({ tier: MINUTES });
    await later(180);
    await staking.write.claim([positionId], { account: alice });
    const hash = await staking.write.unstake([positionId], { account: alice });
    const [token, account] = [getAddress(rwa.address), getAddress(alice.address)];
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      { name: 'Unstaked', args: { token, account, positionId, principal: AMOUNT } },
    ]);
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE + REWARD[MINUTES]);
  });

  it('args: a flexible position, at any time', async () => {
    const { staking, rwa, alice, stake } = await load();
    const positionId = await stake({ tier: FLEXIBLE });
    await later(YEAR / 4n);
    await staking.write.unstake([positionId], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE + 25_000_000_000n);
    assert.equal((await staking.read.positionOf([positionId])).claimed, 25_000_000_000n);
  });

  it('behavior: a flexible position leaves whole when the reserve is empty', async () => {
    const { staking, rwa, operations, treasury, alice, stake } = await load();
    await staking.write.defund([rwa.address, treasury.address, RESERVE], { account: operations });
    const positionId = await stake({ tier: FLEXIBLE });
    await later(YEAR);
    await staking.write.unstake([positionId], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE);
  });

  it('behavior: what rounding left in the debt returns when the last flexible stake leaves', async () => {
    const { staking, alice, bob, stake, booksOf } = await load();
    // A base unit at 10 % earns nothing in a second, but the debt is rounded up to one each time.
    const first = await stake({ tier: FLEXIBLE, amount: 1n });
    await later(1);
    const second = await stake({ tier: FLEXIBLE, amount: 1n, account: bob });
    await later(1);
    await staking.write.unstake([first], { account: alice });
    assert.deepEqual(await booksOf(), {
      principal: 1n,
      committed: 0n,
      owedFlexible: 2n,
      free: RESERVE - 2n,
    });
    await later(1);
    await staking.write.unstake([second], { account: bob });
    assert.deepEqual(await booksOf(), {
      principal: 0n,
      committed: 0n,
      owedFlexible: 0n,
      free: RESERVE,
    });
  });

  it("error: the token's own while it refuses the owner; the position stays", async () => {
    const { staking, mock, alice, stake } = await load();
    const positionId = await stake({ token: mock.address, tier: FLEXIBLE });
    await mock.write.setBehavior([alice.address, MockBehavior.Revert]);
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.unstake([positionId], { account: alice }),
      mock,
      'MockRefused',
      [alice.address],
    );
    const { state } = await staking.read.positionOf([positionId]);
    assert.equal(state, PositionState.Active);
    await mock.write.setBehavior([alice.address, MockBehavior.Normal]);
    await staking.write.unstake([positionId], { account: alice });
  });
});
