import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getAddress, zeroAddress } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { BALANCE, openBank, RESERVE } from './fixture.ts';
import { AMOUNT, FAR, FLEXIBLE, ONE_YEAR, PositionState, REWARD, YEAR } from './stakes.ts';

const { load, assertBooks, assertions, later } = await openBank();

// seizePosition
// ├── given the caller lacks the enforcer role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given a position that does not exist, was unstaked or was seized
// │   └── it reverts with StakingStateInvalid
// ├── given the zero address, staking itself or the owner as recipient
// │   └── it reverts with StakingRecipientInvalid
// ├── given a recipient who may not hold the token
// │   └── it reverts with the token's own error
// ├── given a fixed position
// │   ├── it moves the principal at once, also within the term, and emits PositionSeized
// │   ├── what had accrued stays claimable by the owner and grows no more; the rest returns to the reserve
// │   └── given its term is over
// │       └── the whole reward stays claimable
// ├── given a flexible position
// │   ├── what had accrued moves from owed to committed and grows no more
// │   ├── what was claimed before is not paid again
// │   ├── others' accrual is as if it had left
// │   └── given it is the last one
// │       └── what rounding left in the debt returns to the reserve
// └── given an owner who may not receive
//     └── it pays him nothing now, and all that had accrued once he may
describe('seizePosition', () => {
  afterEach(assertBooks);

  it('error: AccessControlUnauthorizedAccount, for the admin too', async () => {
    const { staking, admin, bob, stake } = await load();
    const positionId = await stake();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.seizePosition([positionId, bob.address]),
      staking,
      'AccessControlUnauthorizedAccount',
      [admin.address, await staking.read.ENFORCER_ROLE()],
    );
  });

  it('error: StakingStateInvalid for an unknown, an unstaked and a seized position', async () => {
    const { staking, operations, alice, bob, stake } = await load();
    const unstaked = await stake({ tier: FLEXIBLE });
    const seized = await stake();
    const seize = (positionId: bigint) =>
      staking.write.seizePosition([positionId, bob.address], { account: operations });
    await staking.write.unstake([unstaked], { account: alice });
    await seize(seized);
    for (const [positionId, state] of [
      [0n, PositionState.None],
      [unstaked, PositionState.Unstaked],
      [seized, PositionState.Seized],
      [seized + 1n, PositionState.None],
    ] as const) {
      await assertions.revertWithCustomErrorWithArgs(
        seize(positionId),
        staking,
        'StakingStateInvalid',
        [positionId, state],
      );
    }
  });

  it('error: StakingRecipientInvalid for zero, staking itself and the owner', async () => {
    const { staking, mock, operations, alice, stake } = await load();
    const positionId = await stake({ token: mock.address });
    for (const to of [zeroAddress, staking.address, alice.address]) {
      await assertions.revertWithCustomErrorWithArgs(
        staking.write.seizePosition([positionId, to], { account: operations }),
        staking,
        'StakingRecipientInvalid',
        [to],
      );
    }
  });

  it("error: the token's own for a recipient who is not eligible; the position stays", async () => {
    const { staking, rwa, operations, stranger, stake } = await load();
    const positionId = await stake();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.seizePosition([positionId, stranger.address], { account: operations }),
      rwa,
      'ERC7943CannotReceive',
      [stranger.address],
    );
    const { state } = await staking.read.positionOf([positionId]);
    assert.equal(state, PositionState.Active);
  });

  it('default: a fixed position within its term', async () => {
    const { staking, rwa, operations, alice, bob, publicClient, stake, booksOf } = await load();
    const positionId = await stake();
    await later(YEAR / 4n);
    const args = [positionId, bob.address] as const;
    const hash = await staking.write.seizePosition(args, { account: operations });
    const [token, account, to] = [rwa, alice, bob].map(({ address }) => getAddress(address));
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      { name: 'PositionSeized', args: { token, account, positionId, to, amount: AMOUNT } },
    ]);
    assert.equal(await rwa.read.balanceOf([bob.address]), BALANCE + AMOUNT);
    const accrued = REWARD[ONE_YEAR] / 4n;
    assert.deepEqual(await booksOf(), {
      principal: 0n,
      committed: accrued,
      owedFlexible: 0n,
      free: RESERVE - accrued,
    });
    const { state, reward } = await staking.read.positionOf([positionId]);
    assert.deepEqual([state, reward], [PositionState.Seized, accrued]);
    await later(YEAR);
    await staking.write.claim([positionId], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE - AMOUNT + accrued);
    assert.equal(await staking.read.claimable([positionId]), 0n);
  });

  it('behavior: of a fixed position that was claimed, only the rest is paid', async () => {
    const { staking, rwa, operations, alice, bob, stake, booksOf } = await load();
    const positionId = await stake();
    await later(YEAR / 4n);
    await staking.write.claim([positionId], { account: alice });
    await later(YEAR / 4n);
    await staking.write.seizePosition([positionId, bob.address], { account: operations });
    assert.equal(await staking.read.claimable([positionId]), REWARD[ONE_YEAR] / 4n);
    await staking.write.claim([positionId], { account: alice });
    assert.equal(
      await rwa.read.balanceOf([alice.address]),
      BALANCE - AMOUNT + REWARD[ONE_YEAR] / 2n,
    );
    assert.equal((await booksOf()).committed, 0n);
  });

  it('behavior: after the term the whole reward stays claimable', async () => {
    const { staking, operations, alice, bob, stake } = await load();
    const positionId = await stake();
    await later(YEAR * 2n);
    await staking.write.seizePosition([positionId, bob.address], { account: operations });
    const { result } = await staking.simulate.claim([positionId], { account: alice.address });
    assert.equal(result, REWARD[ONE_YEAR]);
  });

  it('args: a flexible position, claimed before', async () => {
    const { staking, rwa, operations, alice, bob, stake, booksOf } = await load();
    const positionId = await stake({ tier: FLEXIBLE });
    await later(YEAR / 4n);
    await staking.write.claim([positionId], { account: alice });
    await later(YEAR / 4n);
    await staking.write.seizePosition([positionId, bob.address], { account: operations });
    const accrued = 25_000_000_000n;
    assert.deepEqual(await booksOf(), {
      principal: 0n,
      committed: accrued,
      owedFlexible: 0n,
      free: RESERVE - accrued * 2n,
    });
    const { reward, claimed } = await staking.read.positionOf([positionId]);
    assert.deepEqual([reward, claimed], [accrued * 2n, accrued]);
    await later(YEAR);
    await staking.write.claim([positionId], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE - AMOUNT + accrued * 2n);
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.claim([positionId], { account: alice }),
      staking,
      'StakingNothingToClaim',
      [positionId],
    );
  });

  it("behavior: others' flexible accrual goes on as if it had left", async () => {
    const { staking, rwa, operations, bob, carol, stake } = await load();
    const seized = await stake({ tier: FLEXIBLE });
    await later(1);
    const other = await stake({ tier: FLEXIBLE, account: carol });
    await later(YEAR / 4n);
    await staking.write.seizePosition([seized, bob.address], { account: operations });
    assert.equal(await staking.read.claimable([other]), 25_000_000_000n);
    assert.equal((await staking.read.poolOf([rwa.address])).flexiblePrincipal, AMOUNT);
    await later(YEAR / 4n);
    await staking.write.claim([other], { account: carol });
    assert.equal(await rwa.read.balanceOf([carol.address]), BALANCE - AMOUNT + 50_000_000_000n);
  });

  it('behavior: the last flexible position returns what rounding left in the debt', async () => {
    const { staking, operations, bob, stake, booksOf } = await load();
    const positionId = await stake({ tier: FLEXIBLE, amount: 1n });
    await later(1);
    await staking.write.seizePosition([positionId, bob.address], { account: operations });
    const empty = { principal: 0n, committed: 0n, owedFlexible: 0n };
    assert.deepEqual(await booksOf(), { ...empty, free: RESERVE });
    assert.equal(await staking.read.claimable([positionId]), 0n);
  });

  it('behavior: an owner who may not receive is credited, and paid once he may', async () => {
    const { staking, rwa, operations, alice, bob, stake } = await load();
    const positionId = await stake();
    await later(YEAR / 4n);
    await rwa.write.setEligibility([alice.address, 0n, 0n, 0], { account: operations });
    await later(YEAR / 4n);
    await staking.write.seizePosition([positionId, bob.address], { account: operations });
    const held = BALANCE - AMOUNT;
    const { reward } = await staking.read.positionOf([positionId]);
    assert.equal(await rwa.read.balanceOf([alice.address]), held);
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.claim([positionId], { account: alice }),
      rwa,
      'ERC7943CannotReceive',
      [alice.address],
    );
    await rwa.write.setEligibility([alice.address, 0n, FAR, 0], { account: operations });
    await staking.write.claim([positionId], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), held + reward);
    assert.equal(reward, REWARD[ONE_YEAR] / 2n);
  });
});
