import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getAddress, zeroHash } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { openBank } from './fixture.ts';
import { FLEXIBLE, ONE_YEAR, REWARD, YEAR } from './stakes.ts';

const { load, assertBooks, assertions, later } = await openBank();

// setFlexibleRate
// ├── given the caller is not the default admin
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given a token without a pool
// │   └── it reverts with StakingPoolUnknown
// ├── given a rate above the limit
// │   └── it reverts with StakingRateTooHigh
// └── given a good rate
//     ├── it changes tier 0 and emits TierSet
//     ├── it counts for the time from now on, the old rate for the time before
//     └── it changes no fixed position
describe('setFlexibleRate', () => {
  afterEach(assertBooks);

  it('error: AccessControlUnauthorizedAccount', async () => {
    const { staking, rwa, operations } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.setFlexibleRate([rwa.address, 1], { account: operations }),
      staking,
      'AccessControlUnauthorizedAccount',
      [operations.address, zeroHash],
    );
  });

  it('error: StakingPoolUnknown', async () => {
    const { staking, fresh } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.setFlexibleRate([fresh.address, 1]),
      staking,
      'StakingPoolUnknown',
      [fresh.address],
    );
  });

  it('error: StakingRateTooHigh', async () => {
    const { staking, rwa } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.setFlexibleRate([rwa.address, 5_001]),
      staking,
      'StakingRateTooHigh',
      [5_001, 5_000],
    );
  });

  it('default', async () => {
    const { staking, rwa, usd, publicClient } = await load();
    const hash = await staking.write.setFlexibleRate([rwa.address, 5_000]);
    const terms = { aprBps: 5_000, termSeconds: 0 };
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      { name: 'TierSet', args: { token: getAddress(rwa.address), tier: FLEXIBLE, ...terms } },
    ]);
    assert.deepEqual(await staking.read.tierOf([rwa.address, FLEXIBLE]), terms);
    assert.equal((await staking.read.tierOf([usd.address, FLEXIBLE])).aprBps, 1_000);
  });

  it('behavior: each rate counts for its own time', async () => {
    const { staking, rwa, alice, stake } = await load();
    const positionId = await stake({ tier: FLEXIBLE });
    await later(YEAR / 10n);
    await staking.write.setFlexibleRate([rwa.address, 2_000]);
    assert.equal(await staking.read.claimable([positionId]), 10_000_000_000n);
    await later(YEAR / 10n);
    await staking.write.setFlexibleRate([rwa.address, 0]);
    await later(YEAR);
    const { result } = await staking.simulate.claim([positionId], { account: alice.address });
    assert.equal(result, 30_000_000_000n);
  });

  it('behavior: changes no fixed position', async () => {
    const { staking, rwa, stake } = await load();
    const positionId = await stake({ tier: ONE_YEAR });
    const before = await staking.read.positionOf([positionId]);
    await staking.write.setFlexibleRate([rwa.address, 0]);
    assert.deepEqual(await staking.read.positionOf([positionId]), before);
    await later(YEAR);
    await staking.write.setFlexibleRate([rwa.address, 1]);
    assert.equal(await staking.read.claimable([positionId]), REWARD[ONE_YEAR]);
  });
});
