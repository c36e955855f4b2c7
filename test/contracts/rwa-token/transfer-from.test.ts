import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { maxUint256, zeroAddress } from 'viem';
import { ALICE_BALANCE, deployRwaToken } from './fixture.ts';

const { viem, networkHelpers } = await network.create();

// approve
// ├── given the owner is the zero address
// │   └── it reverts with ERC20InvalidApprover
// ├── given the spender is the zero address
// │   └── it reverts with ERC20InvalidSpender
// └── given an owner and a spender
//     └── it sets the allowance, also for a spender who is not eligible, and emits Approval
describe('approve', () => {
  it('error: ERC20InvalidApprover', async () => {
    const { token, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.simulate.approve([bob.address, 1n], { account: zeroAddress }).then(() => '0x'),
      token,
      'ERC20InvalidApprover',
      [zeroAddress],
    );
  });

  it('error: ERC20InvalidSpender', async () => {
    const { token, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.approve([zeroAddress, 1n], { account: alice }),
      token,
      'ERC20InvalidSpender',
      [zeroAddress],
    );
  });

  it('default', async () => {
    const { token, alice, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.emitWithArgs(
      token.write.approve([outsider.address, 5n], { account: alice }),
      token,
      'Approval',
      [alice.address, outsider.address, 5n],
    );
    assert.equal(await token.read.allowance([alice.address, outsider.address]), 5n);
  });
});

// transferFrom
// ├── given the allowance is too small
// │   └── it reverts with ERC20InsufficientAllowance, before any rule of the token
// ├── given the owner can not send
// │   └── it reverts with ERC7943CannotSend, whoever the spender is
// ├── given tokens of the owner are frozen
// │   └── it reverts with ERC7943InsufficientUnfrozenBalance
// └── given a sufficient allowance
//     ├── it moves the tokens and lowers the allowance; the spender need not be eligible
//     └── it leaves an infinite allowance as it is
describe('transferFrom', () => {
  it('error: ERC20InsufficientAllowance before any rule of the token', async () => {
    const { token, pauser, alice, bob, carol } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.approve([carol.address, 5n], { account: alice });
    await token.write.pause({ account: pauser });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transferFrom([alice.address, bob.address, 6n], { account: carol }),
      token,
      'ERC20InsufficientAllowance',
      [carol.address, 5n, 6n],
    );
  });

  it('error: ERC7943CannotSend, whoever the spender is', async () => {
    const { token, bob, carol, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.approve([carol.address, 5n], { account: outsider });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transferFrom([outsider.address, bob.address, 0n], { account: carol }),
      token,
      'ERC7943CannotSend',
      [outsider.address],
    );
  });

  it('error: ERC7943InsufficientUnfrozenBalance', async () => {
    const { token, enforcer, alice, bob, carol } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.approve([carol.address, maxUint256], { account: alice });
    await token.write.setFrozenTokens([alice.address, 999n], { account: enforcer });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transferFrom([alice.address, bob.address, 2n], { account: carol }),
      token,
      'ERC7943InsufficientUnfrozenBalance',
      [alice.address, 2n, 1n],
    );
  });

  it('default', async () => {
    const { token, alice, bob, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.approve([outsider.address, 100n], { account: alice });
    await viem.assertions.emitWithArgs(
      token.write.transferFrom([alice.address, bob.address, 60n], { account: outsider }),
      token,
      'Transfer',
      [alice.address, bob.address, 60n],
    );
    assert.equal(await token.read.balanceOf([alice.address]), ALICE_BALANCE - 60n);
    assert.equal(await token.read.balanceOf([bob.address]), 60n);
    assert.equal(await token.read.allowance([alice.address, outsider.address]), 40n);
  });

  it('behavior: leaves an infinite allowance as it is', async () => {
    const { token, alice, bob, carol } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.approve([carol.address, maxUint256], { account: alice });
    await token.write.transferFrom([alice.address, bob.address, 60n], { account: carol });
    assert.equal(await token.read.allowance([alice.address, carol.address]), maxUint256);
  });
});
