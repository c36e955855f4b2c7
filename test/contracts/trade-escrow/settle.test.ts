import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { eventsOf } from '../rwa-token/events-of.ts';
import { BALANCE, type Market, openMarket, policy } from './fixture.ts';
import { MockBehavior } from './mock-behavior.ts';
import { AMOUNT, FAR, PRICE, WITH_FEE, WITHOUT_FEE } from './trades.ts';

const { load, assertBooks, assertions } = await openMarket();

/** 50 basis points of the price, rounded down. */
const FEE = 10n;

/** An offer against the mock token, which the test then makes misbehave. */
async function mockOffer({ mock, offer }: Market, policyId = WITH_FEE) {
  return offer({ paymentToken: mock.address, policyId });
}

// acceptTrade, given an on-chain payment
// ├── it pays the seller and delivers to the buyer, and emits TradeAccepted, then TradeCompleted
// ├── given a fee
// │   ├── it pays it out of the price, rounded down
// │   ├── it pays no fee of less than a base unit
// │   └── given the buyer or the seller is its recipient
// │       └── it pays all the same
// ├── given the buyer can not pay
// │   └── it reverts with the payment token's error
// ├── given the asset can not be delivered
// │   └── it reverts with the asset's error, and neither asset nor payment moves
// ├── given a payee whom the payment token refuses
// │   └── it reverts; nothing is credited
// └── given less arrives than was paid
//     └── it reverts with EscrowTransferInexact
describe('acceptTrade against an on-chain payment', () => {
  afterEach(assertBooks);

  it('default', async () => {
    const { escrow, rwa, usd, seller, buyer, publicClient, offer, stateOf } = await load();
    const tradeId = await offer({ paymentToken: usd.address });
    const hash = await escrow.write.acceptTrade([tradeId], { account: buyer });
    const events = await eventsOf(publicClient, escrow, hash);
    assert.deepEqual(
      events.map(({ name }) => name),
      ['TradeAccepted', 'TradeCompleted'],
    );
    assert.equal(await stateOf(tradeId), 'Completed');
    assert.equal(await rwa.read.balanceOf([buyer.address]), BALANCE + AMOUNT);
    assert.equal(await usd.read.balanceOf([buyer.address]), BALANCE - PRICE);
    assert.equal(await usd.read.balanceOf([seller.address]), BALANCE + PRICE);
  });

  it('behavior: pays the fee out of the price, rounded down', async () => {
    const { escrow, rwa, usd, seller, buyer, feeRecipient, offer } = await load();
    const tradeId = await offer({ paymentToken: usd.address, policyId: WITH_FEE });
    await assertions.emitWithArgs(
      escrow.write.acceptTrade([tradeId], { account: buyer }),
      escrow,
      'TradeCompleted',
      [tradeId, seller.address, buyer.address, AMOUNT, FEE],
    );
    assert.equal(await rwa.read.balanceOf([buyer.address]), BALANCE + AMOUNT);
    assert.equal(await usd.read.balanceOf([seller.address]), BALANCE + PRICE - FEE);
    assert.equal(await usd.read.balanceOf([feeRecipient.address]), FEE);
  });

  it('behavior: pays no fee of less than a base unit', async () => {
    const { escrow, usd, seller, buyer, feeRecipient, offer } = await load();
    const tradeId = await offer({ paymentToken: usd.address, policyId: WITH_FEE, price: 199n });
    await escrow.write.acceptTrade([tradeId], { account: buyer });
    assert.equal(await usd.read.balanceOf([seller.address]), BALANCE + 199n);
    assert.equal(await usd.read.balanceOf([feeRecipient.address]), 0n);
  });

  for (const recipient of ['buyer', 'seller'] as const) {
    it(`behavior: pays all the same when the ${recipient} is the recipient of the fee`, async () => {
      const market = await load();
      const { escrow, usd, seller, buyer, moderator, offer } = market;
      await escrow.write.addPolicy([policy(moderator.address, 50, market[recipient].address)]);
      const tradeId = await offer({ paymentToken: usd.address, policyId: 3 });
      await escrow.write.acceptTrade([tradeId], { account: buyer });
      const paid = recipient === 'buyer' ? PRICE - FEE : PRICE;
      assert.equal(await usd.read.balanceOf([buyer.address]), BALANCE - paid);
      assert.equal(await usd.read.balanceOf([seller.address]), BALANCE + paid);
    });
  }

  it("error: the payment token's own when the buyer can not pay", async () => {
    const { escrow, usd, buyer, offer } = await load();
    const tradeId = await offer({ paymentToken: usd.address, price: BALANCE + 1n });
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.acceptTrade([tradeId], { account: buyer }),
      usd,
      'ERC20InsufficientBalance',
      [buyer.address, BALANCE, BALANCE + 1n],
    );
  });

  it("error: the asset's own when the buyer is not eligible, and no payment moves", async () => {
    const { escrow, rwa, usd, stranger, offer, stateOf } = await load();
    const tradeId = await offer({ paymentToken: usd.address });
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.acceptTrade([tradeId], { account: stranger }),
      rwa,
      'ERC7943CannotReceive',
      [stranger.address],
    );
    assert.equal(await stateOf(tradeId), 'Created');
    assert.equal(await usd.read.balanceOf([stranger.address]), BALANCE);
  });

  it("error: the asset's own when it is paused", async () => {
    const { escrow, rwa, usd, operations, buyer, offer } = await load();
    const tradeId = await offer({ paymentToken: usd.address });
    await rwa.write.pause({ account: operations });
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.acceptTrade([tradeId], { account: buyer }),
      rwa,
      'EnforcedPause',
      [],
    );
  });

  for (const payee of ['seller', 'feeRecipient'] as const) {
    it(`error: the payment token's own when it refuses the ${payee}`, async () => {
      const market = await load();
      const { escrow, mock, buyer } = market;
      const tradeId = await mockOffer(market);
      await mock.write.setBehavior([market[payee].address, MockBehavior.Revert]);
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.acceptTrade([tradeId], { account: buyer }),
        mock,
        'MockRefused',
        [market[payee].address],
      );
    });
  }

  for (const [payee, due] of [
    ['seller', PRICE - FEE],
    ['feeRecipient', FEE],
  ] as const) {
    it(`error: EscrowTransferInexact when less reaches the ${payee}`, async () => {
      const market = await load();
      const { escrow, mock, buyer } = market;
      const tradeId = await mockOffer(market);
      await mock.write.setBehavior([market[payee].address, MockBehavior.TakeFee]);
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.acceptTrade([tradeId], { account: buyer }),
        escrow,
        'EscrowTransferInexact',
        [mock.address, due - 1n, due],
      );
    });
  }

  it('behavior: sells a token that needs no eligibility to anyone', async () => {
    const { escrow, usd, mock, stranger, offer } = await load();
    const tradeId = await offer({
      token: mock.address,
      paymentToken: usd.address,
      expiresAt: FAR,
      policyId: WITHOUT_FEE,
    });
    await escrow.write.acceptTrade([tradeId], { account: stranger });
    assert.equal(await mock.read.balanceOf([stranger.address]), BALANCE + AMOUNT);
  });
});
