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

// gas of a whole transaction, its 21,000 included, in a market that has seen trades
// Coverage adds code to the contracts, so gas says nothing then.
describe('gas', { skip: hre.globalOptions.coverage }, () => {
  afterEach(assertBooks);

  it('behavior: createTrade', async () => {
    const market = await usedMarket();
    const { escrow, usd, seller, termsOf } = market;
    const create = (terms = {}) => escrow.write.createTrade([termsOf(terms)], { account: seller });
    await assertGasAtMost(market, 111_000n, create());
    await assertGasAtMost(market, 134_000n, create({ paymentToken: usd.address }));
  });

  for (const { policyId, release, accept, resolve } of [
    { policyId: WITHOUT_FEE, release: 54_000n, accept: 77_000n, resolve: 66_000n },
    { policyId: WITH_FEE, release: 66_000n, accept: 91_000n, resolve: 78_000n },
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
    await assertGasAtMost(market, 33_500n, sent);
  });

  it('behavior: cancelTrade', async () => {
    const market = await usedMarket();
    const tradeId = await market.offer();
    const sent = market.escrow.write.cancelTrade([tradeId], { account: market.seller });
    await assertGasAtMost(market, 53_000n, sent);
  });
});
