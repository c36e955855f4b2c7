import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { BALANCE, type Market, openMarket } from './fixture.ts';
import { MockBehavior } from './mock-behavior.ts';
import { AMOUNT, FAR, WITH_FEE } from './trades.ts';

const { load, assertBooks, assertions } = await openMarket();

/** Gas that a push must find before it is tried: 64/63 of its stipend, and the reserve for a credit. */
const PUSH_REQUIRES = (200_000n * 64n) / 63n + 60_000n;

/** Resolves half and half a dispute about the mock token, which treats the buyer as told. */
async function resolveWith(market: Market, behavior: number) {
  const { escrow, mock, buyer, moderator, disputed } = market;
  const tradeId = await disputed({ token: mock.address });
  await mock.write.setBehavior([buyer.address, behavior]);
  const hash = await escrow.write.resolveTrade([tradeId, 5_000], { account: moderator });
  return { tradeId, hash };
}

// the one way tokens leave for a payee
// ├── given a payee whom the token refuses
// │   ├── it credits him, emits Credited, and the other side gets its part
// │   ├── it does so whatever the refusal: revert, long revert, all gas burnt, false, or an answer that is not true
// │   ├── it credits the recipient of the fee, and the buyer gets his part
// │   └── it adds up the credits of several trades
// ├── given a token that answers nothing
// │   └── it counts as paid
// ├── given a payee who is not eligible, or a token that is paused
// │   └── it credits
// └── given too little gas for the push
//     └── it reverts with EscrowGasTooLow and never credits, at any gas limit
describe('payout', () => {
  afterEach(assertBooks);

  it('default: a payee who is refused gets a credit, and the other side still gets out', async () => {
    const market = await load();
    const { escrow, mock, seller, buyer } = market;
    const { tradeId, hash } = await resolveWith(market, MockBehavior.Revert);
    await assertions.emitWithArgs(Promise.resolve(hash), escrow, 'Credited', [
      buyer.address,
      mock.address,
      tradeId,
      500n,
    ]);
    assert.equal(await escrow.read.creditOf([buyer.address, mock.address]), 500n);
    assert.equal(await mock.read.balanceOf([buyer.address]), BALANCE);
    assert.equal(await mock.read.balanceOf([seller.address]), BALANCE - AMOUNT + 501n);
    assert.equal(await market.stateOf(tradeId), 'Resolved');
  });

  for (const behavior of ['RevertLong', 'BurnGas', 'ReturnFalse', 'ReturnTwo'] as const) {
    it(`behavior: credits after ${behavior}`, async () => {
      const market = await load();
      const { escrow, mock, seller, buyer } = market;
      await resolveWith(market, MockBehavior[behavior]);
      assert.equal(await escrow.read.creditOf([buyer.address, mock.address]), 500n);
      assert.equal(await mock.read.balanceOf([seller.address]), BALANCE - AMOUNT + 501n);
    });
  }

  it('behavior: no answer counts as paid', async () => {
    const market = await load();
    const { escrow, mock, buyer } = market;
    await resolveWith(market, MockBehavior.ReturnNothing);
    assert.equal(await escrow.read.creditOf([buyer.address, mock.address]), 0n);
    assert.equal(await mock.read.balanceOf([buyer.address]), BALANCE + 500n);
  });

  it('behavior: credits a recipient of the fee who is refused', async () => {
    const { escrow, mock, seller, buyer, feeRecipient, marked } = await load();
    const tradeId = await marked({ token: mock.address, policyId: WITH_FEE });
    await mock.write.setBehavior([feeRecipient.address, MockBehavior.BurnGas]);
    await escrow.write.releaseTrade([tradeId], { account: seller });
    assert.equal(await escrow.read.creditOf([feeRecipient.address, mock.address]), 5n);
    assert.equal(await mock.read.balanceOf([buyer.address]), BALANCE + AMOUNT - 5n);
  });

  it('behavior: adds up the credits of several trades', async () => {
    const market = await load();
    const { escrow, mock, seller, buyer, marked } = market;
    await resolveWith(market, MockBehavior.Revert);
    const tradeId = await marked({ token: mock.address });
    await escrow.write.releaseTrade([tradeId], { account: seller });
    assert.equal(await escrow.read.creditOf([buyer.address, mock.address]), 500n + AMOUNT);
  });

  it('behavior: credits a payee who is not eligible any more', async () => {
    const { escrow, rwa, operations, seller, buyer, marked, stateOf } = await load();
    const tradeId = await marked();
    await rwa.write.setEligibility([buyer.address, FAR, 0n, 0], { account: operations });
    await escrow.write.releaseTrade([tradeId], { account: seller });
    assert.equal(await stateOf(tradeId), 'Completed');
    assert.equal(await escrow.read.creditOf([buyer.address, rwa.address]), AMOUNT);
  });

  it('behavior: credits while the token is paused, and pays later', async () => {
    const { escrow, rwa, operations, seller, offer, stateOf } = await load();
    const tradeId = await offer();
    await rwa.write.pause({ account: operations });
    await escrow.write.cancelTrade([tradeId], { account: seller });
    assert.equal(await stateOf(tradeId), 'Cancelled');
    assert.equal(await escrow.read.creditOf([seller.address, rwa.address]), AMOUNT);

    await rwa.write.unpause({ account: operations });
    await escrow.write.withdraw([rwa.address, seller.address], { account: seller });
    assert.equal(await rwa.read.balanceOf([seller.address]), BALANCE);
  });

  it('error: EscrowGasTooLow, so that starving a push is a revert and never a credit', async () => {
    const { escrow, seller, marked, stateOf } = await load();
    const tradeId = await marked();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.releaseTrade([tradeId], { account: seller, gas: 280_000n }),
      escrow,
      'EscrowGasTooLow',
      [(available: bigint) => available < PUSH_REQUIRES, PUSH_REQUIRES],
    );
    assert.equal(await stateOf(tradeId), 'PaymentMarked');
  });

  it('behavior: no gas limit turns a payment into a credit', async () => {
    const { escrow, mock, seller, buyer, publicClient, marked } = await load();
    await mock.write.setBehavior([buyer.address, MockBehavior.NeedGas]);
    const outcomes = new Set<string>();
    for (let gas = 60_000n; gas <= 340_000n; gas += 20_000n) {
      const tradeId = await marked({ token: mock.address, amount: 100n });
      const outcome = await escrow.write
        .releaseTrade([tradeId], { account: seller, gas })
        .then((hash) => publicClient.waitForTransactionReceipt({ hash }))
        .then(({ status }) => status)
        .catch(() => 'reverted');
      outcomes.add(outcome);
      assert.equal(await escrow.read.creditOf([buyer.address, mock.address]), 0n);
    }
    assert.deepEqual([...outcomes], ['reverted', 'success']);
  });
});
