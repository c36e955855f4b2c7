import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import Platform from '../../../ignition/modules/platform.ts';

const PARAMETERS = join(import.meta.dirname, '../../../ignition/parameters/chain-31337.json');

const { ignition, viem } = await network.create();
const { rwaToken, tradeEscrow, testUsd } = await ignition.deploy(Platform, {
  parameters: PARAMETERS,
});
const { RwaToken: asset, Platform: market } = JSON.parse(readFileSync(PARAMETERS, 'utf8'));

// Platform, with the parameters of the development chain
// ├── it deploys the token with its name, symbol and cap
// ├── it lets the escrow hold the token, and lists token and payment token in this order
// ├── it adds a policy without fee, then one with the fee; both with the windows given
// ├── it gives every role to the operations account, and none to another
// └── it leaves the deployer as the default admin of both contracts
describe('Platform', () => {
  it('default: the token', async () => {
    assert.equal(await rwaToken.read.name(), asset.name);
    assert.equal(await rwaToken.read.symbol(), asset.symbol);
    assert.equal(`${await rwaToken.read.cap()}n`, asset.cap);
    assert.equal(await rwaToken.read.totalSupply(), 0n);
  });

  it('behavior: the escrow has custody and lists both tokens', async () => {
    assert.equal(await rwaToken.read.isCustody([tradeEscrow.address]), true);
    assert.equal(await tradeEscrow.read.tokenIndexOf([rwaToken.address]), 1);
    assert.equal(await tradeEscrow.read.tokenIndexOf([testUsd.address]), 2);
    assert.equal(await tradeEscrow.read.paused(), false);
  });

  it('behavior: two policies, the first without fee', async () => {
    const { operations, feeBps, ...terms } = market;
    assert.equal(await tradeEscrow.read.policyCount(), 2);
    assert.deepEqual(await tradeEscrow.read.policyOf([1]), { ...terms, feeBps: 0 });
    assert.deepEqual(await tradeEscrow.read.policyOf([2]), { ...terms, feeBps });
    assert.notEqual(operations, terms.moderator);
  });

  it('behavior: roles are with operations, the admin is the deployer', async () => {
    const [deployer] = await viem.getWalletClients();
    assert.ok(deployer !== undefined);
    const { address } = deployer.account;
    const ofToken = [
      await rwaToken.read.COMPLIANCE_ROLE(),
      await rwaToken.read.MINTER_ROLE(),
      await rwaToken.read.ENFORCER_ROLE(),
      await rwaToken.read.PAUSER_ROLE(),
    ];
    for (const role of ofToken) {
      assert.equal(await rwaToken.read.hasRole([role, market.operations]), true);
      assert.equal(await rwaToken.read.hasRole([role, address]), false);
    }
    const pauser = await tradeEscrow.read.PAUSER_ROLE();
    assert.equal(await tradeEscrow.read.hasRole([pauser, market.operations]), true);
    assert.equal((await tradeEscrow.read.defaultAdmin()).toLowerCase(), address);
    assert.equal((await rwaToken.read.defaultAdmin()).toLowerCase(), address);
  });
});
