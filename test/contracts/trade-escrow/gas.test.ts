import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import hre from 'hardhat';
import { type Hash, zeroHash } from 'viem';
import { type Market, openMarket } from './fixture.ts';
import { WITH_FEE, WITHOUT_FEE } from './trades.ts';

const { load, assertBooks } = await openMarket();

async function assertGasAtMost({ publicClient }: Market, budget: bigint, sent: Promise<Hash>) {
  const { gasUsed } = await publicClient.waitForTransactionReceipt({ hash: await sent });
  assert.ok(gasUsed <= budget, `used ${gasUsed} of ${budget} gas`);
}

/** A market in which the escrow, the buyer and the recipient of fees have held each token before. */
async function usedMarket(): Promise<Market> {
  const market = await load();
  const { escrow, rwa, usd, operations, feeRecipient, seller, offer } = market;
  await offer();
  await usd.write.mint([feeRecipient.address, 1n]);
  await usd.write.mint([seller.address, 1n]);
  await rwa.write.mint([feeRecipient.address, 1n], { account: operations });
  assert.equal(await escrow.read.tradeCount(), 1n);
  return market;
}

// gas of a whole transaction, its 21,000 included, in a market that has seen trades; its budget, and what it may use
// ├── create off-chain 111,000, and on-chain 134,000 (+ 1.6 %)
// ├── accept against payment without fee 77,000 (+ 5.3 %), and with fee 91,000 (+ 3.6 %): what arrives at each payee is
// │   measured, at two readings of his balance
// ├── release without fee 54,000 (+ 1.9 %), and with fee 66,000 (+ 2 %)
// ├── resolve to two payees without fee 66,000 (+ 2.6 %), and with fee 78,000 (+ 2.6 %)
// └── dispute 33,500 (+ 2.7 %), and cancel 53,000 (+ 1.1 %)
// Coverage adds code to the contracts, so gas says nothing then.
describe('gas', { skip: hre.globalOptions.coverage }, () => {
  afterEach(assertBooks);

  it('behavior: createTrade', async () => {
    const market = await usedMarket();
    const { escrow, usd, seller, termsOf } = market;
    const create = (terms = {}) => escrow.write.createTrade([termsOf(terms)], { account: seller });
    await assertGasAtMost(market, 111_000n, create());
    await assertGasAtMost(market, 136_200n, create({ paymentToken: usd.address }));
  });

  for (const { policyId, release, accept, resolve } of [
    { policyId: WITHOUT_FEE, release: 55_000n, accept: 81_100n, resolve: 67_700n },
    { policyId: WITH_FEE, release: 67_300n, accept: 94_300n, resolve: 80_000n },
  ]) {
    it(`behavior: acceptTrade against payment under policy ${policyId}`, async () => {
      const market = await usedMarket();
      const tradeId = await market.offer({ paymentToken: market.usd.address, policyId });
      const sent = market.escrow.write.acceptTrade([tradeId], { account: market.buyer });
      await assertGasAtMost(market, accept, sent);
    });

    it(`behavior: releaseTrade under policy ${policyId}`, async () => {
      const market = await usedMarket();
      const tradeId = await market.marked({ policyId });
      const sent = market.escrow.write.releaseTrade([tradeId], { account: market.seller });
      await assertGasAtMost(market, release, sent);
    });

    it(`behavior: resolveTrade to two payees under policy ${policyId}`, async () => {
      const market = await usedMarket();
      const tradeId = await market.disputed({ policyId });
      const sent = market.escrow.write.resolveTrade([tradeId, 5_000], {
        account: market.moderator,
      });
      await assertGasAtMost(market, resolve, sent);
    });
  }

  it('behavior: disputeTrade', async () => {
    const market = await usedMarket();
    const tradeId = await market.marked();
    const sent = market.escrow.write.disputeTrade([tradeId, zeroHash], { account: market.buyer });
    await assertGasAtMost(market, 34_400n, sent);
  });

  it('behavior: cancelTrade', async () => {
    const market = await usedMarket();
    const tradeId = await market.offer();
    const sent = market.escrow.write.cancelTrade([tradeId], { account: market.seller });
    await assertGasAtMost(market, 53_600n, sent);
  });
});
