import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { zeroHash } from 'viem';
import { ALICE_BALANCE, COUNTRY, deployRwaToken, FAR } from './fixture.ts';

const { viem, networkHelpers } = await network.create();

// setCustody, isCustody
// ├── given the caller is not the default admin
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── when adding
// │   ├── given an account that holds tokens
// │   │   └── it reverts with TokenCustodyHoldsBalance
// │   ├── given an account without code
// │   │   └── it reverts with TokenCustodyNotContract
// │   ├── given an account that delegates by EIP-7702
// │   │   └── it reverts with TokenCustodyNotContract
// │   ├── given a contract with a date or a country set
// │   │   └── it reverts with TokenCustodyNotClean, even when the date has passed
// │   ├── given a contract with a frozen amount
// │   │   └── it reverts with TokenCustodyNotClean
// │   └── given a clean contract
// │       └── it adds it and emits CustodySet
// └── when removing
//     ├── given it holds tokens
//     │   └── it reverts with TokenCustodyHoldsBalance
//     └── given it is empty
//         └── it removes it and emits CustodySet; it may be added again
describe('setCustody', () => {
  it('error: AccessControlUnauthorizedAccount unless the default admin calls', async () => {
    const { token, vault, compliance } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setCustody([vault.address, true], { account: compliance }),
      token,
      'AccessControlUnauthorizedAccount',
      [compliance.address, zeroHash],
    );
  });

  it('error: TokenCustodyHoldsBalance when adding', async () => {
    const { token, admin, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setCustody([alice.address, true], { account: admin }),
      token,
      'TokenCustodyHoldsBalance',
      [alice.address, ALICE_BALANCE],
    );
  });

  it('error: TokenCustodyNotContract without code', async () => {
    const { token, admin, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setCustody([outsider.address, true], { account: admin }),
      token,
      'TokenCustodyNotContract',
      [outsider.address],
    );
  });

  it('error: TokenCustodyNotContract for an account that delegates', async () => {
    const { token, vault, admin, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    await networkHelpers.setCode(outsider.address, `0xef0100${vault.address.slice(2)}`);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setCustody([outsider.address, true], { account: admin }),
      token,
      'TokenCustodyNotContract',
      [outsider.address],
    );
  });

  for (const [what, sendUntil, receiveUntil, country] of [
    ['a date in the past', 1n, 0n, 0],
    ['a date in the future', 0n, FAR, 0],
    ['a country', 0n, 0n, 1],
  ] as const) {
    it(`error: TokenCustodyNotClean with ${what}`, async () => {
      const { token, admin, compliance } = await networkHelpers.loadFixture(deployRwaToken);
      const { address } = await viem.deployContract('RwaVault');
      await token.write.setEligibility([address, sendUntil, receiveUntil, country], {
        account: compliance,
      });
      await viem.assertions.revertWithCustomErrorWithArgs(
        token.write.setCustody([address, true], { account: admin }),
        token,
        'TokenCustodyNotClean',
        [address],
      );
    });
  }

  it('error: TokenCustodyNotClean with a frozen amount', async () => {
    const { token, admin, enforcer } = await networkHelpers.loadFixture(deployRwaToken);
    const { address } = await viem.deployContract('RwaVault');
    await token.write.setFrozenTokens([address, 1n], { account: enforcer });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setCustody([address, true], { account: admin }),
      token,
      'TokenCustodyNotClean',
      [address],
    );
  });

  it('default', async () => {
    const { token, admin } = await networkHelpers.loadFixture(deployRwaToken);
    const { address } = await viem.deployContract('RwaVault');
    assert.equal(await token.read.isCustody([address]), false);
    await viem.assertions.emitWithArgs(
      token.write.setCustody([address, true], { account: admin }),
      token,
      'CustodySet',
      [address, true],
    );
    assert.equal(await token.read.isCustody([address]), true);
  });

  it('error: TokenCustodyHoldsBalance when removing', async () => {
    const { token, vault, admin, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.approve([vault.address, 10n], { account: alice });
    await vault.write.pull([token.address, alice.address, 10n]);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setCustody([vault.address, false], { account: admin }),
      token,
      'TokenCustodyHoldsBalance',
      [vault.address, 10n],
    );
  });

  it('behavior: removes an empty one and adds it again', async () => {
    const { token, vault, admin } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.emitWithArgs(
      token.write.setCustody([vault.address, false], { account: admin }),
      token,
      'CustodySet',
      [vault.address, false],
    );
    assert.equal(await token.read.isCustody([vault.address]), false);
    assert.equal(await token.read.canReceive([vault.address]), false);
    await token.write.setCustody([vault.address, true], { account: admin });
    assert.equal(await token.read.isCustody([vault.address]), true);
  });
});

