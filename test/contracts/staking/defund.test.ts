import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getAddress, zeroAddress } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { BALANCE, openBank, RESERVE } from './fixture.ts';
import { AMOUNT, FLEXIBLE, ONE_YEAR, REWARD, YEAR } from './stakes.ts';

const { load, assertBooks, assertions, later } = await openBank();

// defund
// ├── given the caller lacks the treasurer role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given a token without a pool
// │   └── it reverts with StakingPoolUnknown
// ├── given an amount of zero
// │   └── it reverts with StakingAmountZero
// ├── given the zero address or staking itself as recipient
// │   └── it reverts with StakingRecipientInvalid
// ├── given more than is free
// │   ├── given principal and committed rewards beside it
// │   │   └── it reverts with StakingDefundTooLarge
// │   └── given flexible accrual that is not booked yet
// │       └── it reverts with StakingDefundTooLarge: that is owed already
// ├── given a recipient who may not hold the token
// │   └── it reverts with the token's own error
// └── given an amount up to all that is free
//     └── it lowers what is free, pays the recipient and emits Defunded
describe('defund', () => {
  afterEach(assertBooks);

  it('error: AccessControlUnauthorizedAccount, for the admin too', async () => {
    const { staking, rwa, admin, treasury } = await load();
    const role = await staking.read.TREASURER_ROLE();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.defund([rwa.address, treasury.address, 1n], { account: admin }),
      staking,
      'AccessControlUnauthorizedAccount',
      [admin.address, role],
    );
  });

  it('error: StakingPoolUnknown', async () => {
    const { staking, fresh, operations, treasury } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.defund([fresh.address, treasury.address, 1n], { account: operations }),
      staking,
      'StakingPoolUnknown',
      [fresh.address],
    );
  });

  it('error: StakingAmountZero', async () => {
    const { staking, rwa, operations, treasury } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.defund([rwa.address, treasury.address, 0n], { account: operations }),
      staking,
      'StakingAmountZero',
      [],
    );
  });

  it('error: StakingRecipientInvalid for zero and for staking itself', async () => {
    const { staking, mock, operations } = await load();
    for (const to of [zeroAddress, staking.address]) {
      await assertions.revertWithCustomErrorWithArgs(
        staking.write.defund([mock.address, to, 1n], { account: operations }),
        staking,
        'StakingRecipientInvalid',
        [to],
      );
    }
  });

  it('error: StakingDefundTooLarge above what is free, beside principal and rewards', async () => {
    const { staking, rwa, operations, treasury, stake } = await load();
    await stake({ tier: ONE_YEAR });
    const free = RESERVE - REWARD[ONE_YEAR];
    for (const amount of [free + 1n, 2n ** 256n - 1n]) {
      await assertions.revertWithCustomErrorWithArgs(
        staking.write.defund([rwa.address, treasury.address, amount], { account: operations }),
        staking,
        'StakingDefundTooLarge',
        [rwa.address, amount, free],
      );
    }
  });

  it('error: StakingDefundTooLarge for what has accrued without being booked', async () => {
    const { staking, rwa, operations, treasury, alice, stake } = await load();
    const positionId = await stake({ tier: FLEXIBLE });
    await later(YEAR);
    const free = RESERVE - AMOUNT / 10n;
    const defund = (amount: bigint) =>
      staking.write.defund([rwa.address, treasury.address, amount], { account: operations });
    await assertions.revertWithCustomErrorWithArgs(
      defund(free + 1n),
      staking,
      'StakingDefundTooLarge',
      [rwa.address, free + 1n, free],
    );
    await defund(free);
    await staking.write.unstake([positionId], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE + AMOUNT / 10n);
  });

  it("error: the token's own for a recipient who is not eligible", async () => {
    const { staking, rwa, operations, stranger } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.defund([rwa.address, stranger.address, 1n], { account: operations }),
      rwa,
      'ERC7943CannotReceive',
      [stranger.address],
    );
  });

  it('default: up to all that is free', async () => {
    const { staking, rwa, operations, bob, publicClient, stake, booksOf } = await load();
    await stake({ tier: ONE_YEAR });
    const amount = RESERVE - REWARD[ONE_YEAR];
    const args = [rwa.address, bob.address, amount] as const;
    const hash = await staking.write.defund(args, { account: operations });
    const [token, to] = [getAddress(rwa.address), getAddress(bob.address)];
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      { name: 'Defunded', args: { token, to, amount } },
    ]);
    assert.equal(await rwa.read.balanceOf([bob.address]), BALANCE + amount);
    assert.deepEqual(await booksOf(), {
      principal: AMOUNT,
      committed: REWARD[ONE_YEAR],
      owedFlexible: 0n,
      free: 0n,
    });
  });
});
