import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { BALANCE, openBank, RESERVE } from './fixture.ts';
import { AMOUNT, FLEXIBLE, MINUTES, REWARD } from './stakes.ts';

const { load, assertBooks, assertions, later } = await openBank();

// pause, unpause
// ├── given the caller lacks the pauser role
// │   └── they revert with AccessControlUnauthorizedAccount
// ├── given the contract is (not) paused already
// │   └── they revert with EnforcedPause (ExpectedPause)
// └── when paused
//     ├── no stake can be made, until it is unpaused
//     └── everything else goes on: fund, defund, claim, unstake, seizure
describe('pause', () => {
  afterEach(assertBooks);

  it('error: AccessControlUnauthorizedAccount, for the admin too', async () => {
    const { staking, admin } = await load();
    const role = await staking.read.PAUSER_ROLE();
    for (const call of [staking.write.pause(), staking.write.unpause()]) {
      await assertions.revertWithCustomErrorWithArgs(
        call,
        staking,
        'AccessControlUnauthorizedAccount',
        [admin.address, role],
      );
    }
  });

  it('error: EnforcedPause and ExpectedPause', async () => {
    const { staking, operations } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.unpause({ account: operations }),
      staking,
      'ExpectedPause',
      [],
    );
    await staking.write.pause({ account: operations });
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.pause({ account: operations }),
      staking,
      'EnforcedPause',
      [],
    );
  });

  it('default: stops new stakes until it is lifted', async () => {
    const { staking, rwa, operations, alice, stake } = await load();
    await assertions.emitWithArgs(staking.write.pause({ account: operations }), staking, 'Paused', [
      operations.address,
    ]);
    for (const tier of [FLEXIBLE, MINUTES]) {
      await assertions.revertWithCustomErrorWithArgs(
        staking.write.stake([rwa.address, tier, AMOUNT], { account: alice }),
        staking,
        'EnforcedPause',
        [],
      );
    }
    await staking.write.unpause({ account: operations });
    assert.equal(await stake(), 1n);
  });

  it('behavior: everything but staking goes on', async () => {
    const { staking, rwa, operations, alice, bob, treasury, stake, booksOf } = await load();
    const fixed = await stake({ tier: MINUTES });
    const flexible = await stake({ tier: FLEXIBLE });
    const seized = await stake({ tier: FLEXIBLE });
    await staking.write.pause({ account: operations });

    await staking.write.fund([rwa.address, 5n], { account: treasury });
    await staking.write.defund([rwa.address, treasury.address, 5n], { account: operations });
    await later(180);
    await staking.write.claim([fixed], { account: alice });
    await staking.write.claim([flexible], { account: alice });
    await staking.write.seizePosition([seized, bob.address], { account: operations });
    await staking.write.claim([seized], { account: alice });
    await staking.write.unstake([fixed], { account: alice });
    await staking.write.unstake([flexible], { account: alice });

    const { principal, committed, owedFlexible, free } = await booksOf();
    assert.deepEqual([principal, committed, owedFlexible], [0n, 0n, 0n]);
    const paid = (await rwa.read.balanceOf([alice.address])) - (BALANCE - AMOUNT);
    assert.equal(paid, RESERVE - free);
    assert.ok(paid > REWARD[MINUTES]);
  });
});
