import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { BALANCE, FEE_BPS, openMarket, policy } from './fixture.ts';
import { AMOUNT, WITH_FEE } from './trades.ts';

const { load, assertBooks, assertions, time } = await openMarket();

/** 50 basis points of the amount, rounded down. */
const FEE = 5n;

// releaseTrade
// ├── given the caller is not the seller
// │   └── it reverts with EscrowNotSeller
// ├── given the trade is still an offer, or has ended
// │   └── it reverts with EscrowStateInvalid
// ├── given it is accepted, marked, or in dispute
// │   └── it delivers the whole to the buyer and emits TradeCompleted
// ├── given a deadline has passed
// │   └── it delivers all the same: only the buyer gains
// └── given a fee
//     ├── it takes it from the asset, rounded down
//     ├── it takes no fee of less than a base unit
//     └── it is the fee of the trade's policy, whatever policies follow
describe('releaseTrade', () => {
  afterEach(assertBooks);

  it('error: EscrowNotSeller for the buyer and for the moderator', async () => {
    const { escrow, seller, buyer, moderator, marked } = await load();
    const tradeId = await marked();
    for (const account of [buyer, moderator]) {
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.releaseTrade([tradeId], { account }),
        escrow,
        'EscrowNotSeller',
        [tradeId, account.address, seller.address],
      );
    }
  });

  it('error: EscrowStateInvalid for an offer and for an ended trade', async () => {
    const { escrow, usd, seller, buyer, offer, accepted } = await load();
    const open = await offer({ buyer: buyer.address });
    const settled = await accepted({ paymentToken: usd.address });
    const released = await accepted();
    await escrow.write.releaseTrade([released], { account: seller });
    for (const [tradeId, state] of [
      [open, 1],
      [settled, 4],
      [released, 4],
    ] as const) {
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.releaseTrade([tradeId], { account: seller }),
        escrow,
        'EscrowStateInvalid',
        [tradeId, state],
      );
    }
  });

  for (const reach of ['accepted', 'marked', 'disputed'] as const) {
    it(`default: ${reach}`, async () => {
      const market = await load();
      const { escrow, rwa, seller, buyer, stateOf } = market;
      const tradeId = await market[reach]();
      await assertions.emitWithArgs(
        escrow.write.releaseTrade([tradeId], { account: seller }),
        escrow,
        'TradeCompleted',
        [tradeId, seller.address, buyer.address, AMOUNT, 0n],
      );
      assert.equal(await stateOf(tradeId), 'Completed');
      assert.equal(await rwa.read.balanceOf([buyer.address]), BALANCE + AMOUNT);
      assert.equal(await rwa.read.balanceOf([escrow.address]), 0n);
    });
  }

  it('behavior: delivers after the window has passed', async () => {
    const { escrow, seller, accepted, deadlineOf, stateOf } = await load();
    const tradeId = await accepted();
    await time.setNextBlockTimestamp((await deadlineOf(tradeId)) + 1n);
    await escrow.write.releaseTrade([tradeId], { account: seller });
    assert.equal(await stateOf(tradeId), 'Completed');
  });

  it('behavior: takes the fee from the asset, rounded down', async () => {
    const { escrow, rwa, seller, buyer, feeRecipient, marked } = await load();
    const tradeId = await marked({ policyId: WITH_FEE });
    await assertions.emitWithArgs(
      escrow.write.releaseTrade([tradeId], { account: seller }),
      escrow,
      'TradeCompleted',
      [tradeId, seller.address, buyer.address, AMOUNT, FEE],
    );
    assert.equal(await rwa.read.balanceOf([feeRecipient.address]), FEE);
    assert.equal(await rwa.read.balanceOf([buyer.address]), BALANCE + AMOUNT - FEE);
  });

  it('behavior: takes no fee of less than a base unit', async () => {
    const { escrow, rwa, seller, buyer, marked } = await load();
    const tradeId = await marked({ policyId: WITH_FEE, amount: 199n });
    await escrow.write.releaseTrade([tradeId], { account: seller });
    assert.equal(await rwa.read.balanceOf([buyer.address]), BALANCE + 199n);
  });

  it('behavior: the fee is unchanged by a later policy', async () => {
    const { escrow, rwa, seller, moderator, feeRecipient, marked } = await load();
    const tradeId = await marked({ policyId: WITH_FEE });
    const dearer = policy(moderator.address, 500, moderator.address);
    await escrow.write.addPolicy([dearer]);
    assert.equal((await escrow.read.tradeOf([tradeId])).feeBps, FEE_BPS);
    await escrow.write.releaseTrade([tradeId], { account: seller });
    assert.equal(await rwa.read.balanceOf([feeRecipient.address]), FEE);
  });
});
