import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { zeroAddress } from 'viem';
import { BALANCE, type Market, openMarket } from './fixture.ts';
import { MockBehavior } from './mock-behavior.ts';
import { AMOUNT, FAR } from './trades.ts';

const { load, assertBooks, assertions } = await openMarket();

/** Credits the seller with his own offer of the asset, which returned while the asset was paused. */
async function creditSeller({ escrow, rwa, operations, seller, offer }: Market) {
  const tradeId = await offer();
  await rwa.write.pause({ account: operations });
  await escrow.write.cancelTrade([tradeId], { account: seller });
  await rwa.write.unpause({ account: operations });
}

// withdraw
// ├── given no credit
// │   └── it reverts with EscrowNoCredit
// ├── given the zero address or the escrow as recipient
// │   └── it reverts with EscrowRecipientInvalid
// ├── given a permissioned token
// │   ├── given the owner may not send it
// │   │   └── it reverts with EscrowCreditBlocked, whoever is to receive
// │   ├── given the owner has more frozen than he holds
// │   │   └── it reverts with EscrowCreditBlocked
// │   ├── given as much frozen as he holds
// │   │   └── it pays
// │   └── given the recipient is not eligible
// │       └── it reverts with the token's own error and leaves the credit
// ├── given another token
// │   └── it pays whom the owner names
// ├── given the token refuses
// │   └── it reverts and leaves the credit
// └── given a good credit
//     └── it pays the whole once and emits Withdrawn
describe('withdraw', () => {
  afterEach(assertBooks);

  it('error: EscrowNoCredit', async () => {
    const { escrow, usd, seller } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.withdraw([usd.address, seller.address], { account: seller }),
      escrow,
      'EscrowNoCredit',
      [seller.address, usd.address],
    );
  });

  it('error: EscrowRecipientInvalid for zero and for the escrow', async () => {
    const market = await load();
    const { escrow, rwa, seller } = market;
    await creditSeller(market);
    for (const to of [zeroAddress, escrow.address]) {
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.withdraw([rwa.address, to], { account: seller }),
        escrow,
        'EscrowRecipientInvalid',
        [to],
      );
    }
  });

  it('error: EscrowCreditBlocked while the owner may not send', async () => {
    const market = await load();
    const { escrow, rwa, operations, seller, rival } = market;
    await creditSeller(market);
    await rwa.write.setEligibility([seller.address, 0n, FAR, 0], { account: operations });
    for (const to of [seller.address, rival.address]) {
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.withdraw([rwa.address, to], { account: seller }),
        escrow,
        'EscrowCreditBlocked',
        [seller.address, rwa.address],
      );
    }
  });

  it('error: EscrowCreditBlocked while more is frozen than the owner holds', async () => {
    const market = await load();
    const { escrow, rwa, operations, seller, rival } = market;
    await creditSeller(market);
    const held = await rwa.read.balanceOf([seller.address]);
    await rwa.write.setFrozenTokens([seller.address, held + 1n], { account: operations });
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.withdraw([rwa.address, rival.address], { account: seller }),
      escrow,
      'EscrowCreditBlocked',
      [seller.address, rwa.address],
    );
    await rwa.write.setFrozenTokens([seller.address, held], { account: operations });
    await escrow.write.withdraw([rwa.address, rival.address], { account: seller });
    assert.equal(await rwa.read.balanceOf([rival.address]), BALANCE + AMOUNT);
  });

  it("error: the token's own for a recipient who is not eligible; the credit stays", async () => {
    const market = await load();
    const { escrow, rwa, seller, stranger } = market;
    await creditSeller(market);
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.withdraw([rwa.address, stranger.address], { account: seller }),
      rwa,
      'ERC7943CannotReceive',
      [stranger.address],
    );
    assert.equal(await escrow.read.creditOf([seller.address, rwa.address]), AMOUNT);
  });

  it('behavior: a token without rules goes to whom the owner names; one that refuses leaves the credit', async () => {
    const { escrow, mock, seller, buyer, stranger, marked } = await load();
    const tradeId = await marked({ token: mock.address });
    await mock.write.setBehavior([buyer.address, MockBehavior.Revert]);
    await escrow.write.releaseTrade([tradeId], { account: seller });
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.withdraw([mock.address, buyer.address], { account: buyer }),
      mock,
      'MockRefused',
      [buyer.address],
    );
    assert.equal(await escrow.read.creditOf([buyer.address, mock.address]), AMOUNT);
    await escrow.write.withdraw([mock.address, stranger.address], { account: buyer });
    assert.equal(await mock.read.balanceOf([stranger.address]), BALANCE + AMOUNT);
  });

  it('default: pays the whole once', async () => {
    const market = await load();
    const { escrow, rwa, seller, rival } = market;
    await creditSeller(market);
    await assertions.emitWithArgs(
      escrow.write.withdraw([rwa.address, rival.address], { account: seller }),
      escrow,
      'Withdrawn',
      [seller.address, rwa.address, rival.address, AMOUNT],
    );
    assert.equal(await escrow.read.creditOf([seller.address, rwa.address]), 0n);
    assert.equal(await rwa.read.balanceOf([rival.address]), BALANCE + AMOUNT);
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.withdraw([rwa.address, rival.address], { account: seller }),
      escrow,
      'EscrowNoCredit',
      [seller.address, rwa.address],
    );
  });
});
