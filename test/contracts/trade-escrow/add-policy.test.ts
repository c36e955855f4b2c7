import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getAddress, zeroAddress, zeroHash } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import {
  COUNTERS,
  COUNTERS_SLOT,
  DEFAULT_BUYER_BPS,
  DISPUTE_WINDOW,
  FEE_BPS,
  openMarket,
  PAYMENT_WINDOW,
  policy,
  RELEASE_WINDOW,
} from './fixture.ts';

const { load, assertBooks, assertions, networkHelpers } = await openMarket();

// addPolicy, policyOf, policyCount
// ├── given the caller is not the default admin
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given no moderator
// │   └── it reverts with EscrowPolicyModeratorZero
// ├── given a fee above 500 basis points
// │   └── it reverts with EscrowPolicyFeeTooHigh
// ├── given a fee without a recipient
// │   └── it reverts with EscrowPolicyFeeRecipientZero
// ├── given the escrow as recipient
// │   └── it reverts with EscrowRecipientInvalid
// ├── given a default share above 10,000 basis points
// │   └── it reverts with EscrowBpsTooHigh
// ├── given a window below 10 seconds or above 90 days
// │   └── it reverts with EscrowPolicyWindowInvalid
// ├── given good terms
// │   ├── it adds the policy under the next id and emits PolicyAdded, then PolicyWindowsSet
// │   ├── it takes the extremes
// │   └── it needs no recipient without a fee
// ├── given 2^24 - 1 policies
// │   └── it reverts with EscrowPolicyListFull
// └── when an id is read that was never given
//     └── it reverts with EscrowPolicyUnknown
describe('addPolicy', () => {
  afterEach(assertBooks);

  it('error: AccessControlUnauthorizedAccount', async () => {
    const { escrow, operations, moderator, feeRecipient } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.addPolicy([policy(moderator.address, 0, feeRecipient.address)], {
        account: operations,
      }),
      escrow,
      'AccessControlUnauthorizedAccount',
      [operations.address, zeroHash],
    );
  });

  it('error: EscrowPolicyModeratorZero', async () => {
    const { escrow, feeRecipient } = await load();
    const call = escrow.write.addPolicy([policy(zeroAddress, 0, feeRecipient.address)]);
    await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowPolicyModeratorZero', []);
  });

  it('error: EscrowPolicyFeeTooHigh', async () => {
    const { escrow, moderator, feeRecipient } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.addPolicy([policy(moderator.address, 501, feeRecipient.address)]),
      escrow,
      'EscrowPolicyFeeTooHigh',
      [501, 500],
    );
  });

  it('error: EscrowPolicyFeeRecipientZero', async () => {
    const { escrow, moderator } = await load();
    const call = escrow.write.addPolicy([policy(moderator.address, 1, zeroAddress)]);
    await assertions.revertWithCustomErrorWithArgs(
      call,
      escrow,
      'EscrowPolicyFeeRecipientZero',
      [],
    );
  });

  it('error: EscrowRecipientInvalid for the escrow, which could never pay the fee out', async () => {
    const { escrow, moderator } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.addPolicy([policy(moderator.address, 1, escrow.address)]),
      escrow,
      'EscrowRecipientInvalid',
      [escrow.address],
    );
  });

  it('error: EscrowBpsTooHigh', async () => {
    const { escrow, moderator, feeRecipient } = await load();
    const terms = policy(moderator.address, 0, feeRecipient.address);
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.addPolicy([{ ...terms, defaultBuyerBps: 10_001 }]),
      escrow,
      'EscrowBpsTooHigh',
      [10_001, 10_000],
    );
  });

  for (const name of ['paymentWindow', 'releaseWindow', 'disputeWindow'] as const) {
    it(`error: EscrowPolicyWindowInvalid for the ${name}`, async () => {
      const { escrow, moderator, feeRecipient } = await load();
      const longest = 90 * 86_400;
      for (const window of [0, 9, longest + 1, 2 ** 32 - 1]) {
        const terms = { ...policy(moderator.address, 0, feeRecipient.address), [name]: window };
        await assertions.revertWithCustomErrorWithArgs(
          escrow.write.addPolicy([terms]),
          escrow,
          'EscrowPolicyWindowInvalid',
          [window, 10, longest],
        );
      }
    });
  }

  it('default', async () => {
    const { escrow, moderator, feeRecipient, publicClient } = await load();
    const terms = policy(getAddress(moderator.address), FEE_BPS, getAddress(feeRecipient.address));
    const hash = await escrow.write.addPolicy([terms]);
    assert.deepEqual(await eventsOf(publicClient, escrow, hash), [
      {
        name: 'PolicyAdded',
        args: {
          policyId: 3,
          moderator: terms.moderator,
          feeBps: FEE_BPS,
          feeRecipient: terms.feeRecipient,
          disputeWindow: DISPUTE_WINDOW,
          defaultBuyerBps: DEFAULT_BUYER_BPS,
        },
      },
      {
        name: 'PolicyWindowsSet',
        args: { policyId: 3, paymentWindow: PAYMENT_WINDOW, releaseWindow: RELEASE_WINDOW },
      },
    ]);
    assert.deepEqual(await escrow.read.policyOf([3]), terms);
    assert.equal(await escrow.read.policyCount(), 3);
  });

  it('behavior: takes the extremes, and no recipient without a fee', async () => {
    const { escrow, moderator } = await load();
    const shortest = {
      ...policy(getAddress(moderator.address), 0, zeroAddress),
      paymentWindow: 10,
      releaseWindow: 10,
      disputeWindow: 10,
      defaultBuyerBps: 0,
    };
    const longest = {
      ...policy(getAddress(moderator.address), 500, getAddress(moderator.address)),
      paymentWindow: 90 * 86_400,
      releaseWindow: 90 * 86_400,
      disputeWindow: 90 * 86_400,
      defaultBuyerBps: 10_000,
    };
    await escrow.write.addPolicy([shortest]);
    await escrow.write.addPolicy([longest]);
    assert.deepEqual(await escrow.read.policyOf([3]), shortest);
    assert.deepEqual(await escrow.read.policyOf([4]), longest);
  });

  it('error: EscrowPolicyListFull', async () => {
    const { escrow, moderator, feeRecipient } = await load();
    const slot = await networkHelpers.getStorageAt(escrow.address, COUNTERS_SLOT);
    assert.equal(BigInt(slot), COUNTERS);
    const full = 2n ** 24n - 1n;
    await networkHelpers.setStorageAt(escrow.address, COUNTERS_SLOT, COUNTERS | (full << 24n));
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.addPolicy([policy(moderator.address, 0, feeRecipient.address)]),
      escrow,
      'EscrowPolicyListFull',
      [full],
    );
  });

  for (const policyId of [0, 3, 2 ** 32 - 1]) {
    it(`error: EscrowPolicyUnknown when reading ${policyId}`, async () => {
      const { escrow } = await load();
      await assertions.revertWithCustomErrorWithArgs(
        escrow.read.policyOf([policyId]),
        escrow,
        'EscrowPolicyUnknown',
        [policyId],
      );
    });
  }
});
