import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Account } from 'viem';
import { errorOf } from '../rwa-token/error-of.ts';
import { type SeededRandom, seededRandom } from '../rwa-token/seeded-random.ts';
import { type Bank, openBank, RESERVE } from './fixture.ts';
import { PositionState, TIERS } from './stakes.ts';
import { StakingModel, type Verdict } from './staking-model.ts';

const { load, assertBooks, time } = await openBank();

const SEEDS = [1, 2, 3, 4, 5];
const STEPS = 400;
const STEPS_BETWEEN_CHECKS = 20;

/** Steps concern one of the newest positions, so that some of them get far. */
const NEWEST = 6;

/** Seconds that may pass before a step: the least there can be, part of the shortest term, and up to the longest. */
const PAUSES = [1, 1, 1, 7, 90, 3_600, 86_400, 8_000_000, 40_000_000] as const;

/** Sizes of amounts, in base units: some round to nothing, some are more than the reserve can carry. */
const SIZES = [10, 10_000, 1_000_000_000, 4_294_967_296] as const;

type Step = { bank: Bank; model: StakingModel; random: SeededRandom; now: bigint };

/** What the model says, and the same tried on the contract. */
type Attempt = { verdict: Verdict; sent: Promise<unknown>; positionId?: number };

const anyAmount = (random: SeededRandom) => BigInt(random.below(random.pick(SIZES)));

/** A position of the newest ones, or one that does not exist; and its owner, or somebody else. */
function anyPosition({ bank: { alice, bob, carol }, model, random }: Step) {
  const newest = model.positions.length;
  const positionId = Math.max(0, newest + 1 - random.below(NEWEST));
  const others: [Account, ...Account[]] = [alice, bob, carol];
  const owner = others.find(({ address }) => address === model.positions[positionId - 1]?.account);
  const isOwner = owner !== undefined && random.below(8) > 0;
  return { positionId, account: isOwner ? owner : random.pick(others) };
}

function stake({ bank, model, random, now }: Step): Attempt {
  const { staking, rwa, alice, bob, carol } = bank;
  const account = random.pick([alice, bob, carol]);
  const tier = random.below(TIERS.length);
  const amount = anyAmount(random);
  const verdict = model.stake(now, { account: account.address, tier, amount });
  return { verdict, sent: staking.write.stake([rwa.address, tier, amount], { account }) };
}

function claim(step: Step): Attempt {
  const { positionId, account } = anyPosition(step);
  const verdict = step.model.claim(step.now, positionId, account.address);
  const sent = step.bank.staking.write.claim([BigInt(positionId)], { account });
  return { verdict, sent, positionId };
}

function unstake(step: Step): Attempt {
  const { positionId, account } = anyPosition(step);
  const verdict = step.model.unstake(step.now, positionId, account.address);
  const sent = step.bank.staking.write.unstake([BigInt(positionId)], { account });
  return { verdict, sent, positionId };
}

function seizePosition(step: Step): Attempt {
  const { staking, operations } = step.bank;
  const { positionId, account } = anyPosition(step);
  const to = step.random.pick([step.bank.treasury, account]).address;
  const verdict = step.model.seize(step.now, positionId, to);
  const args = [BigInt(positionId), to] as const;
  const sent = staking.write.seizePosition(args, { account: operations });
  return { verdict, sent, positionId };
}

function fund({ bank: { staking, rwa, treasury }, model, random, now }: Step): Attempt {
  const amount = anyAmount(random);
  const verdict = model.fund(now, amount);
  return { verdict, sent: staking.write.fund([rwa.address, amount], { account: treasury }) };
}

/** All that is free at the last block, which is a second too much where rewards accrue; or any amount. */
function defund({ bank, model, random, now }: Step): Attempt {
  const { staking, rwa, operations, treasury } = bank;
  const amount = random.pick([model.free, anyAmount(random), anyAmount(random)]);
  const verdict = model.defund(now, amount);
  const args = [rwa.address, treasury.address, amount] as const;
  return { verdict, sent: staking.write.defund(args, { account: operations }) };
}

function setFlexibleRate({ bank: { staking, rwa }, model, random, now }: Step): Attempt {
  const aprBps = random.pick([0, 1_000, 5_000]);
  const verdict = model.setFlexibleRate(now, aprBps);
  return { verdict, sent: staking.write.setFlexibleRate([rwa.address, aprBps]) };
}

function pauseOrUnpause({ bank: { staking, operations }, model }: Step): Attempt {
  model.isPaused = !model.isPaused;
  const write = model.isPaused ? staking.write.pause : staking.write.unpause;
  return { verdict: undefined, sent: write({ account: operations }) };
}

const ATTEMPTS = [
  stake,
  stake,
  stake,
  claim,
  claim,
  unstake,
  unstake,
  seizePosition,
  fund,
  fund,
  defund,
  setFlexibleRate,
  pauseOrUnpause,
] as const;

