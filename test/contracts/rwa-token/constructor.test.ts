import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { zeroAddress } from 'viem';
import { ADMIN_DELAY, CAP, deployRwaToken, MAX_CAP, NAV_BOUNDS, role } from './fixture.ts';

const { viem, networkHelpers } = await network.create();

// constructor
// ├── given a cap of zero
// │   └── it reverts with TokenCapInvalid
// ├── given a cap above 2^120 - 1
// │   └── it reverts with TokenCapInvalid
// ├── given no admin
// │   └── it reverts with AccessControlInvalidDefaultAdmin
// └── given a valid cap and admin
//     ├── it sets name, symbol, decimals, cap and admin, and the supply is zero
//     ├── it takes 2^120 - 1 as the highest cap
//     └── it gives the admin no other role
describe('constructor', () => {
  const deploy = (cap: bigint, admin: `0x${string}`) =>
    viem.deployContract('RwaToken', ['Halyard One', 'HAL1', cap, admin, ADMIN_DELAY, NAV_BOUNDS]);

  it('error: TokenCapInvalid for a cap of zero', async () => {
    const { token, admin } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      deploy(0n, admin.address).then(() => '0x'),
      token,
      'TokenCapInvalid',
      [0n, MAX_CAP],
    );
  });

  it('error: TokenCapInvalid above 2^120 - 1', async () => {
    const { token, admin } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      deploy(MAX_CAP + 1n, admin.address).then(() => '0x'),
      token,
      'TokenCapInvalid',
      [MAX_CAP + 1n, MAX_CAP],
    );
  });

  it('error: AccessControlInvalidDefaultAdmin without an admin', async () => {
    const { token } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      deploy(CAP, zeroAddress).then(() => '0x'),
      token,
      'AccessControlInvalidDefaultAdmin',
      [zeroAddress],
    );
  });

  it('default', async () => {
    const { admin } = await networkHelpers.loadFixture(deployRwaToken);
    const token = await deploy(CAP, admin.address);
    assert.equal(await token.read.name(), 'Halyard One');
    assert.equal(await token.read.symbol(), 'HAL1');
    assert.equal(await token.read.decimals(), 18);
    assert.equal(await token.read.cap(), CAP);
    assert.equal(await token.read.totalSupply(), 0n);
    assert.equal((await token.read.defaultAdmin()).toLowerCase(), admin.address);
    assert.equal(await token.read.defaultAdminDelay(), ADMIN_DELAY);
  });

  it('behavior: takes 2^120 - 1 as the highest cap', async () => {
    const { admin } = await networkHelpers.loadFixture(deployRwaToken);
    const token = await deploy(MAX_CAP, admin.address);
    assert.equal(await token.read.cap(), MAX_CAP);
  });

  it('behavior: gives the admin no other role', async () => {
    const { admin } = await networkHelpers.loadFixture(deployRwaToken);
    const token = await deploy(CAP, admin.address);
    for (const name of ['COMPLIANCE', 'MINTER', 'ENFORCER', 'PAUSER']) {
      assert.equal(await token.read.hasRole([role(name), admin.address]), false, name);
    }
  });
});
