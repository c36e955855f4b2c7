import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { zeroAddress } from 'viem';
import { ALICE_BALANCE, deployRwaToken, FAR } from './fixture.ts';

const { viem, networkHelpers } = await network.create();

// transfer
// ├── given the sender is the zero address
// │   └── it reverts with ERC20InvalidSender
// ├── given the recipient is the zero address
// │   └── it reverts with ERC20InvalidReceiver
// ├── given the token is paused
// │   └── it reverts with EnforcedPause
// ├── given the sender can not send
// │   └── it reverts with ERC7943CannotSend
// ├── given the recipient can not receive
// │   └── it reverts with ERC7943CannotReceive
// ├── given the amount exceeds the balance
// │   ├── it reverts with ERC20InsufficientBalance
// │   └── it does so too when tokens are frozen
// ├── given the balance suffices but part of it is frozen
// │   ├── it reverts with ERC7943InsufficientUnfrozenBalance
// │   └── it names zero unfrozen tokens when more is frozen than held
// ├── given several rules are broken
// │   └── it names the first in the documented order
// └── given both parties are eligible and the unfrozen balance suffices
//     ├── it moves the amount and emits Transfer
//     ├── it moves exactly what is not frozen
//     ├── it moves zero tokens
//     ├── it changes nothing when sender and recipient are one account
//     ├── it succeeds in the last second of both dates, and fails one second later
//     └── it needs no right of the sender to receive, nor of the recipient to send
describe('transfer', () => {
  it('error: ERC20InvalidSender from the zero address', async () => {
    const { token, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.simulate.transfer([bob.address, 0n], { account: zeroAddress }).then(() => '0x'),
      token,
      'ERC20InvalidSender',
      [zeroAddress],
    );
  });

  it('error: ERC20InvalidReceiver to the zero address', async () => {
    const { token, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transfer([zeroAddress, 1n], { account: alice }),
      token,
      'ERC20InvalidReceiver',
      [zeroAddress],
    );
  });

  it('error: EnforcedPause', async () => {
    const { token, pauser, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.pause({ account: pauser });
    await viem.assertions.revertWithCustomError(
      token.write.transfer([bob.address, 1n], { account: alice }),
      token,
      'EnforcedPause',
    );
  });

  it('error: ERC7943CannotSend', async () => {
    const { token, bob, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transfer([bob.address, 0n], { account: outsider }),
      token,
      'ERC7943CannotSend',
      [outsider.address],
    );
  });

  it('error: ERC7943CannotReceive', async () => {
    const { token, alice, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transfer([outsider.address, 1n], { account: alice }),
      token,
      'ERC7943CannotReceive',
      [outsider.address],
    );
  });

  it('error: ERC20InsufficientBalance', async () => {
    const { token, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transfer([bob.address, ALICE_BALANCE + 1n], { account: alice }),
      token,
      'ERC20InsufficientBalance',
      [alice.address, ALICE_BALANCE, ALICE_BALANCE + 1n],
    );
  });

  it('error: ERC20InsufficientBalance, although tokens are frozen', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, 1n], { account: enforcer });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transfer([bob.address, 2n ** 256n - 1n], { account: alice }),
      token,
      'ERC20InsufficientBalance',
      [alice.address, ALICE_BALANCE, 2n ** 256n - 1n],
    );
  });

  it('error: ERC7943InsufficientUnfrozenBalance', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, 400n], { account: enforcer });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transfer([bob.address, 601n], { account: alice }),
      token,
      'ERC7943InsufficientUnfrozenBalance',
      [alice.address, 601n, 600n],
    );
  });

  it('error: ERC7943InsufficientUnfrozenBalance with more frozen than held', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, 2n ** 256n - 1n], { account: enforcer });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transfer([bob.address, 1n], { account: alice }),
      token,
      'ERC7943InsufficientUnfrozenBalance',
      [alice.address, 1n, 0n],
    );
  });

  it('behavior: names the first rule broken', async () => {
    const { token, vault, enforcer, compliance, pauser, alice, outsider } =
      await networkHelpers.loadFixture(deployRwaToken);
    const send = (to: `0x${string}`, amount: bigint) =>
      token.write.transfer([to, amount], { account: alice });
    await token.write.setFrozenTokens([alice.address, ALICE_BALANCE], { account: enforcer });
    await token.write.setEligibility([alice.address, 0n, FAR, 0], { account: compliance });
    await token.write.pause({ account: pauser });
    const { revertWithCustomError } = viem.assertions;

    await revertWithCustomError(send(vault.address, 1n), token, 'EnforcedPause');
    await token.write.unpause({ account: pauser });
    await revertWithCustomError(send(vault.address, 1n), token, 'TokenCustodyMustPull');
    await revertWithCustomError(send(outsider.address, 5_000n), token, 'ERC7943CannotSend');
    await token.write.setEligibility([alice.address, FAR, FAR, 0], { account: compliance });
    await revertWithCustomError(send(outsider.address, 5_000n), token, 'ERC7943CannotReceive');
    await token.write.setEligibility([outsider.address, 0n, FAR, 0], { account: compliance });
    await revertWithCustomError(send(outsider.address, 5_000n), token, 'ERC20InsufficientBalance');
    await revertWithCustomError(
      send(outsider.address, ALICE_BALANCE),
      token,
      'ERC7943InsufficientUnfrozenBalance',
    );
  });

  it('default', async () => {
    const { token, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.emitWithArgs(
      token.write.transfer([bob.address, 300n], { account: alice }),
      token,
      'Transfer',
      [alice.address, bob.address, 300n],
    );
    assert.equal(await token.read.balanceOf([alice.address]), 700n);
    assert.equal(await token.read.balanceOf([bob.address]), 300n);
    assert.equal(await token.read.totalSupply(), ALICE_BALANCE);
  });

  it('behavior: moves exactly what is not frozen', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, 400n], { account: enforcer });
    await token.write.transfer([bob.address, 600n], { account: alice });
    assert.equal(await token.read.balanceOf([bob.address]), 600n);
    assert.equal(await token.read.getFrozenTokens([alice.address]), 400n);
  });

  it('behavior: moves zero tokens', async () => {
    const { token, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.emitWithArgs(
      token.write.transfer([alice.address, 0n], { account: bob }),
      token,
      'Transfer',
      [bob.address, alice.address, 0n],
    );
    assert.equal(await token.read.balanceOf([alice.address]), ALICE_BALANCE);
  });

  it('behavior: a transfer to oneself changes nothing', async () => {
    const { token, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.emitWithArgs(
      token.write.transfer([alice.address, ALICE_BALANCE], { account: alice }),
      token,
      'Transfer',
      [alice.address, alice.address, ALICE_BALANCE],
    );
    assert.equal(await token.read.balanceOf([alice.address]), ALICE_BALANCE);
    assert.equal(await token.read.totalSupply(), ALICE_BALANCE);
  });

  it('behavior: succeeds in the last second of both dates, and fails one second later', async () => {
    const { token, compliance, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    const until = BigInt(await networkHelpers.time.latest()) + 100n;
    await token.write.setEligibility([alice.address, until, 0n, 0], { account: compliance });
    await token.write.setEligibility([bob.address, 0n, until, 0], { account: compliance });
    const send = () => token.write.transfer([bob.address, 1n], { account: alice });

    await networkHelpers.time.setNextBlockTimestamp(until);
    await send();
    assert.equal(await token.read.balanceOf([bob.address]), 1n);
    await networkHelpers.time.setNextBlockTimestamp(until + 1n);
    await viem.assertions.revertWithCustomError(send(), token, 'ERC7943CannotSend');
    await token.write.setEligibility([alice.address, FAR, 0n, 0], { account: compliance });
    await viem.assertions.revertWithCustomError(send(), token, 'ERC7943CannotReceive');
  });

  it('behavior: asks for the sending date of one and the receiving date of the other only', async () => {
    const { token, compliance, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setEligibility([alice.address, FAR, 0n, 0], { account: compliance });
    await token.write.setEligibility([bob.address, 0n, FAR, 0], { account: compliance });
    await token.write.transfer([bob.address, 1n], { account: alice });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transfer([alice.address, 1n], { account: bob }),
      token,
      'ERC7943CannotSend',
      [bob.address],
    );
  });
});
