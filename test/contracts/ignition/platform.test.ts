import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import Platform from '../../../ignition/modules/platform.ts';

const PARAMETERS = join(import.meta.dirname, '../../../ignition/parameters/chain-31337.json');
const YEAR_SECONDS = 365 * 86_400;

const { ignition, viem } = await network.create();
const { assetRegistry, staking, rwaToken, solarToken, tradeEscrow, testUsd } =
  await ignition.deploy(Platform, { parameters: PARAMETERS });
const { Platform: market } = JSON.parse(readFileSync(PARAMETERS, 'utf8'));
const tokens = [
  { token: rwaToken, key: 'houseOne', assetId: 1n },
  { token: solarToken, key: 'solarTwo', assetId: 2n },
] as const;

// Platform, with the parameters of the development chain
// ├── it registers both assets, whose tokens have the name, symbol, cap and bounds given
// ├── it lets the escrow and staking hold each token, and lists asset, payment token and second asset in this order
// ├── it opens a pool per token with the flexible, one-year and two-year tiers, and one of minutes
// ├── it adds a policy without fee, then one with the fee; both with the windows given
// ├── it gives every role to the operations account, and none but the registrar's to the deployer
// └── it leaves the deployer as the default admin of all contracts
describe('Platform', () => {
  for (const { token, key, assetId } of tokens) {
    it(`default: the asset ${key} and its token`, async () => {
      const asset = await assetRegistry.read.assetOf([assetId]);
      const details = market[`${key}Details`];
      assert.equal(asset.token.toLowerCase(), token.address.toLowerCase());
      assert.deepEqual(
        [asset.name, asset.location, asset.assetType, `${asset.valuation}n`, asset.images],
        [
          details.name,
          details.location,
          details.assetType,
          details.valuation,
          market[`${key}Images`],
        ],
      );
      assert.equal(await token.read.name(), market[`${key}Name`]);
      assert.equal(await token.read.symbol(), market[`${key}Symbol`]);
      assert.equal(`${await token.read.cap()}n`, market.tokenCap);
      assert.equal(await token.read.navMaxStepBps(), market.navMaxStepBps);
      assert.equal(await token.read.navMinSpacing(), market.navMinSpacing);
      assert.equal(await token.read.totalSupply(), 0n);
    });

    it(`behavior: escrow and staking have custody of ${key}`, async () => {
      assert.equal(await token.read.isCustody([tradeEscrow.address]), true);
      assert.equal(await token.read.isCustody([staking.address]), true);
    });

    it(`behavior: the pool of ${key} has its tiers`, async () => {
      const terms = await Promise.all(
        [0, 1, 2, 3].map((tier) => staking.read.tierOf([token.address, tier])),
      );
      assert.deepEqual(terms, [
        { aprBps: 1_000, termSeconds: 0 },
        { aprBps: 1_200, termSeconds: YEAR_SECONDS },
        { aprBps: 1_400, termSeconds: 2 * YEAR_SECONDS },
        { aprBps: market.minutesAprBps, termSeconds: market.minutesTermSeconds },
      ]);
      assert.equal((await staking.read.poolOf([token.address])).tierCount, 4);
    });
  }

  it('behavior: the escrow lists the tokens in their order', async () => {
    assert.equal(await tradeEscrow.read.tokenIndexOf([rwaToken.address]), 1);
    assert.equal(await tradeEscrow.read.tokenIndexOf([testUsd.address]), 2);
    assert.equal(await tradeEscrow.read.tokenIndexOf([solarToken.address]), 3);
    assert.equal(await tradeEscrow.read.paused(), false);
  });

  it('behavior: two policies, the first without fee', async () => {
    const { moderator, feeRecipient, paymentWindow, releaseWindow, disputeWindow } = market;
    const { defaultBuyerBps, feeBps } = market;
    const windows = { paymentWindow, releaseWindow, disputeWindow };
    const terms = { moderator, feeRecipient, ...windows, defaultBuyerBps };
    assert.equal(await tradeEscrow.read.policyCount(), 2);
    assert.deepEqual(await tradeEscrow.read.policyOf([1]), { ...terms, feeBps: 0 });
    assert.deepEqual(await tradeEscrow.read.policyOf([2]), { ...terms, feeBps });
    assert.notEqual(market.operations, moderator);
  });

  it('behavior: roles are with operations, the admin is the deployer', async () => {
    const [deployer] = await viem.getWalletClients();
    assert.ok(deployer !== undefined);
    const { address } = deployer.account;
    for (const { token } of tokens) {
      for (const role of [
        await token.read.COMPLIANCE_ROLE(),
        await token.read.MINTER_ROLE(),
        await token.read.ENFORCER_ROLE(),
        await token.read.PAUSER_ROLE(),
        await token.read.VALUER_ROLE(),
      ]) {
        assert.equal(await token.read.hasRole([role, market.operations]), true);
        assert.equal(await token.read.hasRole([role, address]), false);
      }
    }
    for (const role of [
      await staking.read.TREASURER_ROLE(),
      await staking.read.ENFORCER_ROLE(),
      await staking.read.PAUSER_ROLE(),
    ]) {
      assert.equal(await staking.read.hasRole([role, market.operations]), true);
      assert.equal(await staking.read.hasRole([role, address]), false);
    }
    const pauser = await tradeEscrow.read.PAUSER_ROLE();
    assert.equal(await tradeEscrow.read.hasRole([pauser, market.operations]), true);
    for (const contract of [assetRegistry, staking, rwaToken, solarToken, tradeEscrow]) {
      assert.equal((await contract.read.defaultAdmin()).toLowerCase(), address);
    }
  });
});
