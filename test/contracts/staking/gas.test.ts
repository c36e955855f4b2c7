import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import hre from 'hardhat';
import type { Hash } from 'viem';
import { type Bank, openBank } from './fixture.ts';
import { AMOUNT, FLEXIBLE, ONE_YEAR, YEAR } from './stakes.ts';

const { load, assertBooks, later } = await openBank();

async function assertGasAtMost({ publicClient }: Bank, ceiling: bigint, sent: Promise<Hash>) {
  const { gasUsed } = await publicClient.waitForTransactionReceipt({ hash: await sent });
  assert.ok(gasUsed <= ceiling, `used ${gasUsed} of ${ceiling} gas`);
}

/** A pool in which every book has been in use, so that no word of it is written for the first time. */
async function usedBank(): Promise<Bank> {
  const bank = await load();
  const { bob, carol, stake } = bank;
  await stake({ tier: FLEXIBLE, account: bob });
  await stake({ tier: ONE_YEAR, account: carol });
  await later(100);
  return bank;
}

// gas of a whole transaction, its 21,000 included: the design's budget, and what it may use, which is more
// ├── stake in a fixed tier: 95,000; 133,100 in a pool in use, 162,300 as the first stake of all (90,000)
// ├── stake in the flexible tier: 98,000; 131,700 in a pool in use, 178,000 as the first stake of all (93,000)
// ├── claim of a fixed position 58,500; 62,700, and of a flexible one 66,000; 74,300
// └── unstake at term 60,000; 64,300 once the reward was claimed
// A position is two new words, 44,200, and what arrives is measured, at two readings of the balance.
// Coverage adds code to the contracts, so gas says nothing then.
describe('gas', { skip: hre.globalOptions.coverage }, () => {
  afterEach(assertBooks);

  for (const { tier, first, used } of [
    { tier: ONE_YEAR, first: 162_300n, used: 133_100n },
    { tier: FLEXIBLE, first: 178_000n, used: 131_700n },
  ]) {
    it(`behavior: stake in tier ${tier}`, async () => {
      for (const [bank, ceiling] of [
        [await load(), first],
        [await usedBank(), used],
      ] as const) {
        const args = [bank.rwa.address, tier, AMOUNT] as const;
        const sent = bank.staking.write.stake(args, { account: bank.alice });
        await assertGasAtMost(bank, ceiling, sent);
      }
    });
  }

  for (const { tier, ceiling } of [
    { tier: ONE_YEAR, ceiling: 62_700n },
    { tier: FLEXIBLE, ceiling: 74_300n },
  ]) {
    it(`behavior: claim in tier ${tier}`, async () => {
      const bank = await usedBank();
      const positionId = await bank.stake({ tier });
      await later(YEAR / 2n);
      const sent = bank.staking.write.claim([positionId], { account: bank.alice });
      await assertGasAtMost(bank, ceiling, sent);
    });
  }

  it('behavior: unstake at term', async () => {
    const bank = await usedBank();
    const positionId = await bank.stake({ tier: ONE_YEAR });
    await later(YEAR);
    await bank.staking.write.claim([positionId], { account: bank.alice });
    const sent = bank.staking.write.unstake([positionId], { account: bank.alice });
    await assertGasAtMost(bank, 64_300n, sent);
  });
});
