import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { openMarket, PAYMENT_WINDOW, policy } from './fixture.ts';
import { AMOUNT } from './trades.ts';

const { load, assertBooks, assertions, time } = await openMarket();

// acceptTrade, given an off-chain payment; see settle.test.ts for an on-chain one
// ├── given the offer was accepted or has ended
// │   └── it reverts with EscrowStateInvalid
// ├── when the offer's last second has passed
// │   └── it reverts with EscrowDeadlinePassed
// ├── when it is the offer's last second
// │   └── it accepts
// ├── given the caller is the seller
// │   └── it reverts with EscrowBuyerIsSeller
// ├── given the offer names another buyer
// │   └── it reverts with EscrowNotBuyer
// ├── given the caller is the moderator
// │   └── it reverts with EscrowModeratorIsParty
// └── given a good buyer
//     ├── it makes him the buyer of an open offer and starts the payment window
//     ├── it does the same for the named buyer
//     ├── it moves no tokens
//     └── it cuts a window that 32 bits can not hold
describe('acceptTrade', () => {
  afterEach(assertBooks);

  it('error: EscrowStateInvalid once accepted or ended', async () => {
    const { escrow, seller, rival, accepted, offer } = await load();
    const taken = await accepted();
    const cancelled = await offer();
    await escrow.write.cancelTrade([cancelled], { account: seller });
    for (const [tradeId, state] of [
      [taken, 2],
      [cancelled, 5],
    ] as const) {
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.acceptTrade([tradeId], { account: rival }),
        escrow,
        'EscrowStateInvalid',
        [tradeId, state],
      );
    }
  });

  it('error: EscrowDeadlinePassed', async () => {
    const { escrow, buyer, offer } = await load();
    const expiresAt = BigInt(await time.latest()) + 100n;
    const tradeId = await offer({ expiresAt });
    await time.setNextBlockTimestamp(expiresAt + 1n);
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.acceptTrade([tradeId], { account: buyer }),
      escrow,
      'EscrowDeadlinePassed',
      [tradeId, expiresAt, expiresAt + 1n],
    );
  });

  it("behavior: accepts in the offer's last second", async () => {
    const { escrow, buyer, offer, stateOf } = await load();
    const expiresAt = BigInt(await time.latest()) + 100n;
    const tradeId = await offer({ expiresAt });
    await time.setNextBlockTimestamp(expiresAt);
    await escrow.write.acceptTrade([tradeId], { account: buyer });
    assert.equal(await stateOf(tradeId), 'Accepted');
  });

  it('error: EscrowBuyerIsSeller', async () => {
    const { escrow, seller, offer } = await load();
    const tradeId = await offer();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.acceptTrade([tradeId], { account: seller }),
      escrow,
      'EscrowBuyerIsSeller',
      [seller.address],
    );
  });

  it('error: EscrowNotBuyer', async () => {
    const { escrow, buyer, rival, offer } = await load();
    const tradeId = await offer({ buyer: buyer.address });
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.acceptTrade([tradeId], { account: rival }),
      escrow,
      'EscrowNotBuyer',
      [tradeId, rival.address, buyer.address],
    );
  });

  it('error: EscrowModeratorIsParty', async () => {
    const { escrow, moderator, offer } = await load();
    const tradeId = await offer();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.acceptTrade([tradeId], { account: moderator }),
      escrow,
      'EscrowModeratorIsParty',
      [moderator.address],
    );
  });

  for (const named of [false, true]) {
    it(`default: ${named ? 'the named buyer' : 'an open offer'}`, async () => {
      const { escrow, rwa, buyer, offer, stateOf, deadlineOf } = await load();
      const tradeId = await offer(named ? { buyer: buyer.address } : {});
      const now = BigInt(await time.latest()) + 100n;
      await time.setNextBlockTimestamp(now);
      await assertions.emitWithArgs(
        escrow.write.acceptTrade([tradeId], { account: buyer }),
        escrow,
        'TradeAccepted',
        [tradeId, buyer.address],
      );
      assert.equal(await stateOf(tradeId), 'Accepted');
      assert.equal(await deadlineOf(tradeId), now + BigInt(PAYMENT_WINDOW));
      assert.equal((await escrow.read.tradeOf([tradeId])).buyer.toLowerCase(), buyer.address);
      assert.equal(await rwa.read.balanceOf([escrow.address]), AMOUNT);
    });
  }

  it('behavior: cuts a window that 32 bits can not hold', async () => {
    const { escrow, moderator, feeRecipient, buyer, offer, deadlineOf } = await load();
    const paymentWindow = await escrow.read.MAX_WINDOW();
    const terms = { ...policy(moderator.address, 0, feeRecipient.address), paymentWindow };
    await escrow.write.addPolicy([terms]);
    const last = 2n ** 32n - 1n;
    const tradeId = await offer({ expiresAt: last, policyId: 3 });
    await time.setNextBlockTimestamp(last - 10n);
    await escrow.write.acceptTrade([tradeId], { account: buyer });
    assert.equal(await deadlineOf(tradeId), last);
  });
});
