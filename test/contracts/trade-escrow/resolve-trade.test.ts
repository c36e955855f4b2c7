import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { BALANCE, DEFAULT_BUYER_BPS, openMarket } from './fixture.ts';
import { AMOUNT, WITH_FEE } from './trades.ts';

const { load, assertBooks, assertions, time } = await openMarket();

// resolveTrade
// ├── given the trade is not in dispute
// │   └── it reverts with EscrowStateInvalid
// ├── given the caller is not the moderator of the trade's policy
// │   └── it reverts with EscrowNotModerator
// ├── when the dispute window has passed
// │   └── it reverts with EscrowDeadlinePassed
// ├── given a share above 10,000 basis points
// │   └── it reverts with EscrowBpsTooHigh
// └── given the moderator decides in time
//     ├── it pays both their share, and the sum is exact for odd units
//     ├── it takes the fee from the buyer's share only
//     ├── it pays the whole to one side at 0 and at 10,000
//     └── it works in the window's last second
describe('resolveTrade', () => {
  afterEach(assertBooks);

  it('error: EscrowStateInvalid before a dispute and after it', async () => {
    const { escrow, moderator, marked, disputed } = await load();
    const quiet = await marked();
    const resolved = await disputed();
    await escrow.write.resolveTrade([resolved, 1], { account: moderator });
    for (const [tradeId, state] of [
      [quiet, 3],
      [resolved, 8],
    ] as const) {
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.resolveTrade([tradeId, 1], { account: moderator }),
        escrow,
        'EscrowStateInvalid',
        [tradeId, state],
      );
    }
  });

  it('error: EscrowNotModerator for the parties and for the admin', async () => {
    const { escrow, admin, seller, buyer, moderator, disputed } = await load();
    const tradeId = await disputed();
    for (const account of [admin, seller, buyer]) {
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.resolveTrade([tradeId, 5_000], { account }),
        escrow,
        'EscrowNotModerator',
        [tradeId, account.address, moderator.address],
      );
    }
  });

  it('error: EscrowDeadlinePassed', async () => {
    const { escrow, moderator, disputed, deadlineOf } = await load();
    const tradeId = await disputed();
    const deadline = await deadlineOf(tradeId);
    await time.setNextBlockTimestamp(deadline + 1n);
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.resolveTrade([tradeId, 5_000], { account: moderator }),
      escrow,
      'EscrowDeadlinePassed',
      [tradeId, deadline, deadline + 1n],
    );
  });

  it('error: EscrowBpsTooHigh', async () => {
    const { escrow, moderator, disputed } = await load();
    const tradeId = await disputed();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.resolveTrade([tradeId, 10_001], { account: moderator }),
      escrow,
      'EscrowBpsTooHigh',
      [10_001, 10_000],
    );
  });

  // 1,001 base units: share of the buyer, and what is left for the seller.
  for (const { bps, toBuyer, toSeller } of [
    { bps: 0, toBuyer: 0n, toSeller: 1_001n },
    { bps: 1, toBuyer: 0n, toSeller: 1_001n },
    { bps: 3_333, toBuyer: 333n, toSeller: 668n },
    { bps: 5_000, toBuyer: 500n, toSeller: 501n },
    { bps: 9_999, toBuyer: 1_000n, toSeller: 1n },
    { bps: 10_000, toBuyer: 1_001n, toSeller: 0n },
  ]) {
    it(`default: an odd-unit split sums exactly at ${bps} basis points`, async () => {
      const { escrow, rwa, seller, buyer, moderator, disputed, stateOf } = await load();
      const tradeId = await disputed();
      await assertions.emitWithArgs(
        escrow.write.resolveTrade([tradeId, bps], { account: moderator }),
        escrow,
        'DisputeResolved',
        [tradeId, moderator.address, bps, toBuyer, toSeller],
      );
      assert.equal(toBuyer + toSeller, AMOUNT);
      assert.equal(await stateOf(tradeId), 'Resolved');
      assert.equal(await rwa.read.balanceOf([buyer.address]), BALANCE + toBuyer);
      assert.equal(await rwa.read.balanceOf([seller.address]), BALANCE - AMOUNT + toSeller);
      assert.equal(await rwa.read.balanceOf([escrow.address]), 0n);
    });
  }

  it("behavior: takes the fee from the buyer's share only", async () => {
    const { escrow, rwa, buyer, moderator, feeRecipient, disputed } = await load();
    const tradeId = await disputed({ policyId: WITH_FEE });
    await assertions.emitWithArgs(
      escrow.write.resolveTrade([tradeId, 5_000], { account: moderator }),
      escrow,
      'DisputeResolved',
      [tradeId, moderator.address, 5_000, 498n, 501n],
    );
    assert.equal(await rwa.read.balanceOf([feeRecipient.address]), 2n);
    assert.equal(await rwa.read.balanceOf([buyer.address]), BALANCE + 498n);
    assert.equal(await rwa.read.balanceOf([escrow.address]), 0n);
  });

  it("behavior: works in the window's last second", async () => {
    const { escrow, moderator, disputed, deadlineOf, stateOf } = await load();
    const tradeId = await disputed();
    await time.setNextBlockTimestamp(await deadlineOf(tradeId));
    await escrow.write.resolveTrade([tradeId, 5_000], { account: moderator });
    assert.equal(await stateOf(tradeId), 'Resolved');
  });
});

// resolveByDefault
// ├── given the trade is not in dispute
// │   └── it reverts with EscrowStateInvalid
// ├── when it is the dispute window's last second
// │   └── it reverts with EscrowDeadlineAhead: that second belongs to the moderator
// └── when the window has passed
//     └── anyone applies the policy's default share, in spite of a silent moderator
describe('resolveByDefault', () => {
  afterEach(assertBooks);

  it('error: EscrowStateInvalid', async () => {
    const { escrow, stranger, marked, deadlineOf } = await load();
    const tradeId = await marked();
    await time.setNextBlockTimestamp((await deadlineOf(tradeId)) + 1n);
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.resolveByDefault([tradeId], { account: stranger }),
      escrow,
      'EscrowStateInvalid',
      [tradeId, 3],
    );
  });

  it("error: EscrowDeadlineAhead in the window's last second", async () => {
    const { escrow, stranger, disputed, deadlineOf } = await load();
    const tradeId = await disputed();
    const deadline = await deadlineOf(tradeId);
    await time.setNextBlockTimestamp(deadline);
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.resolveByDefault([tradeId], { account: stranger }),
      escrow,
      'EscrowDeadlineAhead',
      [tradeId, deadline, deadline],
    );
  });

  it('default: a silent moderator leaves the default share', async () => {
    const { escrow, rwa, seller, buyer, stranger, disputed, deadlineOf, stateOf } = await load();
    const tradeId = await disputed();
    await time.setNextBlockTimestamp((await deadlineOf(tradeId)) + 1n);
    await assertions.emitWithArgs(
      escrow.write.resolveByDefault([tradeId], { account: stranger }),
      escrow,
      'DisputeResolved',
      [tradeId, stranger.address, DEFAULT_BUYER_BPS, 300n, 701n],
    );
    assert.equal(await stateOf(tradeId), 'Resolved');
    assert.equal(await rwa.read.balanceOf([buyer.address]), BALANCE + 300n);
    assert.equal(await rwa.read.balanceOf([seller.address]), BALANCE - 300n);
  });
});
