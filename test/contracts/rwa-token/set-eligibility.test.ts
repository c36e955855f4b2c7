import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { zeroAddress } from 'viem';
import { COUNTRY, deployRwaToken, FAR, role } from './fixture.ts';

const { viem, networkHelpers } = await network.create();

const MAX_DATE = 2n ** 40n - 1n;

// setEligibility, eligibilityOf
// ├── given the caller lacks the compliance role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given the zero address
// │   └── it reverts with TokenEligibilityInvalid
// ├── given a custody contract
// │   └── it reverts with TokenEligibilityInvalid
// ├── given a send date of 2^40
// │   └── it reverts with TokenDateTooLarge
// ├── given a receive date of 2^40
// │   └── it reverts with TokenDateTooLarge
// └── given an ordinary account
//     ├── it stores both dates and the country, and emits EligibilitySet
//     ├── it takes 2^40 - 1 as the latest date
//     ├── it leaves balance and frozen amount as they are
//     ├── it revokes with zeros
//     └── it works while the token is paused
describe('setEligibility', () => {
  it('error: AccessControlUnauthorizedAccount without the compliance role', async () => {
    const { token, alice, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setEligibility([outsider.address, FAR, FAR, COUNTRY], { account: alice }),
      token,
      'AccessControlUnauthorizedAccount',
      [alice.address, role('COMPLIANCE')],
    );
  });

  it('error: TokenEligibilityInvalid for the zero address', async () => {
    const { token, compliance } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setEligibility([zeroAddress, FAR, FAR, COUNTRY], { account: compliance }),
      token,
      'TokenEligibilityInvalid',
      [zeroAddress],
    );
  });

  it('error: TokenEligibilityInvalid for a custody contract', async () => {
    const { token, vault, compliance } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setEligibility([vault.address, FAR, FAR, COUNTRY], { account: compliance }),
      token,
      'TokenEligibilityInvalid',
      [vault.address],
    );
  });

  it('error: TokenDateTooLarge for the send date', async () => {
    const { token, compliance, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setEligibility([bob.address, MAX_DATE + 1n, 0n, 0], { account: compliance }),
      token,
      'TokenDateTooLarge',
      [MAX_DATE + 1n, MAX_DATE],
    );
  });

  it('error: TokenDateTooLarge for the receive date', async () => {
    const { token, compliance, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setEligibility([bob.address, 0n, 2n ** 64n - 1n, 0], { account: compliance }),
      token,
      'TokenDateTooLarge',
      [2n ** 64n - 1n, MAX_DATE],
    );
  });

  it('default', async () => {
    const { token, compliance, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.emitWithArgs(
      token.write.setEligibility([outsider.address, FAR, FAR + 1n, 840], { account: compliance }),
      token,
      'EligibilitySet',
      [outsider.address, FAR, FAR + 1n, 840],
    );
    assert.deepEqual(await token.read.eligibilityOf([outsider.address]), [FAR, FAR + 1n, 840]);
  });

  it('behavior: takes 2^40 - 1 as the latest date', async () => {
    const { token, compliance, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setEligibility([bob.address, MAX_DATE, MAX_DATE, 65_535], {
      account: compliance,
    });
    assert.deepEqual(await token.read.eligibilityOf([bob.address]), [MAX_DATE, MAX_DATE, 65_535]);
  });

  it('behavior: leaves balance and frozen amount as they are', async () => {
    const { token, compliance, enforcer, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, 7n], { account: enforcer });
    const before = await token.read.balanceOf([alice.address]);
    await token.write.setEligibility([alice.address, 1n, 2n, 3], { account: compliance });
    assert.equal(await token.read.balanceOf([alice.address]), before);
    assert.equal(await token.read.getFrozenTokens([alice.address]), 7n);
  });

  it('behavior: revokes with zeros', async () => {
    const { token, compliance, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setEligibility([bob.address, 0n, 0n, 0], { account: compliance });
    assert.equal(await token.read.canSend([bob.address]), false);
    assert.equal(await token.read.canReceive([bob.address]), false);
  });

  it('behavior: works while the token is paused', async () => {
    const { token, compliance, pauser, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.pause({ account: pauser });
    await token.write.setEligibility([bob.address, 5n, 6n, 7], { account: compliance });
    assert.deepEqual(await token.read.eligibilityOf([bob.address]), [5n, 6n, 7]);
  });
});

// canSend, canReceive
// ├── given an account that was never made eligible
// │   └── they are false
// ├── given dates that differ
// │   └── each follows its own date
// ├── when the block's second is the last one allowed
// │   └── it is true
// ├── when it is one second later
// │   └── it is false
// ├── given a custody contract
// │   └── they are true
// └── given the token is paused
//     └── they are what they were: pause is no property of an account
describe('canSend and canReceive', () => {
  it('behavior: false for an account that was never made eligible', async () => {
    const { token, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    assert.equal(await token.read.canSend([outsider.address]), false);
    assert.equal(await token.read.canReceive([outsider.address]), false);
    assert.equal(await token.read.canSend([zeroAddress]), false);
    assert.equal(await token.read.canReceive([zeroAddress]), false);
  });

  it('behavior: each follows its own date', async () => {
    const { token, compliance, bob, carol } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setEligibility([bob.address, FAR, 0n, 0], { account: compliance });
    await token.write.setEligibility([carol.address, 0n, FAR, 0], { account: compliance });
    assert.equal(await token.read.canSend([bob.address]), true);
    assert.equal(await token.read.canReceive([bob.address]), false);
    assert.equal(await token.read.canSend([carol.address]), false);
    assert.equal(await token.read.canReceive([carol.address]), true);
  });

  for (const [seconds, allowed] of [
    [0n, true],
    [1n, false],
  ] as const) {
    it(`behavior: ${allowed} ${seconds} seconds after the last one allowed`, async () => {
      const { token, compliance, bob } = await networkHelpers.loadFixture(deployRwaToken);
      const publicClient = await viem.getPublicClient();
      const until = (await publicClient.getBlock()).timestamp + 100n;
      await token.write.setEligibility([bob.address, until, until, 0], { account: compliance });
      await networkHelpers.time.increaseTo(until + seconds);
      const { number, timestamp } = await publicClient.getBlock();
      assert.equal(timestamp, until + seconds);
      assert.equal(await token.read.canSend([bob.address], { blockNumber: number }), allowed);
      assert.equal(await token.read.canReceive([bob.address], { blockNumber: number }), allowed);
    });
  }

  it('behavior: true for a custody contract', async () => {
    const { token, vault } = await networkHelpers.loadFixture(deployRwaToken);
    assert.equal(await token.read.canSend([vault.address]), true);
    assert.equal(await token.read.canReceive([vault.address]), true);
  });

  it('behavior: not changed by a pause', async () => {
    const { token, pauser, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.pause({ account: pauser });
    assert.equal(await token.read.canSend([alice.address]), true);
    assert.equal(await token.read.canReceive([alice.address]), true);
  });
});
