import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { ALICE_BALANCE, CAP, deployRwaToken, role } from './fixture.ts';

const { viem, networkHelpers } = await network.create();

// pause
// ├── given the caller lacks the pauser role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given the token is paused
// │   └── it reverts with EnforcedPause
// └── given the token is not paused
//     ├── it pauses, emits Paused and leaves supply and cap in the same word as they are
//     └── it stops a custody contract from paying out
describe('pause', () => {
  it('error: AccessControlUnauthorizedAccount without the pauser role', async () => {
    const { token, admin } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.pause({ account: admin }),
      token,
      'AccessControlUnauthorizedAccount',
      [admin.address, role('PAUSER')],
    );
  });

  it('error: EnforcedPause', async () => {
    const { token, pauser } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.pause({ account: pauser });
    await viem.assertions.revertWithCustomError(
      token.write.pause({ account: pauser }),
      token,
      'EnforcedPause',
    );
  });

  it('default', async () => {
    const { token, pauser } = await networkHelpers.loadFixture(deployRwaToken);
    assert.equal(await token.read.paused(), false);
    await viem.assertions.emitWithArgs(token.write.pause({ account: pauser }), token, 'Paused', [
      pauser.address,
    ]);
    assert.equal(await token.read.paused(), true);
    assert.equal(await token.read.totalSupply(), ALICE_BALANCE);
    assert.equal(await token.read.cap(), CAP);
  });

  it('behavior: stops a custody contract from paying out', async () => {
    const { token, vault, pauser, alice } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.approve([vault.address, 10n], { account: alice });
    await vault.write.pull([token.address, alice.address, 10n]);
    await token.write.pause({ account: pauser });
    await viem.assertions.revertWithCustomError(
      vault.write.pay([token.address, alice.address, 10n]),
      token,
      'EnforcedPause',
    );
  });
});

// unpause
// ├── given the caller lacks the pauser role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given the token is not paused
// │   └── it reverts with ExpectedPause
// └── given the token is paused
//     └── it lets tokens move again and emits Unpaused
describe('unpause', () => {
  it('error: AccessControlUnauthorizedAccount without the pauser role', async () => {
    const { token, pauser, enforcer } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.pause({ account: pauser });
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.unpause({ account: enforcer }),
      token,
      'AccessControlUnauthorizedAccount',
      [enforcer.address, role('PAUSER')],
    );
  });

  it('error: ExpectedPause', async () => {
    const { token, pauser } = await networkHelpers.loadFixture(deployRwaToken);
    await viem.assertions.revertWithCustomError(
      token.write.unpause({ account: pauser }),
      token,
      'ExpectedPause',
    );
  });

  it('default', async () => {
    const { token, pauser, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await token.write.pause({ account: pauser });
    await viem.assertions.emitWithArgs(
      token.write.unpause({ account: pauser }),
      token,
      'Unpaused',
      [pauser.address],
    );
    assert.equal(await token.read.paused(), false);
    await token.write.transfer([bob.address, 1n], { account: alice });
    assert.equal(await token.read.balanceOf([bob.address]), 1n);
  });
});
