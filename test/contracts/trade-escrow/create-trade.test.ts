import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getAddress, keccak256, zeroAddress } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { BALANCE, FEE_BPS, openMarket } from './fixture.ts';
import { MockBehavior } from './mock-behavior.ts';
import { AMOUNT, FAR, PRICE, WITH_FEE, WITHOUT_FEE } from './trades.ts';

const { load, assertBooks, assertions, time } = await openMarket();

const MAX_UINT96 = 2n ** 96n - 1n;
const TERMS_HASH = keccak256('0x01');

// createTrade
// ├── given the contract is paused
// │   └── it reverts with EnforcedPause
// ├── given a token that is not listed
// │   └── it reverts with EscrowTokenNotListed
// ├── given an amount of zero
// │   └── it reverts with EscrowAmountZero
// ├── given an amount of 2^96
// │   └── it reverts with EscrowAmountTooLarge
// ├── given an expiry of now, or above 2^32 - 1
// │   └── it reverts with EscrowExpiryInvalid
// ├── given the buyer is the seller
// │   └── it reverts with EscrowBuyerIsSeller
// ├── given a policy that does not exist
// │   └── it reverts with EscrowPolicyUnknown
// ├── given the moderator is the seller or the named buyer
// │   └── it reverts with EscrowModeratorIsParty
// ├── given an on-chain payment
// │   ├── given its token is not listed
// │   │   └── it reverts with EscrowTokenNotListed
// │   ├── given its token is the asset
// │   │   └── it reverts with EscrowPaymentIsAsset
// │   ├── given a price of zero
// │   │   └── it reverts with EscrowPriceZero
// │   ├── given a price of 2^96
// │   │   └── it reverts with EscrowAmountTooLarge
// │   └── it keeps payment token and price
// ├── given tokens that the seller may not or cannot give
// │   └── it reverts with the token's own error
// ├── given a token that takes a fee on its way in
// │   └── it reverts with EscrowTransferInexact
// └── given good terms
//     ├── it pulls the asset and emits TradeCreated, then TradeTerms
//     ├── it copies the policy's fee
//     ├── it takes the largest amount and price that fit
//     └── it counts ids from 1
describe('createTrade', () => {
  afterEach(assertBooks);

  it('error: EnforcedPause', async () => {
    const { escrow, operations, seller, termsOf } = await load();
    await escrow.write.pause({ account: operations });
    const call = escrow.write.createTrade([termsOf()], { account: seller });
    await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EnforcedPause', []);
  });

  it('error: EscrowTokenNotListed for the asset and for the payment', async () => {
    const { escrow, seller, stranger, termsOf } = await load();
    for (const terms of [{ token: stranger.address }, { paymentToken: stranger.address }]) {
      const call = escrow.write.createTrade([termsOf(terms)], { account: seller });
      await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowTokenNotListed', [
        stranger.address,
      ]);
    }
  });

  it('error: EscrowAmountZero', async () => {
    const { escrow, seller, termsOf } = await load();
    const call = escrow.write.createTrade([termsOf({ amount: 0n })], { account: seller });
    await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowAmountZero', []);
  });

  it('error: EscrowAmountTooLarge for the amount and for the price', async () => {
    const { escrow, usd, seller, termsOf } = await load();
    const tooMuch = MAX_UINT96 + 1n;
    for (const terms of [{ amount: tooMuch }, { paymentToken: usd.address, price: tooMuch }]) {
      const call = escrow.write.createTrade([termsOf(terms)], { account: seller });
      await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowAmountTooLarge', [
        tooMuch,
        MAX_UINT96,
      ]);
    }
  });

  it('error: EscrowExpiryInvalid for the present second and for one that does not fit', async () => {
    const { escrow, seller, termsOf } = await load();
    const now = BigInt(await time.latest()) + 100n;
    for (const expiresAt of [now, 0n, 2n ** 32n]) {
      await time.setNextBlockTimestamp(now);
      const call = escrow.write.createTrade([termsOf({ expiresAt })], { account: seller });
      await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowExpiryInvalid', [
        expiresAt,
        now,
      ]);
    }
  });

  it('behavior: takes the next second and the last that fits as expiry', async () => {
    const { deadlineOf, offer } = await load();
    const now = BigInt(await time.latest()) + 100n;
    await time.setNextBlockTimestamp(now);
    assert.equal(await deadlineOf(await offer({ expiresAt: now + 1n })), now + 1n);
    assert.equal(await deadlineOf(await offer({ expiresAt: 2n ** 32n - 1n })), 2n ** 32n - 1n);
  });

  it('error: EscrowBuyerIsSeller', async () => {
    const { escrow, seller, termsOf } = await load();
    const terms = termsOf({ buyer: seller.address });
    const call = escrow.write.createTrade([terms], { account: seller });
    await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowBuyerIsSeller', [
      seller.address,
    ]);
  });

  it('error: EscrowPolicyUnknown for zero, the next id and the highest', async () => {
    const { escrow, seller, termsOf } = await load();
    for (const policyId of [0, 3, 2 ** 24 + 1, 2 ** 32 - 1]) {
      const call = escrow.write.createTrade([termsOf({ policyId })], { account: seller });
      await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowPolicyUnknown', [
        policyId,
      ]);
    }
  });

  it('error: EscrowModeratorIsParty as seller and as named buyer', async () => {
    const { escrow, seller, moderator, termsOf } = await load();
    const named = escrow.write.createTrade([termsOf({ buyer: moderator.address })], {
      account: seller,
    });
    const selling = escrow.write.createTrade([termsOf()], { account: moderator });
    for (const call of [named, selling]) {
      await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowModeratorIsParty', [
        moderator.address,
      ]);
    }
  });

  it('error: EscrowPaymentIsAsset', async () => {
    const { escrow, rwa, seller, termsOf } = await load();
    const terms = termsOf({ paymentToken: rwa.address });
    const call = escrow.write.createTrade([terms], { account: seller });
    await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowPaymentIsAsset', [
      rwa.address,
    ]);
  });

  it('error: EscrowPriceZero', async () => {
    const { escrow, usd, seller, termsOf } = await load();
    const terms = termsOf({ paymentToken: usd.address, price: 0n });
    const call = escrow.write.createTrade([terms], { account: seller });
    await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowPriceZero', []);
  });

  it("error: the token's own when the seller has too little or is not eligible", async () => {
    const { escrow, rwa, operations, seller, termsOf } = await load();
    const terms = termsOf({ amount: BALANCE + 1n });
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.createTrade([terms], { account: seller }),
      rwa,
      'ERC20InsufficientBalance',
      [seller.address, BALANCE, BALANCE + 1n],
    );
    await rwa.write.setEligibility([seller.address, 0n, FAR, 0], { account: operations });
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.createTrade([termsOf()], { account: seller }),
      rwa,
      'ERC7943CannotSend',
      [seller.address],
    );
  });

  it('error: EscrowTransferInexact for a token that takes a fee on transfer', async () => {
    const { escrow, mock, seller, termsOf } = await load();
    await mock.write.setBehavior([escrow.address, MockBehavior.TakeFee]);
    const call = escrow.write.createTrade([termsOf({ token: mock.address })], { account: seller });
    await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowTransferInexact', [
      mock.address,
      AMOUNT - 1n,
      AMOUNT,
    ]);
  });

  it('default', async () => {
    const { escrow, rwa, seller, buyer, publicClient, termsOf } = await load();
    const terms = termsOf({ buyer: buyer.address, termsHash: TERMS_HASH });
    const hash = await escrow.write.createTrade([terms], { account: seller });
    const [created, stated] = await eventsOf(publicClient, escrow, hash);
    const [token, party] = [getAddress(rwa.address), getAddress(seller.address)];
    assert.deepEqual(created, {
      name: 'TradeCreated',
      args: {
        tradeId: 1n,
        seller: party,
        buyer: getAddress(buyer.address),
        tokenAddress: token,
        amount: AMOUNT,
        expiresAt: FAR,
      },
    });
    assert.deepEqual(stated, {
      name: 'TradeTerms',
      args: {
        tradeId: 1n,
        policyId: WITHOUT_FEE,
        paymentToken: zeroAddress,
        price: PRICE,
        termsHash: TERMS_HASH,
      },
    });
    assert.equal(await rwa.read.balanceOf([escrow.address]), AMOUNT);
    assert.equal(await rwa.read.balanceOf([seller.address]), BALANCE - AMOUNT);
  });

  it('behavior: keeps what was agreed, and nothing on price for an off-chain payment', async () => {
    const { escrow, rwa, usd, seller, offer } = await load();
    const kept = {
      seller: getAddress(seller.address),
      buyer: zeroAddress,
      token: getAddress(rwa.address),
      amount: AMOUNT,
      paymentToken: zeroAddress,
      price: 0n,
      deadline: FAR,
      policyId: WITHOUT_FEE,
      feeBps: 0,
      state: 1,
    };
    assert.deepEqual(await escrow.read.tradeOf([await offer()]), kept);
    const onChain = { paymentToken: getAddress(usd.address), policyId: WITH_FEE };
    assert.deepEqual(await escrow.read.tradeOf([await offer(onChain)]), {
      ...kept,
      ...onChain,
      price: PRICE,
      feeBps: FEE_BPS,
    });
  });

  it('behavior: takes the largest amount and price that fit', async () => {
    const { escrow, usd, mock, seller, offer } = await load();
    await mock.write.mint([seller.address, MAX_UINT96]);
    const terms = { token: mock.address, amount: MAX_UINT96, paymentToken: usd.address };
    const tradeId = await offer({ ...terms, price: MAX_UINT96 });
    const { amount, price } = await escrow.read.tradeOf([tradeId]);
    assert.deepEqual([amount, price], [MAX_UINT96, MAX_UINT96]);
  });

  it('behavior: counts ids from 1', async () => {
    const { escrow, offer } = await load();
    assert.equal(await escrow.read.tradeCount(), 0n);
    assert.equal(await offer(), 1n);
    assert.equal(await offer(), 2n);
  });
});
