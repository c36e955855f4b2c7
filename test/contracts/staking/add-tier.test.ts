import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getAddress, zeroHash } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { openBank } from './fixture.ts';
import { FLEXIBLE, ONE_YEAR, REWARD, TIERS } from './stakes.ts';

const { load, assertBooks, assertions } = await openBank();

/** Ten years of 365 days, in seconds. */
const MAX_TERM = 315_360_000;
const MAX_TIERS = 16;

// addTier
// ├── given the caller is not the default admin
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given a token without a pool
// │   └── it reverts with StakingPoolUnknown
// ├── given a rate above the limit
// │   └── it reverts with StakingRateTooHigh
// ├── given a term of zero
// │   └── it reverts with StakingTermZero: a pool has one flexible tier
// ├── given a term above the limit
// │   └── it reverts with StakingTermTooLong
// ├── given as many tiers as there can be
// │   └── it reverts with StakingTierListFull
// └── given good terms
//     ├── it adds the tier at the end and emits TierSet
//     ├── it takes the longest term, and the last of the tiers works
//     └── it changes no tier and no position that was there
describe('addTier', () => {
  afterEach(assertBooks);

  it('error: AccessControlUnauthorizedAccount', async () => {
    const { staking, rwa, operations } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.addTier([rwa.address, 1_000, 60], { account: operations }),
      staking,
      'AccessControlUnauthorizedAccount',
      [operations.address, zeroHash],
    );
  });

  it('error: StakingPoolUnknown', async () => {
    const { staking, fresh } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.addTier([fresh.address, 1_000, 60]),
      staking,
      'StakingPoolUnknown',
      [fresh.address],
    );
  });

  it('error: StakingRateTooHigh', async () => {
    const { staking, rwa } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.addTier([rwa.address, 5_001, 60]),
      staking,
      'StakingRateTooHigh',
      [5_001, 5_000],
    );
  });

  it('error: StakingTermZero', async () => {
    const { staking, rwa } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.addTier([rwa.address, 1_000, 0]),
      staking,
      'StakingTermZero',
      [rwa.address],
    );
  });

  it('error: StakingTermTooLong', async () => {
    const { staking, rwa } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.addTier([rwa.address, 1_000, MAX_TERM + 1]),
      staking,
      'StakingTermTooLong',
      [MAX_TERM + 1, MAX_TERM],
    );
  });

  it('error: StakingTierListFull after sixteen, of which the last works', async () => {
    const { staking, rwa, stake } = await load();
    for (let tier = TIERS.length; tier < MAX_TIERS; tier++) {
      await staking.write.addTier([rwa.address, 1_000 + tier, 60 + tier]);
    }
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.addTier([rwa.address, 1_000, 60]),
      staking,
      'StakingTierListFull',
      [rwa.address, MAX_TIERS],
    );
    const { tier, startAt, unlockAt } = await staking.read.positionOf([await stake({ tier: 15 })]);
    assert.deepEqual([tier, unlockAt - startAt], [15, 75n]);
  });

  it('default', async () => {
    const { staking, rwa, publicClient } = await load();
    const hash = await staking.write.addTier([rwa.address, 5_000, MAX_TERM]);
    const tier = TIERS.length;
    const terms = { aprBps: 5_000, termSeconds: MAX_TERM };
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      { name: 'TierSet', args: { token: getAddress(rwa.address), tier, ...terms } },
    ]);
    assert.deepEqual(await staking.read.tierOf([rwa.address, tier]), terms);
    assert.equal((await staking.read.poolOf([rwa.address])).tierCount, tier + 1);
  });

  it('behavior: changes no tier and no position that was there', async () => {
    const { staking, rwa, usd, stake } = await load();
    const positionId = await stake({ tier: ONE_YEAR });
    const before = await staking.read.positionOf([positionId]);
    await staking.write.addTier([rwa.address, 1, 1]);
    for (const [tier, terms] of TIERS.entries()) {
      assert.deepEqual(await staking.read.tierOf([rwa.address, tier]), terms);
    }
    assert.deepEqual(await staking.read.positionOf([positionId]), before);
    assert.equal(before.reward, REWARD[ONE_YEAR]);
    assert.equal((await staking.read.poolOf([usd.address])).tierCount, TIERS.length);
    assert.equal((await staking.read.tierOf([rwa.address, FLEXIBLE])).termSeconds, 0);
  });
});
