import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { maxUint256, zeroAddress } from 'viem';
import { ALICE_BALANCE, CAP, deployRwaToken, FAR, role } from './fixture.ts';

const { viem, networkHelpers } = await network.create();

// mint
// ├── given the caller lacks the minter role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given the zero address
// │   └── it reverts with ERC20InvalidReceiver
// ├── given the token is paused
// │   └── it reverts with EnforcedPause
// ├── given a custody contract
// │   └── it reverts with TokenCustodyProtected
// ├── given a recipient who can not receive
// │   └── it reverts with ERC7943CannotReceive
// ├── given an amount that lifts the supply above the cap
// │   ├── it reverts with TokenCapExceeded
// │   └── it names the largest number when the sum does not fit 256 bits
// └── given an eligible recipient and room below the cap
//     ├── it raises balance and supply and emits Transfer from the zero address
//     ├── it mints up to the cap exactly
//     └── it mints zero tokens
describe('mint', () => {
  it('error: AccessControlUnauthorizedAccount without the minter role', async () => {
    const { token, admin, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.mint([bob.address, 1n], { account: admin }),
      token,
      'AccessControlUnauthorizedAccount',
      [admin.address, role('MINTER')],
    );
  });

  it('error: ERC20InvalidReceiver', async () => {
    const { token, minter } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.mint([zeroAddress, 1n], { account: minter }),
      token,
      'ERC20InvalidReceiver',
      [zeroAddress],
    );
  });

  it('error: EnforcedPause', async () => {
    const { token, minter, pauser, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.pause({ account: pauser });
    await viem.assertions.revertWithCustomError(
      token.write.mint([bob.address, 1n], { account: minter }),
      token,
      'EnforcedPause',
    );
  });

  it('error: TokenCustodyProtected', async () => {
    const { token, vault, minter } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.mint([vault.address, 1n], { account: minter }),
      token,
      'TokenCustodyProtected',
      [vault.address],
    );
  });

  it('error: ERC7943CannotReceive', async () => {
    const { token, compliance, minter, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setEligibility([bob.address, FAR, 0n, 0], { account: compliance });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.mint([bob.address, 1n], { account: minter }),
      token,
      'ERC7943CannotReceive',
      [bob.address],
    );
  });

  it('error: TokenCapExceeded', async () => {
    const { token, minter, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.mint([bob.address, CAP - ALICE_BALANCE + 1n], { account: minter }),
      token,
      'TokenCapExceeded',
      [CAP + 1n, CAP],
    );
  });

  it('error: TokenCapExceeded when the sum does not fit 256 bits', async () => {
    const { token, minter, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.mint([bob.address, maxUint256], { account: minter }),
      token,
      'TokenCapExceeded',
      [maxUint256, CAP],
    );
  });

  it('default', async () => {
    const { token, minter, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.emitWithArgs(
      token.write.mint([bob.address, 50n], { account: minter }),
      token,
      'Transfer',
      [zeroAddress, bob.address, 50n],
    );
    assert.equal(await token.read.balanceOf([bob.address]), 50n);
    assert.equal(await token.read.totalSupply(), ALICE_BALANCE + 50n);
  });

  it('behavior: mints up to the cap exactly', async () => {
    const { token, minter, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.mint([bob.address, CAP - ALICE_BALANCE], { account: minter });
    assert.equal(await token.read.totalSupply(), CAP);
    assert.equal(await token.read.cap(), CAP);
  });

  it('behavior: mints zero tokens', async () => {
    const { token, minter, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.mint([bob.address, 0n], { account: minter });
    assert.equal(await token.read.balanceOf([bob.address]), 0n);
    assert.equal(await token.read.totalSupply(), ALICE_BALANCE);
  });
});