/** Refusals that all walks together must have met, or they would prove little. */
const MET = [
  'EnforcedPause',
  'StakingAmountZero',
  'StakingDefundTooLarge',
  'StakingLocked',
  'StakingNotOwner',
  'StakingNothingToClaim',
  'StakingRecipientInvalid',
  'StakingReserveTooSmall',
  'StakingRewardZero',
  'StakingStateInvalid',
];

/** What each position could claim at a time, by the model. */
const claimables = (model: StakingModel, now: bigint) =>
  model.positions.map((position) => model.claimable(position, now));

/** Asserts that the contract's books and positions are the model's, as of the latest block. */
async function assertEqual({ staking, rwa }: Bank, model: StakingModel, label: string) {
  const now = BigInt(await time.latest());
  const expected = { ...model.booksAt(now), tierCount: TIERS.length };
  assert.deepEqual(await staking.read.poolOf([rwa.address]), expected, label);
  for (const [index, position] of model.positions.entries()) {
    const id = BigInt(index + 1);
    const { state, claimed, reward } = await staking.read.positionOf([id]);
    const due = await staking.read.claimable([id]);
    assert.deepEqual(
      [state, claimed, reward, due],
      [
        PositionState[position.state],
        position.claimed,
        position.reward,
        model.claimable(position, now),
      ],
      `position ${id} after ${label}`,
    );
  }
}

// random walks over everything that anyone can do to one pool, held against a model of the rules in plain numbers
// ├── each step succeeds, or fails with the very error, as the model says
// ├── no step lowers what anybody else can claim
// ├── at each check books and positions are the model's to the last unit, and the books are all that is held
// ├── every kind of step succeeds and every kind of refusal is met in all walks, or they would prove nothing
// └── afterwards everybody leaves with all that is due, and the rest can be taken out to the last unit
describe('random walks', () => {
  it('behavior: the contract and the model agree', async () => {
    const met = new Set<Verdict>();
    const done = new Set<string>();
    let exhausted = 0;
    for (const seed of SEEDS) {
      const random = seededRandom(seed);
      const bank = await load();
      await empty(bank);
      const model = new StakingModel(TIERS, BigInt(await time.latest()));
      for (let number = 1; number <= STEPS; number++) {
        const now = BigInt((await time.latest()) + random.pick(PAUSES));
        const attempt = random.pick(ATTEMPTS);
        const label = `step ${number} of seed ${seed}: ${attempt.name}`;
        await time.setNextBlockTimestamp(now);
        const before = claimables(model, now);
        const { verdict, sent, positionId } = attempt({ bank, model, random, now });
        assert.equal(await errorOf(sent), verdict, label);
        for (const [index, due] of claimables(model, now).slice(0, before.length).entries()) {
          if (index + 1 === positionId) continue;
          assert.ok(due >= (before[index] ?? 0n), `${label} lowers position ${index + 1}`);
        }
        met.add(verdict);
        if (verdict === undefined) done.add(attempt.name);
        if (number % STEPS_BETWEEN_CHECKS === 0) await assertEqual(bank, model, label);
      }
      await assertBooks();
      exhausted += (await bank.staking.getEvents.ReserveExhausted({}, { fromBlock: 0n })).length;
      await leave(bank, model);
    }
    assert.ok(exhausted > SEEDS.length, `the reserve ran dry ${exhausted} times`);
    const kinds = new Set(ATTEMPTS.map(({ name }) => name));
    assert.deepEqual([...done].sort(), [...kinds].sort(), `seeds ${SEEDS}`);
    assert.deepEqual([...met].filter((name) => name !== undefined).sort(), MET, `seeds ${SEEDS}`);
  });
});

/** Takes out the reserve, so that a walk has only what its own steps bring, and runs dry. */
async function empty({ staking, rwa, operations, treasury }: Bank): Promise<void> {
  const args = [rwa.address, treasury.address, RESERVE] as const;
  await staking.write.defund(args, { account: operations });
}

/** Everybody leaves after the longest term, and the treasury takes the rest. */
async function leave(bank: Bank, model: StakingModel): Promise<void> {
  const { staking, rwa, operations, treasury } = bank;
  await time.increase(63_072_000);
  for (const [index, { state, account }] of model.positions.entries()) {
    const id = BigInt(index + 1);
    if (state === 'Active') await staking.write.unstake([id], { account });
    if (state === 'Seized' && (await staking.read.claimable([id])) > 0n) {
      await staking.write.claim([id], { account });
    }
  }
  const { free } = await staking.read.poolOf([rwa.address]);
  if (free > 0n) {
    const args = [rwa.address, treasury.address, free] as const;
    await staking.write.defund(args, { account: operations });
  }
  assert.equal(await rwa.read.balanceOf([staking.address]), 0n);
}
