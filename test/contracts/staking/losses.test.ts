import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { assertBooksBalance } from './books.ts';
import { BALANCE, type Bank, openBank, RESERVE } from './fixture.ts';
import { AMOUNT, FLEXIBLE, MINUTES, ONE_YEAR, REWARD, TWO_YEARS, YEAR } from './stakes.ts';

const { load, assertBooks, assertions, later } = await openBank();

/** Takes out whatever is free but for `keep` base units, which may accrue before that is done. */
async function drain({ staking, rwa, operations, treasury, booksOf }: Bank, keep = 0n) {
  const { free } = await booksOf();
  const args = [rwa.address, treasury.address, free - keep] as const;
  await staking.write.defund(args, { account: operations });
}

// ways in which contracts of this kind lost money elsewhere
// ├── principal counted as reward: others' principal pays no reward, reserves none, and can not be taken out
// ├── rewards stranded at zero supply: what nobody has earned stays free, and no later stake earns it
// ├── rounding that starves the last claimer: everybody is paid, the last one too, and nothing remains
// ├── truncation of small stakes
// │   ├── a small stake loses nothing by others settling often
// │   └── one that would earn nothing is refused; see stake.test.ts
// ├── retroactive rate change: time gone by counts at its own rate, whoever settles it
// ├── reserve starvation by early exit: what reserved the reserve can not leave before its term
// ├── pause that blocks exit: principal and reward leave a paused contract
// ├── a dry reserve: principal leaves, and fixed rewards are there
// ├── donation to the contract
// │   ├── given a permissioned token, there is none
// │   └── given another token, it changes no book and no reward
// └── claim frequency
//     ├── a fixed position is paid the same to the unit however often it claims
//     └── a flexible one loses less than one base unit at each claim, to the reserve
describe('known losses', () => {
  afterEach(assertBooks);

  it('behavior: principal counted as reward', async () => {
    const bank = await load();
    const { staking, rwa, operations, alice, bob, treasury, stake, booksOf } = bank;
    await drain(bank);
    const first = await stake({ tier: FLEXIBLE });
    await stake({ tier: FLEXIBLE, account: bob, amount: AMOUNT * 100n });
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.stake([rwa.address, ONE_YEAR, AMOUNT], { account: alice }),
      staking,
      'StakingReserveTooSmall',
      [rwa.address, REWARD[ONE_YEAR], 0n],
    );
    await assertions.revertWithCustomErrorWithArgs(
      staking.write.defund([rwa.address, treasury.address, 1n], { account: operations }),
      staking,
      'StakingDefundTooLarge',
      [rwa.address, 1n, 0n],
    );
    await later(YEAR);
    await staking.write.unstake([first], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE);
    assert.equal((await booksOf()).principal, AMOUNT * 100n);
  });

  it('behavior: rewards stranded at zero supply', async () => {
    const bank = await load();
    const { staking, rwa, alice, treasury, stake, booksOf } = bank;
    await later(YEAR);
    const positionId = await stake({ tier: FLEXIBLE });
    assert.equal((await booksOf()).free, RESERVE);
    await later(YEAR);
    await staking.write.unstake([positionId], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE + AMOUNT / 10n);
    await later(YEAR);
    await drain(bank);
    assert.equal(await rwa.read.balanceOf([treasury.address]), BALANCE - AMOUNT / 10n);
    assert.equal(await rwa.read.balanceOf([staking.address]), 0n);
  });

  it('behavior: rounding that starves the last claimer', async () => {
    const bank = await load();
    const { staking, rwa, alice, bob, carol, treasury, stake } = bank;
    const stakers = [alice, bob, carol];
    const ids: bigint[] = [];
    for (const [index, account] of stakers.entries()) {
      const tiers = [FLEXIBLE, MINUTES, FLEXIBLE];
      for (const tier of tiers) {
        const amount = 1_000_003n * BigInt(index + 1) + 7n;
        ids.push(await stake({ tier, amount, account }));
      }
      await later(61);
      await staking.write.fund([rwa.address, 1n], { account: treasury });
    }
    // The reserve runs dry in between, which is where the index is rounded too.
    await drain(bank, 500n);
    await later(86_400);
    await staking.write.fund([rwa.address, 50_000n], { account: treasury });
    await later(30);
    for (const [index, id] of ids.entries()) {
      const account = stakers[Math.floor(index / 3)] ?? alice;
      await staking.write.unstake([id], { account });
    }
    await drain(bank);
    assert.equal(await rwa.read.balanceOf([staking.address]), 0n);
  });

  it('behavior: truncation of small stakes, which lose nothing by others settling often', async () => {
    const { staking, rwa, treasury, stake } = await load();
    // 10,000 base units at 10 % earn one in 31,536 seconds.
    const small = await stake({ tier: FLEXIBLE, amount: 10_000n });
    for (let count = 0; count < 100; count++) {
      await later(3_154);
      await staking.write.fund([rwa.address, 1n], { account: treasury });
    }
    assert.equal(await staking.read.claimable([small]), 10n);
  });

  it('behavior: retroactive rate change', async () => {
    const { staking, rwa, alice, stake } = await load();
    const positionId = await stake({ tier: FLEXIBLE });
    await later(YEAR);
    await staking.write.setFlexibleRate([rwa.address, 5_000]);
    assert.equal(await staking.read.claimable([positionId]), AMOUNT / 10n);
    await later(YEAR / 10n);
    await staking.write.setFlexibleRate([rwa.address, 0]);
    await later(YEAR);
    await staking.write.unstake([positionId], { account: alice });
    const paid = AMOUNT / 10n + AMOUNT / 20n;
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE + paid);
  });

  it('behavior: reserve starvation by early exit', async () => {
    const { staking, rwa, operations, alice, treasury, stake, booksOf } = await load();
    const amount = await staking.read.capacity([rwa.address, TWO_YEARS]);
    const positionId = await stake({ tier: TWO_YEARS, amount });
    assert.equal((await booksOf()).free, 0n);
    await later(YEAR);
    await assertions.revertWithCustomError(
      staking.write.unstake([positionId], { account: alice }),
      staking,
      'StakingLocked',
    );
    const args = [positionId, treasury.address] as const;
    await staking.write.seizePosition(args, { account: operations });
    assert.equal((await booksOf()).free, RESERVE / 2n);
  });

  it('behavior: pause that blocks exit', async () => {
    const { staking, rwa, operations, alice, stake } = await load();
    const fixed = await stake({ tier: MINUTES });
    const flexible = await stake({ tier: FLEXIBLE });
    await staking.write.pause({ account: operations });
    await later(180);
    await staking.write.unstake([fixed], { account: alice });
    await staking.write.unstake([flexible], { account: alice });
    assert.ok((await rwa.read.balanceOf([alice.address])) > BALANCE + REWARD[MINUTES]);
  });

  it('behavior: a dry reserve leaves principal and fixed rewards', async () => {
    const bank = await load();
    const { staking, rwa, alice, stake } = bank;
    const fixed = await stake({ tier: ONE_YEAR });
    const flexible = await stake({ tier: FLEXIBLE, amount: AMOUNT * 100n });
    await later(YEAR);
    await staking.write.unstake([flexible], { account: alice });
    await staking.write.unstake([fixed], { account: alice });
    assert.equal(await rwa.read.balanceOf([alice.address]), BALANCE + RESERVE);
    assert.equal(await rwa.read.balanceOf([staking.address]), 0n);
  });

  it('behavior: no donation of a permissioned token', async () => {
    const { staking, rwa, alice } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      rwa.write.transfer([staking.address, 1n], { account: alice }),
      rwa,
      'TokenCustodyMustPull',
      [staking.address, alice.address],
    );
  });

  it('behavior: claim frequency changes nothing for a fixed position', async () => {
    const { staking, rwa, alice, bob, stake } = await load();
    const often = await stake({ tier: MINUTES, amount: 350_400_007n });
    const once = await stake({ tier: MINUTES, amount: 350_400_007n, account: bob });
    for (let count = 0; count < 100; count++) {
      await later(1);
      await staking.write.claim([often], { account: alice });
    }
    await later(200);
    await staking.write.unstake([often], { account: alice });
    await staking.write.unstake([once], { account: bob });
    const paid = await rwa.read.balanceOf([bob.address]);
    assert.equal(await rwa.read.balanceOf([alice.address]), paid);
    assert.equal(paid, BALANCE + 1_000n);
  });

  it('behavior: a flexible position loses less than one base unit at each claim', async () => {
    const bank = await load();
    const { staking, rwa, alice, bob, stake } = bank;
    const often = await stake({ tier: FLEXIBLE, amount: 1_000_000_007n });
    await later(1);
    const once = await stake({ tier: FLEXIBLE, amount: 1_000_000_007n, account: bob });
    // 3.17 base units a second, of which each claim pays three and each eleventh or so four.
    for (let count = 0; count < 50; count++) {
      await later(1);
      await staking.write.claim([often], { account: alice });
    }
    const { claimed } = await staking.read.positionOf([often]);
    const whole = await staking.read.claimable([once]);
    assert.equal(claimed, 153n);
    assert.equal(whole, 158n);
    await staking.write.unstake([often], { account: alice });
    await staking.write.unstake([once], { account: bob });
    await drain(bank);
    assert.equal(await rwa.read.balanceOf([staking.address]), 0n);
  });
});

describe('donation', () => {
  it('behavior: changes no book and no reward', async () => {
    const bank = await load();
    const { staking, mock, operations, alice, bob, treasury, stake } = bank;
    const positionId = await stake({ token: mock.address, tier: FLEXIBLE });
    const donated = AMOUNT * 10n;
    await mock.write.transfer([staking.address, donated], { account: bob });
    await assertBooksBalance(bank, { donated });
    await assertions.revertWithCustomError(
      staking.write.defund([mock.address, treasury.address, RESERVE + 1n], {
        account: operations,
      }),
      staking,
      'StakingDefundTooLarge',
    );
    const { startAt } = await staking.read.positionOf([positionId]);
    await later(YEAR);
    const hash = await staking.write.unstake([positionId], { account: alice });
    const { blockNumber } = await bank.publicClient.waitForTransactionReceipt({ hash });
    const { timestamp } = await bank.publicClient.getBlock({ blockNumber });
    const earned = (AMOUNT * (timestamp - startAt)) / (10n * YEAR);
    assert.equal(await mock.read.balanceOf([alice.address]), BALANCE + earned);
    await assertBooksBalance(bank, { donated });
  });
});
