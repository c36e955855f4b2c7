import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { zeroAddress, zeroHash } from 'viem';
import { ADMIN_DELAY, openMarket } from './fixture.ts';

const { load, assertBooks, assertions, viem, time } = await openMarket();

// constructor
// ├── it makes the admin the default admin, with the delay
// └── given the zero address as admin
//     └── it reverts with AccessControlInvalidDefaultAdmin
describe('constructor', () => {
  it('default', async () => {
    const { escrow, admin } = await load();
    assert.equal((await escrow.read.defaultAdmin()).toLowerCase(), admin.address);
    assert.equal(await escrow.read.defaultAdminDelay(), ADMIN_DELAY);
    assert.equal(await escrow.read.paused(), false);
    assert.equal(await escrow.read.policyCount(), 2);
  });

  it('error: AccessControlInvalidDefaultAdmin', async () => {
    const { escrow } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      viem.deployContract('TradeEscrow', [zeroAddress, 0]).then(() => zeroHash),
      escrow,
      'AccessControlInvalidDefaultAdmin',
      [zeroAddress],
    );
  });
});

// pause, unpause
// ├── given the caller lacks the pauser role
// │   └── they revert with AccessControlUnauthorizedAccount
// ├── given the contract is (not) paused already
// │   └── they revert with EnforcedPause (ExpectedPause)
// └── when paused
//     ├── no trade can be created, until it is unpaused
//     └── every trade that was created goes its way to the end
describe('pause', () => {
  afterEach(assertBooks);

  it('error: AccessControlUnauthorizedAccount, for the admin too', async () => {
    const { escrow, admin } = await load();
    const role = await escrow.read.PAUSER_ROLE();
    for (const call of [escrow.write.pause(), escrow.write.unpause()]) {
      await assertions.revertWithCustomErrorWithArgs(
        call,
        escrow,
        'AccessControlUnauthorizedAccount',
        [admin.address, role],
      );
    }
  });

  it('error: EnforcedPause and ExpectedPause', async () => {
    const { escrow, operations } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.unpause({ account: operations }),
      escrow,
      'ExpectedPause',
      [],
    );
    await escrow.write.pause({ account: operations });
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.pause({ account: operations }),
      escrow,
      'EnforcedPause',
      [],
    );
  });

  it('default: stops new trades until it is lifted', async () => {
    const { escrow, operations, seller, offer, termsOf } = await load();
    await assertions.emitWithArgs(escrow.write.pause({ account: operations }), escrow, 'Paused', [
      operations.address,
    ]);
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.createTrade([termsOf()], { account: seller }),
      escrow,
      'EnforcedPause',
      [],
    );
    await escrow.write.unpause({ account: operations });
    assert.equal(await offer(), 1n);
  });

  it('behavior: every step of a trade that was created still works', async () => {
    const market = await load();
    const { escrow, usd, operations, seller, buyer, moderator, deadlineOf } = market;
    const { offer, accepted, marked, disputed } = market;
    const open = await offer();
    const onChain = await offer({ paymentToken: usd.address });
    const cancelled = await accepted();
    const idle = await accepted();
    const released = await marked();
    const contested = await marked();
    const decided = await disputed();
    await escrow.write.pause({ account: operations });

    await escrow.write.acceptTrade([open], { account: buyer });
    await escrow.write.markPaid([open, zeroHash], { account: buyer });
    await escrow.write.acceptTrade([onChain], { account: buyer });
    await escrow.write.cancelTrade([cancelled], { account: buyer });
    await escrow.write.releaseTrade([released], { account: seller });
    await escrow.write.disputeTrade([contested, zeroHash], { account: seller });
    await escrow.write.submitEvidence([contested, zeroHash, ''], { account: seller });
    await escrow.write.resolveTrade([decided, 5_000], { account: moderator });
    await time.increaseTo((await deadlineOf(contested)) + 1n);
    await escrow.write.expireTrade([idle]);
    await escrow.write.resolveByDefault([contested]);
  });
});
