import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getAddress, zeroAddress, zeroHash } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { ADMIN_DELAY, openBank } from './fixture.ts';

const { load, assertBooks, assertions, viem, networkHelpers, time } = await openBank();

/** Storage slot of the count of pools, 16 bits; a test of a full list writes it, since nobody can fill one. */
const POOL_COUNT_SLOT = 4;
const MOST_POOLS = 2 ** 16 - 1;

// constructor
// ├── it makes the admin the default admin, with the delay
// └── given the zero address as admin
//     └── it reverts with AccessControlInvalidDefaultAdmin
describe('constructor', () => {
  it('default', async () => {
    const { staking, admin } = await load();
    assert.equal((await staking.read.defaultAdmin()).toLowerCase(), admin.address);
    assert.equal(await staking.read.defaultAdminDelay(), ADMIN_DELAY);
    assert.equal(await staking.read.paused(), false);
    assert.equal(await staking.read.positionCount(), 0n);
  });

  it('error: AccessControlInvalidDefaultAdmin', async () => {
    const { staking } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      viem.deployContract('Staking', [zeroAddress, 0]).then(() => zeroHash),
      staking,
      'AccessControlInvalidDefaultAdmin',
      [zeroAddress],
    );
  });
});

// createPool
// ├── given the caller is not the default admin
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given a token that has a pool
// │   └── it reverts with StakingPoolExists
// ├── given as many pools as there can be
// │   └── it reverts with StakingPoolListFull
// ├── given a rate above the limit
// │   └── it reverts with StakingRateTooHigh
// ├── given an address that is no token
// │   └── it reverts
// └── given a token
//     ├── it opens an empty pool with its flexible tier, and emits PoolCreated, then TierSet
//     └── it takes rates from zero to the limit
describe('createPool', () => {
  afterEach(assertBooks);

  it('error: AccessControlUnauthorizedAccount', async () => {
    const { staking, fresh, operations } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.createPool([fresh.address, 1_000], { account: operations }),
      staking,
      'AccessControlUnauthorizedAccount',
      [operations.address, zeroHash],
    );
  });

  it('error: StakingPoolExists', async () => {
    const { staking, rwa } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.createPool([rwa.address, 1_000]),
      staking,
      'StakingPoolExists',
      [rwa.address],
    );
  });

  it('error: StakingPoolListFull', async () => {
    const { staking, fresh } = await load();
    const before = await networkHelpers.getStorageAt(staking.address, POOL_COUNT_SLOT);
    assert.equal(BigInt(before), 3n);
    await networkHelpers.setStorageAt(staking.address, POOL_COUNT_SLOT, MOST_POOLS);
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.createPool([fresh.address, 1_000]),
      staking,
      'StakingPoolListFull',
      [MOST_POOLS],
    );
    await networkHelpers.setStorageAt(staking.address, POOL_COUNT_SLOT, MOST_POOLS - 1);
    await staking.write.createPool([fresh.address, 1_000]);
    assert.equal((await staking.read.poolOf([fresh.address])).tierCount, 1);
  });

  it('error: StakingRateTooHigh', async () => {
    const { staking, fresh } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.createPool([fresh.address, 5_001]),
      staking,
      'StakingRateTooHigh',
      [5_001, 5_000],
    );
  });

  it('error: an address that is no token', async () => {
    const { staking, bob } = await load();
    for (const token of [bob.address, zeroAddress, staking.address]) {
      await assertions.revert(staking.write.createPool([token, 1_000]));
    }
  });

  it('default', async () => {
    const { staking, fresh, publicClient } = await load();
    const hash = await staking.write.createPool([fresh.address, 1_000]);
    const token = getAddress(fresh.address);
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      { name: 'PoolCreated', args: { token, decimals: 18, symbol: 'MOCK' } },
      { name: 'TierSet', args: { token, tier: 0, aprBps: 1_000, termSeconds: 0 } },
    ]);
    assert.deepEqual(await staking.read.poolOf([fresh.address]), {
      principal: 0n,
      committed: 0n,
      owedFlexible: 0n,
      free: 0n,
      flexiblePrincipal: 0n,
      flexibleIndex: 0n,
      settledAt: BigInt(await time.latest()),
      tierCount: 1,
    });
    assert.deepEqual(await staking.read.tierOf([fresh.address, 0]), {
      aprBps: 1_000,
      termSeconds: 0,
    });
  });

  it('args: the lowest and the highest rate', async () => {
    const { staking, fresh } = await load();
    const other = await viem.deployContract('TestUsd');
    await staking.write.createPool([fresh.address, 0]);
    await staking.write.createPool([other.address, 5_000]);
    assert.equal((await staking.read.tierOf([fresh.address, 0])).aprBps, 0);
    assert.equal((await staking.read.tierOf([other.address, 0])).aprBps, 5_000);
  });
});
