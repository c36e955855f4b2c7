import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getAddress } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { MockBehavior } from '../trade-escrow/mock-behavior.ts';
import { BALANCE, openBank, RESERVE } from './fixture.ts';
import { AMOUNT, FLEXIBLE, MAX_UINT96, YEAR } from './stakes.ts';

const { load, assertBooks, assertions, later } = await openBank();

// fund
// ├── given a token without a pool
// │   └── it reverts with StakingPoolUnknown
// ├── given an amount of zero
// │   └── it reverts with StakingAmountZero
// ├── given an amount of 2^96
// │   └── it reverts with StakingAmountTooLarge
// ├── given tokens that the caller may not or cannot give
// │   └── it reverts with the token's own error
// ├── given a token that takes a fee on its way in
// │   └── it reverts with StakingAmountNotExact
// ├── given time in which the reserve was empty
// │   └── it pays nothing for it: accrual is booked first, and goes on from now
// └── given anyone with tokens
//     └── it raises what is free, of that pool alone, and emits Funded
describe('fund', () => {
  afterEach(assertBooks);

  it('error: StakingPoolUnknown', async () => {
    const { staking, fresh, treasury } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.fund([fresh.address, AMOUNT], { account: treasury }),
      staking,
      'StakingPoolUnknown',
      [fresh.address],
    );
  });

  it('error: StakingAmountZero', async () => {
    const { staking, rwa, treasury } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.fund([rwa.address, 0n], { account: treasury }),
      staking,
      'StakingAmountZero',
      [],
    );
  });

  it('error: StakingAmountTooLarge for an amount of 2^96', async () => {
    const { staking, mock, treasury } = await load();
    await mock.write.mint([treasury.address, MAX_UINT96]);
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.fund([mock.address, MAX_UINT96 + 1n], { account: treasury }),
      staking,
      'StakingAmountTooLarge',
      [MAX_UINT96 + 1n, MAX_UINT96],
    );
    await staking.write.fund([mock.address, MAX_UINT96], { account: treasury });
  });

  it("error: the token's own when the caller has too little", async () => {
    const { staking, rwa, treasury } = await load();
    const held = BALANCE - RESERVE;
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.fund([rwa.address, held + 1n], { account: treasury }),
      rwa,
      'ERC20InsufficientBalance',
      [treasury.address, held, held + 1n],
    );
  });

  it('error: StakingAmountNotExact for a token that takes a fee on transfer', async () => {
    const { staking, mock, treasury } = await load();
    await mock.write.setBehavior([staking.address, MockBehavior.TakeFee]);
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.fund([mock.address, AMOUNT], { account: treasury }),
      staking,
      'StakingAmountNotExact',
      [mock.address, AMOUNT, AMOUNT - 1n],
    );
  });

  it('default', async () => {
    const { staking, rwa, usd, bob, publicClient, booksOf } = await load();
    const hash = await staking.write.fund([rwa.address, 77n], { account: bob });
    assert.deepEqual(await eventsOf(publicClient, staking, hash), [
      {
        name: 'Funded',
        args: { token: getAddress(rwa.address), from: getAddress(bob.address), amount: 77n },
      },
    ]);
    const empty = { principal: 0n, committed: 0n, owedFlexible: 0n };
    assert.deepEqual(await booksOf(), { ...empty, free: RESERVE + 77n });
    assert.deepEqual(await booksOf(usd.address), { ...empty, free: RESERVE });
    assert.equal(await rwa.read.balanceOf([bob.address]), BALANCE - 77n);
  });

  it('behavior: pays nothing for time in which the reserve was empty', async () => {
    const { staking, rwa, treasury, publicClient, stake, booksOf } = await load();
    // Ten times the reserve at 10 % use it up in a year.
    const positionId = await stake({ tier: FLEXIBLE, amount: RESERVE * 10n });
    await later(YEAR * 3n);
    const hash = await staking.write.fund([rwa.address, RESERVE], { account: treasury });
    const names = (await eventsOf(publicClient, staking, hash)).map(({ name }) => name);
    assert.deepEqual(names, ['ReserveExhausted', 'Funded']);
    assert.equal(await staking.read.claimable([positionId]), RESERVE);
    assert.equal((await booksOf()).free, RESERVE);
    await later(YEAR / 2n);
    await staking.write.fund([rwa.address, 1n], { account: treasury });
    assert.equal(await staking.read.claimable([positionId]), RESERVE + RESERVE / 2n);
  });
});
