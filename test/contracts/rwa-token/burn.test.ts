import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { zeroAddress } from 'viem';
import { ALICE_BALANCE, CAP, deployRwaToken, FAR } from './fixture.ts';

const { viem, networkHelpers } = await network.create();

// burn
// ├── given the token is paused
// │   └── it reverts with EnforcedPause
// ├── given the caller is a custody contract
// │   └── it reverts with TokenCustodyProtected
// ├── given the caller can not send
// │   └── it reverts with ERC7943CannotSend
// ├── given the amount exceeds the balance
// │   └── it reverts with ERC20InsufficientBalance
// ├── given the balance suffices but part of it is frozen
// │   └── it reverts with ERC7943InsufficientUnfrozenBalance
// └── given an eligible holder with enough unfrozen tokens
//     ├── it lowers balance and supply and emits Transfer to the zero address
//     ├── it needs no right to receive
//     └── it makes room below the cap
describe('burn', () => {
  it('error: EnforcedPause', async () => {
    const { token, pauser, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.pause({ account: pauser });
    await viem.assertions.revertWithCustomError(
      token.write.burn([1n], { account: alice }),
      token,
      'EnforcedPause',
    );
  });

  it('error: TokenCustodyProtected', async () => {
    const { token, vault, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.approve([vault.address, 10n], { account: alice });
    await vault.write.pull([token.address, alice.address, 10n]);
    await viem.assertions.revertWithCustomErrorWithArgs(
      vault.write.burn([token.address, 10n]),
      token,
      'TokenCustodyProtected',
      [vault.address],
    );
  });

  it('error: ERC7943CannotSend', async () => {
    const { token, compliance, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setEligibility([alice.address, 0n, FAR, 0], { account: compliance });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.burn([1n], { account: alice }),
      token,
      'ERC7943CannotSend',
      [alice.address],
    );
  });

  it('error: ERC20InsufficientBalance', async () => {
    const { token, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.burn([1n], { account: bob }),
      token,
      'ERC20InsufficientBalance',
      [bob.address, 0n, 1n],
    );
  });

  it('error: ERC7943InsufficientUnfrozenBalance', async () => {
    const { token, enforcer, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, 1n], { account: enforcer });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.burn([ALICE_BALANCE], { account: alice }),
      token,
      'ERC7943InsufficientUnfrozenBalance',
      [alice.address, ALICE_BALANCE, ALICE_BALANCE - 1n],
    );
  });

  it('default', async () => {
    const { token, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.emitWithArgs(
      token.write.burn([300n], { account: alice }),
      token,
      'Transfer',
      [alice.address, zeroAddress, 300n],
    );
    assert.equal(await token.read.balanceOf([alice.address]), 700n);
    assert.equal(await token.read.totalSupply(), 700n);
  });

  it('behavior: needs no right to receive', async () => {
    const { token, compliance, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setEligibility([alice.address, FAR, 0n, 0], { account: compliance });
    await token.write.burn([ALICE_BALANCE], { account: alice });
    assert.equal(await token.read.totalSupply(), 0n);
  });

  it('behavior: makes room below the cap', async () => {
    const { token, minter, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.mint([alice.address, CAP - ALICE_BALANCE], { account: minter });
    await token.write.burn([5n], { account: alice });
    await token.write.mint([alice.address, 5n], { account: minter });
    assert.equal(await token.read.totalSupply(), CAP);
  });
});
