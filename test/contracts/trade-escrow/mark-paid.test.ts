import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { keccak256, zeroHash } from 'viem';
import { openMarket, RELEASE_WINDOW } from './fixture.ts';

const { load, assertBooks, assertions, time } = await openMarket();

const REFERENCE = keccak256('0x02');

// markPaid
// ├── given the trade is not accepted
// │   └── it reverts with EscrowStateInvalid
// ├── given the caller is not the buyer
// │   └── it reverts with EscrowNotBuyer
// ├── when the payment window has passed
// │   └── it reverts with EscrowDeadlinePassed
// ├── when it is the window's last second
// │   └── it marks the payment
// └── given the buyer calls in time
//     └── it starts the release window and emits PaymentMarked
describe('markPaid', () => {
  afterEach(assertBooks);

  it('error: EscrowStateInvalid before acceptance and once marked', async () => {
    const { escrow, buyer, offer, marked } = await load();
    for (const [tradeId, state] of [
      [await offer({ buyer: buyer.address }), 1],
      [await marked(), 3],
    ] as const) {
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.markPaid([tradeId, REFERENCE], { account: buyer }),
        escrow,
        'EscrowStateInvalid',
        [tradeId, state],
      );
    }
  });

  it('error: EscrowNotBuyer', async () => {
    const { escrow, seller, buyer, accepted } = await load();
    const tradeId = await accepted();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.markPaid([tradeId, REFERENCE], { account: seller }),
      escrow,
      'EscrowNotBuyer',
      [tradeId, seller.address, buyer.address],
    );
  });

  it('error: EscrowDeadlinePassed', async () => {
    const { escrow, buyer, accepted, deadlineOf } = await load();
    const tradeId = await accepted();
    const deadline = await deadlineOf(tradeId);
    await time.setNextBlockTimestamp(deadline + 1n);
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.markPaid([tradeId, REFERENCE], { account: buyer }),
      escrow,
      'EscrowDeadlinePassed',
      [tradeId, deadline, deadline + 1n],
    );
  });

  it("default: in the window's last second", async () => {
    const { escrow, buyer, accepted, deadlineOf, stateOf } = await load();
    const tradeId = await accepted();
    const deadline = await deadlineOf(tradeId);
    await time.setNextBlockTimestamp(deadline);
    await assertions.emitWithArgs(
      escrow.write.markPaid([tradeId, REFERENCE], { account: buyer }),
      escrow,
      'PaymentMarked',
      [tradeId, buyer.address, REFERENCE],
    );
    assert.equal(await stateOf(tradeId), 'PaymentMarked');
    assert.equal(await deadlineOf(tradeId), deadline + BigInt(RELEASE_WINDOW));
  });

  it('behavior: takes an empty reference', async () => {
    const { escrow, buyer, accepted, stateOf } = await load();
    const tradeId = await accepted();
    await escrow.write.markPaid([tradeId, zeroHash], { account: buyer });
    assert.equal(await stateOf(tradeId), 'PaymentMarked');
  });
});
