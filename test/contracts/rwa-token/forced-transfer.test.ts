import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { zeroAddress } from 'viem';
import { eventsOf } from './events-of.ts';
import { ALICE_BALANCE, deployRwaToken, FAR, role } from './fixture.ts';

const { viem, networkHelpers } = await network.create();
const publicClient = await viem.getPublicClient();

// forcedTransfer
// ├── given the caller lacks the enforcer role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given the sender is the zero address
// │   └── it reverts with ERC20InvalidSender
// ├── given the recipient is the zero address
// │   └── it reverts with ERC20InvalidReceiver
// ├── given sender and recipient are one account
// │   └── it reverts with TokenForcedTransferToSelf, so that it never merely unfreezes
// ├── given the token is paused
// │   └── it reverts with EnforcedPause
// ├── given the sender is a custody contract
// │   └── it reverts with TokenCustodyProtected
// ├── given the recipient is a custody contract
// │   └── it reverts with TokenCustodyProtected
// ├── given the recipient can not receive
// │   └── it reverts with ERC7943CannotReceive
// ├── given the amount exceeds the balance
// │   └── it reverts with ERC20InsufficientBalance
// ├── given the unfrozen tokens suffice
// │   ├── it emits Transfer, then ForcedTransfer, and leaves the frozen amount as it is
// │   ├── it ignores that the sender can not send
// │   └── it moves zero tokens
// └── given frozen tokens are taken
//     ├── it emits Frozen with what remains frozen, then Transfer, then ForcedTransfer
//     ├── it takes the whole balance and unfreezes all of it
//     └── it keeps frozen what is frozen beyond the balance
describe('forcedTransfer', () => {
  it('error: AccessControlUnauthorizedAccount without the enforcer role', async () => {
    const { token, admin, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.forcedTransfer([alice.address, bob.address, 1n], { account: admin }),
      token,
      'AccessControlUnauthorizedAccount',
      [admin.address, role('ENFORCER')],
    );
  });

  it('error: ERC20InvalidSender', async () => {
    const { token, enforcer, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.forcedTransfer([zeroAddress, bob.address, 0n], { account: enforcer }),
      token,
      'ERC20InvalidSender',
      [zeroAddress],
    );
  });

  it('error: ERC20InvalidReceiver', async () => {
    const { token, enforcer, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.forcedTransfer([alice.address, zeroAddress, 1n], { account: enforcer }),
      token,
      'ERC20InvalidReceiver',
      [zeroAddress],
    );
  });

  it('error: TokenForcedTransferToSelf', async () => {
    const { token, enforcer, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, ALICE_BALANCE], { account: enforcer });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.forcedTransfer([alice.address, alice.address, 1n], { account: enforcer }),
      token,
      'TokenForcedTransferToSelf',
      [alice.address],
    );
  });

  it('error: EnforcedPause', async () => {
    const { token, enforcer, pauser, alice, bob } =
      await networkHelpers.loadFixture(deployRwaToken);
    await token.write.pause({ account: pauser });
    await viem.assertions.revertWithCustomError(
      token.write.forcedTransfer([alice.address, bob.address, 1n], { account: enforcer }),
      token,
      'EnforcedPause',
    );
  });

  it('error: TokenCustodyProtected from a custody contract', async () => {
    const { token, vault, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.approve([vault.address, 10n], { account: alice });
    await vault.write.pull([token.address, alice.address, 10n]);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.forcedTransfer([vault.address, bob.address, 1n], { account: enforcer }),
      token,
      'TokenCustodyProtected',
      [vault.address],
    );
  });

  it('error: TokenCustodyProtected into a custody contract', async () => {
    const { token, vault, enforcer, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.forcedTransfer([alice.address, vault.address, 1n], { account: enforcer }),
      token,
      'TokenCustodyProtected',
      [vault.address],
    );
  });

  it('error: ERC7943CannotReceive', async () => {
    const { token, enforcer, alice, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.forcedTransfer([alice.address, outsider.address, 1n], { account: enforcer }),
      token,
      'ERC7943CannotReceive',
      [outsider.address],
    );
  });

  it('error: ERC20InsufficientBalance', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, 5n], { account: enforcer });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.forcedTransfer([alice.address, bob.address, ALICE_BALANCE + 1n], {
        account: enforcer,
      }),
      token,
      'ERC20InsufficientBalance',
      [alice.address, ALICE_BALANCE, ALICE_BALANCE + 1n],
    );
  });

  it('default', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    const [from, to, amount] = [alice.address, bob.address, 600n] as const;
    await token.write.setFrozenTokens([from, 400n], { account: enforcer });
    const { result } = await token.simulate.forcedTransfer([from, to, amount], {
      account: enforcer.address,
    });
    assert.equal(result, true);
    const hash = await token.write.forcedTransfer([from, to, amount], { account: enforcer });
    assert.deepEqual(await namesOf(token, hash), ['Transfer', 'ForcedTransfer']);
    await viem.assertions.emitWithArgs(hash, token, 'ForcedTransfer', [from, to, amount]);
    assert.equal(await token.read.balanceOf([from]), 400n);
    assert.equal(await token.read.balanceOf([to]), amount);
    assert.equal(await token.read.getFrozenTokens([from]), 400n);
  });

  it('behavior: ignores that the sender can not send', async () => {
    const { token, compliance, enforcer, alice, bob } =
      await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setEligibility([alice.address, 0n, 0n, 0], { account: compliance });
    await token.write.setEligibility([bob.address, 0n, FAR, 0], { account: compliance });
    await token.write.forcedTransfer([alice.address, bob.address, 1n], { account: enforcer });
    assert.equal(await token.read.balanceOf([bob.address]), 1n);
  });

  it('behavior: moves zero tokens and unfreezes none', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.setFrozenTokens([alice.address, 2_000n], { account: enforcer });
    const hash = await token.write.forcedTransfer([alice.address, bob.address, 0n], {
      account: enforcer,
    });
    assert.deepEqual(await namesOf(token, hash), ['Transfer', 'ForcedTransfer']);
    assert.equal(await token.read.getFrozenTokens([alice.address]), 2_000n);
  });

  it('behavior: emits Frozen, Transfer, ForcedTransfer when frozen tokens are taken', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    const [from, to, amount] = [alice.address, bob.address, 700n] as const;
    await token.write.setFrozenTokens([from, 400n], { account: enforcer });
    const hash = await token.write.forcedTransfer([from, to, amount], { account: enforcer });
    assert.deepEqual(await namesOf(token, hash), ['Frozen', 'Transfer', 'ForcedTransfer']);
    await viem.assertions.emitWithArgs(hash, token, 'Frozen', [from, 300n]);
    await viem.assertions.emitWithArgs(hash, token, 'Transfer', [from, to, amount]);
    await viem.assertions.emitWithArgs(hash, token, 'ForcedTransfer', [from, to, amount]);
    assert.equal(await token.read.getFrozenTokens([from]), 300n);
    assert.equal(await token.read.balanceOf([from]), 300n);
  });

  it('behavior: takes the whole balance and unfreezes all of it', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    const [from, to] = [alice.address, bob.address] as const;
    await token.write.setFrozenTokens([from, ALICE_BALANCE], { account: enforcer });
    await token.write.forcedTransfer([from, to, ALICE_BALANCE], { account: enforcer });
    assert.equal(await token.read.getFrozenTokens([from]), 0n);
    assert.equal(await token.read.balanceOf([from]), 0n);

    await token.write.transfer([from, 10n], { account: bob });
    await token.write.transfer([to, 10n], { account: alice });
    assert.equal(await token.read.balanceOf([to]), ALICE_BALANCE);
  });

  it('behavior: keeps frozen what is frozen beyond the balance', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    const [from, to] = [alice.address, bob.address] as const;
    await token.write.setFrozenTokens([from, ALICE_BALANCE + 500n], { account: enforcer });
    await token.write.forcedTransfer([from, to, 300n], { account: enforcer });
    assert.equal(await token.read.balanceOf([from]), ALICE_BALANCE - 300n);
    assert.equal(await token.read.getFrozenTokens([from]), ALICE_BALANCE + 200n);
  });
});

async function namesOf(
  token: Parameters<typeof eventsOf>[1],
  hash: `0x${string}`,
): Promise<string[]> {
  return (await eventsOf(publicClient, token, hash)).map((event) => event.name);
}
