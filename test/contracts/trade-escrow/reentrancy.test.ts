import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { encodeFunctionData, type Hash, toFunctionSelector, zeroHash } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { type Market, openMarket } from './fixture.ts';
import { MockBehavior } from './mock-behavior.ts';

const { load, assertBooks } = await openMarket();

const REFUSED = toFunctionSelector('ReentrancyGuardReentrantCall()');

/** Calls into the escrow that move tokens, each of which the token tries in the middle of its own transfer. */
function reentries({ escrow, mock, stranger, termsOf }: Market) {
  const { abi } = escrow;
  return [
    encodeFunctionData({ abi, functionName: 'createTrade', args: [termsOf()] }),
    encodeFunctionData({ abi, functionName: 'acceptTrade', args: [1n] }),
    encodeFunctionData({ abi, functionName: 'releaseTrade', args: [1n] }),
    encodeFunctionData({ abi, functionName: 'cancelTrade', args: [1n] }),
    encodeFunctionData({ abi, functionName: 'expireTrade', args: [1n] }),
    encodeFunctionData({ abi, functionName: 'resolveTrade', args: [1n, 1] }),
    encodeFunctionData({ abi, functionName: 'resolveByDefault', args: [1n] }),
    encodeFunctionData({
      abi,
      functionName: 'withdraw',
      args: [mock.address, stranger.address],
    }),
  ];
}

/** Asserts that the token's own call, made while it was paying `payee`, was refused, for each call it can try. */
async function assertRefused(market: Market, payee: Hash, step: () => Promise<Hash>) {
  const { escrow, mock, publicClient } = market;
  await mock.write.setBehavior([payee, MockBehavior.Reenter]);
  for (const data of reentries(market)) {
    await mock.write.setReentry([escrow.address, data]);
    const events = await eventsOf(publicClient, mock, await step());
    assert.deepEqual(
      events.filter(({ name }) => name === 'MockReentered').map(({ args }) => args),
      [{ succeeded: false, reason: REFUSED }],
    );
  }
}

// reentrancy
// └── given a token that calls back while it moves
//     └── each call that moves tokens is refused with ReentrancyGuardReentrantCall, from every step that does
describe('reentrancy', () => {
  afterEach(assertBooks);

  it('behavior: refused from createTrade', async () => {
    const market = await load();
    const { escrow, mock, seller, termsOf } = market;
    await assertRefused(market, escrow.address, () =>
      escrow.write.createTrade([termsOf({ token: mock.address })], { account: seller }),
    );
  });

  it('behavior: refused from acceptTrade, while paying and while delivering', async () => {
    const market = await load();
    const { escrow, mock, usd, seller, buyer, offer } = market;
    await assertRefused(market, seller.address, async () => {
      const tradeId = await offer({ paymentToken: mock.address });
      return escrow.write.acceptTrade([tradeId], { account: buyer });
    });
    await assertRefused(market, buyer.address, async () => {
      const tradeId = await offer({ token: mock.address, paymentToken: usd.address });
      return escrow.write.acceptTrade([tradeId], { account: buyer });
    });
  });

  it('behavior: refused from releaseTrade', async () => {
    const market = await load();
    const { escrow, mock, seller, buyer, marked } = market;
    await assertRefused(market, buyer.address, async () => {
      const tradeId = await marked({ token: mock.address });
      return escrow.write.releaseTrade([tradeId], { account: seller });
    });
  });

  it('behavior: refused from cancelTrade', async () => {
    const market = await load();
    const { escrow, mock, seller, offer } = market;
    await assertRefused(market, seller.address, async () => {
      const tradeId = await offer({ token: mock.address });
      return escrow.write.cancelTrade([tradeId], { account: seller });
    });
  });

  it('behavior: refused from resolveTrade', async () => {
    const market = await load();
    const { escrow, mock, buyer, moderator, disputed } = market;
    await assertRefused(market, buyer.address, async () => {
      const tradeId = await disputed({ token: mock.address });
      return escrow.write.resolveTrade([tradeId, 5_000], { account: moderator });
    });
  });

  it('behavior: refused from withdraw', async () => {
    const market = await load();
    const { escrow, mock, seller, buyer, stranger, marked } = market;
    await assertRefused(market, stranger.address, async () => {
      const tradeId = await marked({ token: mock.address });
      await mock.write.setBehavior([buyer.address, MockBehavior.Revert]);
      await escrow.write.releaseTrade([tradeId], { account: seller });
      return escrow.write.withdraw([mock.address, stranger.address], { account: buyer });
    });
  });

  it('behavior: steps that move no tokens find the state already written', async () => {
    const market = await load();
    const { escrow, mock, buyer, seller, publicClient, marked } = market;
    const tradeId = await marked({ token: mock.address });
    const { abi } = escrow;
    const data = encodeFunctionData({
      abi,
      functionName: 'disputeTrade',
      args: [tradeId, zeroHash],
    });
    await mock.write.setBehavior([buyer.address, MockBehavior.Reenter]);
    await mock.write.setReentry([escrow.address, data]);
    const hash = await escrow.write.releaseTrade([tradeId], { account: seller });
    const [reentered] = (await eventsOf(publicClient, mock, hash)).map(({ args }) => args);
    assert.deepEqual(reentered, {
      succeeded: false,
      reason: toFunctionSelector('EscrowStateInvalid(uint256,uint8)'),
    });
  });
});
