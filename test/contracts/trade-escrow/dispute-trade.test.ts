import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { keccak256 } from 'viem';
import { DISPUTE_WINDOW, openMarket } from './fixture.ts';

const { load, assertBooks, assertions, time } = await openMarket();

const REASON = keccak256('0x03');

// disputeTrade
// ├── given the payment is not marked, or the dispute is open already
// │   └── it reverts with EscrowStateInvalid
// ├── given the caller is no party
// │   ├── when it is the release window's last second
// │   │   └── it reverts with EscrowNotParty
// │   └── when the window has passed
// │       └── it opens the dispute, so that two idle sides do not trap the asset
// └── given the seller or the buyer calls
//     └── it opens the dispute at once, starts the dispute window and emits DisputeOpened
describe('disputeTrade', () => {
  afterEach(assertBooks);

  for (const [reach, state] of [
    ['offer', 1],
    ['accepted', 2],
    ['disputed', 7],
  ] as const) {
    it(`error: EscrowStateInvalid (${reach})`, async () => {
      const market = await load();
      const { escrow, seller } = market;
      const tradeId = await market[reach]();
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.disputeTrade([tradeId, REASON], { account: seller }),
        escrow,
        'EscrowStateInvalid',
        [tradeId, state],
      );
    });
  }

  it("error: EscrowNotParty in the release window's last second", async () => {
    const { escrow, moderator, marked, deadlineOf } = await load();
    const tradeId = await marked();
    await time.setNextBlockTimestamp(await deadlineOf(tradeId));
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.disputeTrade([tradeId, REASON], { account: moderator }),
      escrow,
      'EscrowNotParty',
      [tradeId, moderator.address],
    );
  });

  it('behavior: anyone opens it once the release window has passed', async () => {
    const { escrow, stranger, marked, deadlineOf, stateOf } = await load();
    const tradeId = await marked();
    const now = (await deadlineOf(tradeId)) + 1n;
    await time.setNextBlockTimestamp(now);
    await escrow.write.disputeTrade([tradeId, REASON], { account: stranger });
    assert.equal(await stateOf(tradeId), 'Disputed');
    assert.equal(await deadlineOf(tradeId), now + BigInt(DISPUTE_WINDOW));
  });

  for (const who of ['seller', 'buyer'] as const) {
    it(`default: the ${who}`, async () => {
      const market = await load();
      const { escrow, marked, deadlineOf, stateOf } = market;
      const tradeId = await marked();
      const now = BigInt(await time.latest()) + 100n;
      await time.setNextBlockTimestamp(now);
      await assertions.emitWithArgs(
        escrow.write.disputeTrade([tradeId, REASON], { account: market[who] }),
        escrow,
        'DisputeOpened',
        [tradeId, market[who].address, REASON],
      );
      assert.equal(await stateOf(tradeId), 'Disputed');
      assert.equal(await deadlineOf(tradeId), now + BigInt(DISPUTE_WINDOW));
    });
  }
});
