import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { maxUint256, zeroAddress } from 'viem';
import { ALICE_BALANCE, deployRwaToken, role } from './fixture.ts';

const { viem, networkHelpers } = await network.create();

// setFrozenTokens, getFrozenTokens
// ├── given the caller lacks the enforcer role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given the zero address
// │   └── it reverts with ERC20InvalidSender
// ├── given a custody contract
// │   └── it reverts with TokenCustodyProtected
// └── given an ordinary account
//     ├── it sets the absolute amount, emits Frozen and leaves the balance as it is
//     ├── it replaces the amount set before
//     ├── it takes more than the balance, so that tokens received later are withheld
//     ├── it freezes an account that is not eligible
//     ├── it unfreezes with zero
//     └── it works while the token is paused
describe('setFrozenTokens', () => {
  it('error: AccessControlUnauthorizedAccount without the enforcer role', async () => {
    const { token, compliance, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setFrozenTokens([alice.address, 1n], { account: compliance }),
      token,
      'AccessControlUnauthorizedAccount',
      [compliance.address, role('ENFORCER')],
    );
  });

  it('error: ERC20InvalidSender', async () => {
    const { token, enforcer } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setFrozenTokens([zeroAddress, 1n], { account: enforcer }),
      token,
      'ERC20InvalidSender',
      [zeroAddress],
    );
  });

  it('error: TokenCustodyProtected', async () => {
    const { token, vault, enforcer } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setFrozenTokens([vault.address, 1n], { account: enforcer }),
      token,
      'TokenCustodyProtected',
      [vault.address],
    );
  });

  it('default', async () => {
    const { token, enforcer, alice } = await networkHelpers.loadFixture(deployRwaToken);
    const { result } = await token.simulate.setFrozenTokens([alice.address, 400n], {
      account: enforcer.address,
    });
    assert.equal(result, true);
    await viem.assertions.emitWithArgs(
      token.write.setFrozenTokens([alice.address, 400n], { account: enforcer }),
      token,
      'Frozen',
      [alice.address, 400n],
    );
    assert.equal(await token.read.getFrozenTokens([alice.address]), 400n);
    assert.equal(await token.read.balanceOf([alice.address]), ALICE_BALANCE);
  });

  it('behavior: replaces the amount set before', async () => {
    const { token, enforcer, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, 400n], { account: enforcer });
    await token.write.setFrozenTokens([alice.address, 100n], { account: enforcer });
    assert.equal(await token.read.getFrozenTokens([alice.address]), 100n);
  });

  it('behavior: withholds tokens received later', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([bob.address, maxUint256], { account: enforcer });
    await token.write.transfer([bob.address, 500n], { account: alice });
    assert.equal(await token.read.getFrozenTokens([bob.address]), maxUint256);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transfer([alice.address, 1n], { account: bob }),
      token,
      'ERC7943InsufficientUnfrozenBalance',
      [bob.address, 1n, 0n],
    );
  });

  it('behavior: freezes an account that is not eligible', async () => {
    const { token, enforcer, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([outsider.address, 9n], { account: enforcer });
    assert.equal(await token.read.getFrozenTokens([outsider.address]), 9n);
    assert.equal(await token.read.canReceive([outsider.address]), false);
  });

  it('behavior: unfreezes with zero', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, 400n], { account: enforcer });
    await viem.assertions.emitWithArgs(
      token.write.setFrozenTokens([alice.address, 0n], { account: enforcer }),
      token,
      'Frozen',
      [alice.address, 0n],
    );
    assert.equal(await token.read.getFrozenTokens([alice.address]), 0n);
    await token.write.transfer([bob.address, ALICE_BALANCE], { account: alice });
    assert.equal(await token.read.balanceOf([bob.address]), ALICE_BALANCE);
  });

  it('behavior: works while the token is paused', async () => {
    const { token, enforcer, pauser, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.pause({ account: pauser });
    await token.write.setFrozenTokens([alice.address, 400n], { account: enforcer });
    assert.equal(await token.read.getFrozenTokens([alice.address]), 400n);
  });
});
