import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { BALANCE, openMarket } from './fixture.ts';
import { WITH_FEE } from './trades.ts';

const { load, assertBooks, assertions, time } = await openMarket();

// cancelTrade
// ├── given an offer
// │   ├── given the caller is neither its seller nor its named buyer
// │   │   └── it reverts with EscrowNotParty
// │   ├── given the seller or the named buyer calls
// │   │   └── it returns the whole to the seller and emits TradeCancelled
// │   └── given it has expired
// │       └── it cancels all the same
// ├── given an accepted or marked trade
// │   ├── given the caller is not the buyer
// │   │   └── it reverts with EscrowNotBuyer, also for the seller
// │   └── given the buyer calls
// │       └── it returns the whole to the seller, without a fee
// └── given a dispute, or a trade that has ended
//     └── it reverts with EscrowStateInvalid
describe('cancelTrade', () => {
  afterEach(assertBooks);

  it('error: EscrowNotParty', async () => {
    const { escrow, buyer, rival, offer } = await load();
    for (const tradeId of [await offer(), await offer({ buyer: buyer.address })]) {
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.cancelTrade([tradeId], { account: rival }),
        escrow,
        'EscrowNotParty',
        [tradeId, rival.address],
      );
    }
  });

  for (const who of ['seller', 'buyer'] as const) {
    it(`default: an offer, by the ${who}`, async () => {
      const market = await load();
      const { escrow, rwa, seller, buyer, offer, stateOf } = market;
      const tradeId = await offer({ buyer: buyer.address, policyId: WITH_FEE });
      await assertions.emitWithArgs(
        escrow.write.cancelTrade([tradeId], { account: market[who] }),
        escrow,
        'TradeCancelled',
        [tradeId, market[who].address],
      );
      assert.equal(await stateOf(tradeId), 'Cancelled');
      assert.equal(await rwa.read.balanceOf([seller.address]), BALANCE);
    });
  }

  it('behavior: cancels an offer that has expired', async () => {
    const { escrow, seller, offer, stateOf } = await load();
    const expiresAt = BigInt(await time.latest()) + 100n;
    const tradeId = await offer({ expiresAt });
    await time.setNextBlockTimestamp(expiresAt + 1n);
    await escrow.write.cancelTrade([tradeId], { account: seller });
    assert.equal(await stateOf(tradeId), 'Cancelled');
  });

  for (const reach of ['accepted', 'marked'] as const) {
    it(`error: EscrowNotBuyer for the seller of one that is ${reach}`, async () => {
      const market = await load();
      const { escrow, seller, buyer } = market;
      const tradeId = await market[reach]();
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.cancelTrade([tradeId], { account: seller }),
        escrow,
        'EscrowNotBuyer',
        [tradeId, seller.address, buyer.address],
      );
    });

    it(`behavior: the buyer gives up one that is ${reach}, without a fee`, async () => {
      const market = await load();
      const { escrow, rwa, seller, buyer, stateOf } = market;
      const tradeId = await market[reach]({ policyId: WITH_FEE });
      await escrow.write.cancelTrade([tradeId], { account: buyer });
      assert.equal(await stateOf(tradeId), 'Cancelled');
      assert.equal(await rwa.read.balanceOf([seller.address]), BALANCE);
    });
  }

  it('error: EscrowStateInvalid in dispute and once ended', async () => {
    const { escrow, seller, buyer, disputed, offer } = await load();
    const contested = await disputed();
    const cancelled = await offer();
    await escrow.write.cancelTrade([cancelled], { account: seller });
    for (const [tradeId, state, account] of [
      [contested, 7, buyer],
      [cancelled, 5, seller],
    ] as const) {
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.cancelTrade([tradeId], { account }),
        escrow,
        'EscrowStateInvalid',
        [tradeId, state],
      );
    }
  });
});
