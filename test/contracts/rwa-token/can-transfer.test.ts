import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { type Address, zeroAddress } from 'viem';
import { errorOf } from './error-of.ts';
import { ALICE_BALANCE, deployRwaToken, FAR } from './fixture.ts';

const { networkHelpers } = await network.create();

// canTransfer
// ├── given the token is paused
// │   └── it is false
// ├── given a recipient in custody
// │   ├── when the custody contract asks
// │   │   └── it is true
// │   └── when anyone else asks
// │       └── it is false
// ├── given the sender can not send
// │   └── it is false
// ├── given the recipient can not receive, or is the zero address
// │   └── it is false
// ├── given the amount exceeds what is not frozen, and the balance suffices
// │   └── it is false
// ├── given the amount exceeds the balance
// │   └── it is true: that is the ERC-20 rule, not one of permission
// ├── given a permitted transfer
// │   └── it is true
// └── given any parties, amount, freeze and pause
//     └── it is true exactly when the transfer succeeds or fails with an ERC-20 error
describe('canTransfer', () => {
  it('behavior: false while paused', async () => {
    const { token, pauser, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.pause({ account: pauser });
    assert.equal(await token.read.canTransfer([alice.address, bob.address, 0n]), false);
  });

  it('behavior: true into custody when the custody contract asks', async () => {
    const { token, vault, alice } = await networkHelpers.loadFixture(deployRwaToken);
    const args = [alice.address, vault.address, 1n] as const;
    assert.equal(await token.read.canTransfer(args, { account: vault.address }), true);
  });

  it('behavior: false into custody when anyone else asks', async () => {
    const { token, vault, alice } = await networkHelpers.loadFixture(deployRwaToken);
    const args = [alice.address, vault.address, 1n] as const;
    assert.equal(await token.read.canTransfer(args, { account: alice.address }), false);
  });

  it('behavior: false when the sender can not send', async () => {
    const { token, compliance, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setEligibility([alice.address, 0n, FAR, 0], { account: compliance });
    assert.equal(await token.read.canTransfer([alice.address, bob.address, 0n]), false);
  });

  it('behavior: false when the recipient can not receive', async () => {
    const { token, alice, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    assert.equal(await token.read.canTransfer([alice.address, outsider.address, 0n]), false);
    assert.equal(await token.read.canTransfer([alice.address, zeroAddress, 0n]), false);
  });

  it('behavior: false when only frozen tokens would suffice', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, 400n], { account: enforcer });
    assert.equal(await token.read.canTransfer([alice.address, bob.address, 600n]), true);
    assert.equal(await token.read.canTransfer([alice.address, bob.address, 601n]), false);
    assert.equal(await token.read.canTransfer([alice.address, bob.address, ALICE_BALANCE]), false);
  });

  it('behavior: true when the balance is too small', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    const above = [alice.address, bob.address, ALICE_BALANCE + 1n] as const;
    assert.equal(await token.read.canTransfer(above), true);
    await token.write.setFrozenTokens([alice.address, 2n ** 256n - 1n], { account: enforcer });
    assert.equal(await token.read.canTransfer(above), true);
  });

  it('default', async () => {
    const { token, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    assert.equal(await token.read.canTransfer([alice.address, bob.address, ALICE_BALANCE]), true);
    assert.equal(await token.read.canTransfer([alice.address, alice.address, 1n]), true);
  });

  it('behavior: agrees with transfer for all parties, amounts and freezes', async () => {
    const { token, vault, compliance, enforcer, alice, bob, carol, outsider } =
      await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setEligibility([bob.address, FAR, 0n, 0], { account: compliance });
    await token.write.setEligibility([carol.address, 0n, FAR, 0], { account: compliance });
    await token.write.approve([vault.address, 300n], { account: alice });
    await vault.write.pull([token.address, alice.address, 300n]);
    const parties = [alice, bob, carol, outsider, vault].map((party) => party.address);

    const answers = new Set<boolean>();
    for (const frozen of [0n, 200n, 5_000n]) {
      await token.write.setFrozenTokens([alice.address, frozen], { account: enforcer });
      for (const [from, to] of parties.flatMap((a) => parties.map((b) => [a, b] as const))) {
        for (const amount of [0n, 300n, 301n, 500n, 501n, 700n, 701n]) {
          const allowed = await token.read.canTransfer([from, to, amount], { account: from });
          const error = await errorOf(token.simulate.transfer([to, amount], { account: from }));
          const permitted = error === undefined || error.startsWith('ERC20');
          assert.equal(allowed, permitted, describeCase(from, to, amount, frozen, error));
          answers.add(allowed);
        }
      }
    }
    assert.equal(answers.size, 2);
  });
});

function describeCase(from: Address, to: Address, amount: bigint, frozen: bigint, error?: string) {
  return `${from} to ${to}, amount ${amount}, frozen ${frozen}: ${error ?? 'succeeds'}`;
}
