import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { BALANCE, openMarket } from './fixture.ts';
import { WITH_FEE } from './trades.ts';

const { load, assertBooks, assertions, time } = await openMarket();

// expireTrade
// ├── given a marked trade, a dispute, or one that has ended
// │   └── it reverts with EscrowStateInvalid, whatever the time
// ├── when it is the deadline's own second
// │   └── it reverts with EscrowDeadlineAhead: that second belongs to the buyer
// └── when the deadline has passed
//     └── anyone returns the whole to the seller, without a fee; it emits TradeExpired
describe('expireTrade', () => {
  afterEach(assertBooks);

  for (const [reach, state] of [
    ['marked', 3],
    ['disputed', 7],
  ] as const) {
    it(`error: EscrowStateInvalid for one that is ${reach}`, async () => {
      const market = await load();
      const { escrow, seller, deadlineOf } = market;
      const tradeId = await market[reach]();
      await time.setNextBlockTimestamp((await deadlineOf(tradeId)) + 1n);
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.expireTrade([tradeId], { account: seller }),
        escrow,
        'EscrowStateInvalid',
        [tradeId, state],
      );
    });
  }

  it('error: EscrowStateInvalid once ended', async () => {
    const { escrow, stranger, accepted, deadlineOf } = await load();
    const tradeId = await accepted();
    await time.setNextBlockTimestamp((await deadlineOf(tradeId)) + 1n);
    await escrow.write.expireTrade([tradeId], { account: stranger });
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.expireTrade([tradeId], { account: stranger }),
      escrow,
      'EscrowStateInvalid',
      [tradeId, 6],
    );
  });

  for (const reach of ['offer', 'accepted'] as const) {
    it(`error: EscrowDeadlineAhead in the deadline's own second (${reach})`, async () => {
      const market = await load();
      const { escrow, stranger, deadlineOf } = market;
      const expiresAt = BigInt(await time.latest()) + 100n;
      const tradeId = await market[reach]({ expiresAt });
      const deadline = await deadlineOf(tradeId);
      await time.setNextBlockTimestamp(deadline);
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.expireTrade([tradeId], { account: stranger }),
        escrow,
        'EscrowDeadlineAhead',
        [tradeId, deadline, deadline],
      );
    });

    it(`default: ${reach}`, async () => {
      const market = await load();
      const { escrow, rwa, seller, stranger, deadlineOf, stateOf } = market;
      const expiresAt = BigInt(await time.latest()) + 100n;
      const tradeId = await market[reach]({ expiresAt, policyId: WITH_FEE });
      await time.setNextBlockTimestamp((await deadlineOf(tradeId)) + 1n);
      await assertions.emitWithArgs(
        escrow.write.expireTrade([tradeId], { account: stranger }),
        escrow,
        'TradeExpired',
        [tradeId],
      );
      assert.equal(await stateOf(tradeId), 'Expired');
      assert.equal(await rwa.read.balanceOf([seller.address]), BALANCE);
    });
  }
});