// transfers into and out of custody
// ├── when a holder sends into custody
// │   └── it reverts with TokenCustodyMustPull
// ├── when a third party moves tokens into custody by allowance
// │   └── it reverts with TokenCustodyMustPull
// ├── when the custody contract pulls
// │   ├── given the sender can send
// │   │   └── it moves the tokens
// │   └── given the sender can not send
// │       └── it reverts with ERC7943CannotSend
// ├── when another custody contract pulls from it
// │   └── it moves the tokens
// ├── when the custody contract pays out
// │   ├── given the recipient can receive
// │   │   └── it moves the tokens
// │   └── given the recipient can not receive
// │       └── it reverts with ERC7943CannotReceive
// └── when the custody contract pays itself
//     └── it changes nothing
describe('transfers into and out of custody', () => {
  /** The fixture with 100 tokens of Alice in the vault. */
  async function deployWithDeposit(connection: Parameters<typeof deployRwaToken>[0]) {
    const deployed = await deployRwaToken(connection);
    const { token, vault, alice } = deployed;
    await token.write.approve([vault.address, 100n], { account: alice });
    await vault.write.pull([token.address, alice.address, 100n]);
    return deployed;
  }

  it('error: TokenCustodyMustPull when a holder sends', async () => {
    const { token, vault, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transfer([vault.address, 1n], { account: alice }),
      token,
      'TokenCustodyMustPull',
      [vault.address, alice.address],
    );
  });

  it('error: TokenCustodyMustPull when a third party moves tokens', async () => {
    const { token, vault, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.approve([bob.address, 1n], { account: alice });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.transferFrom([alice.address, vault.address, 1n], { account: bob }),
      token,
      'TokenCustodyMustPull',
      [vault.address, bob.address],
    );
  });

  it('default', async () => {
    const { token, vault, alice } = await networkHelpers.loadFixture(deployWithDeposit);
    assert.equal(await token.read.balanceOf([vault.address]), 100n);
    assert.equal(await token.read.balanceOf([alice.address]), ALICE_BALANCE - 100n);
  });

  it('error: ERC7943CannotSend when it pulls from one who can not send', async () => {
    const { token, vault, compliance, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.approve([vault.address, 100n], { account: alice });
    await token.write.setEligibility([alice.address, 0n, FAR, 0], { account: compliance });
    await viem.assertions.revertWithCustomErrorWithArgs(
      vault.write.pull([token.address, alice.address, 100n]),
      token,
      'ERC7943CannotSend',
      [alice.address],
    );
  });

  it('behavior: another custody contract may pull from it', async () => {
    const { token, vault, admin } = await networkHelpers.loadFixture(deployWithDeposit);
    const other = await viem.deployContract('RwaVault');
    await token.write.setCustody([other.address, true], { account: admin });
    await vault.write.approve([token.address, other.address, 40n]);
    await other.write.pull([token.address, vault.address, 40n]);
    assert.equal(await token.read.balanceOf([other.address]), 40n);
    assert.equal(await token.read.balanceOf([vault.address]), 60n);
  });

  it('behavior: pays one who can receive, whether or not they can send', async () => {
    const { token, vault, compliance, outsider } =
      await networkHelpers.loadFixture(deployWithDeposit);
    await token.write.setEligibility([outsider.address, 0n, FAR, COUNTRY], {
      account: compliance,
    });
    await vault.write.pay([token.address, outsider.address, 100n]);
    assert.equal(await token.read.balanceOf([outsider.address]), 100n);
  });

  it('error: ERC7943CannotReceive when it pays one who can not receive', async () => {
    const { token, vault, outsider } = await networkHelpers.loadFixture(deployWithDeposit);
    await viem.assertions.revertWithCustomErrorWithArgs(
      vault.write.pay([token.address, outsider.address, 1n]),
      token,
      'ERC7943CannotReceive',
      [outsider.address],
    );
  });

  it('behavior: paying itself changes nothing', async () => {
    const { token, vault } = await networkHelpers.loadFixture(deployWithDeposit);
    await vault.write.pay([token.address, vault.address, 100n]);
    assert.equal(await token.read.balanceOf([vault.address]), 100n);
    assert.equal(await token.read.isCustody([vault.address]), true);
  });
});
