import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BaseError, ContractFunctionRevertedError, zeroHash } from 'viem';
import { type SeededRandom, seededRandom } from '../rwa-token/seeded-random.ts';
import { type Market, openMarket } from './fixture.ts';
import { MockBehavior } from './mock-behavior.ts';
import { WITH_FEE, WITHOUT_FEE } from './trades.ts';

const { load, assertBooks, time } = await openMarket();

const SEEDS = [1, 2, 3];
const STEPS = 400;
const STEPS_BETWEEN_CHECKS = 25;

/** Steps concern one of the newest trades, so that some of them get far. */
const NEWEST = 2;

/** Seconds that may pass at once: one, part of a window, or more than the longest. */
const PAUSES = [1, 700, 4_000] as const;

type Attempt = {
  name: string;
  /** States in which it is likely to be tried; none for a step that would end most trades early. */
  from: readonly string[];
  run: (market: Market, random: SeededRandom, tradeId: bigint) => Promise<unknown>;
};

const ENDED = ['Completed', 'Cancelled', 'Expired', 'Resolved'];

const by = ({ seller, buyer, moderator }: Market, random: SeededRandom) => ({
  account: random.pick([seller, buyer, moderator]),
});

async function createTrade(market: Market, random: SeededRandom) {
  const { escrow, rwa, usd, mock, buyer, termsOf } = market;
  const open = termsOf({ amount: BigInt(1 + random.below(5_000)) });
  const terms = {
    ...open,
    token: random.pick([rwa.address, mock.address]),
    buyer: random.pick([open.buyer, buyer.address]),
    paymentToken: random.pick([open.paymentToken, open.paymentToken, usd.address]),
    price: BigInt(1 + random.below(5_000)),
    expiresAt: BigInt(await time.latest()) + BigInt(1 + random.below(3_000)),
    policyId: random.pick([WITHOUT_FEE, WITH_FEE]),
  };
  return escrow.write.createTrade([terms], by(market, random));
}

/** What anyone may try at any time. Most of it is refused, as it would be in life. */
const ATTEMPTS: [Attempt, ...Attempt[]] = [
  { name: 'createTrade', from: ENDED, run: createTrade },
  {
    name: 'acceptTrade',
    from: ['Created'],
    run: (market, random, id) => market.escrow.write.acceptTrade([id], by(market, random)),
  },
  {
    name: 'markPaid',
    from: ['Accepted'],
    run: (market, random, id) => market.escrow.write.markPaid([id, zeroHash], by(market, random)),
  },
  {
    name: 'releaseTrade',
    from: ['PaymentMarked'],
    run: (market, random, id) => market.escrow.write.releaseTrade([id], by(market, random)),
  },
  {
    name: 'cancelTrade',
    from: [],
    run: (market, random, id) => market.escrow.write.cancelTrade([id], by(market, random)),
  },
  {
    name: 'expireTrade',
    from: ['Accepted'],
    run: (market, random, id) => market.escrow.write.expireTrade([id], by(market, random)),
  },
  {
    name: 'disputeTrade',
    from: ['PaymentMarked'],
    run: (market, random, id) =>
      market.escrow.write.disputeTrade([id, zeroHash], by(market, random)),
  },
  {
    name: 'resolveTrade',
    from: ['Disputed'],
    run: (market, random, id) =>
      market.escrow.write.resolveTrade([id, random.below(10_001)], by(market, random)),
  },
  {
    name: 'resolveByDefault',
    from: ['Disputed'],
    run: (market, random, id) => market.escrow.write.resolveByDefault([id], by(market, random)),
  },
  {
    name: 'withdraw',
    from: ENDED,
    run: (market, random) => {
      const { account } = by(market, random);
      return market.escrow.write.withdraw([market.mock.address, account.address], { account });
    },
  },
  {
    name: 'refuse or allow',
    from: ENDED,
    run: (market, random) =>
      market.mock.write.setBehavior([
        by(market, random).account.address,
        random.pick([MockBehavior.Normal, MockBehavior.Revert, MockBehavior.BurnGas]),
      ]),
  },
  {
    name: 'wait',
    from: ['Disputed'],
    run: (_market, random) => time.increase(random.pick(PAUSES)),
  },
];

/** Mostly one that fits the trade's state, sometimes any at all. */
async function chooseAttempt(market: Market, random: SeededRandom, tradeId: bigint) {
  const state = await market.stateOf(tradeId);
  const [first, ...rest] = ATTEMPTS.filter(({ from }) => from.includes(state ?? ''));
  if (first === undefined || random.below(4) === 0) return random.pick(ATTEMPTS);
  return random.pick([first, ...rest]);
}

/** Tries a step; a refusal by a contract is an answer, anything else is a fault. */
async function succeeds(attempt: Promise<unknown>): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch (error) {
    const refusal =
      error instanceof BaseError &&
      error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    if (refusal instanceof ContractFunctionRevertedError) return false;
    throw error;
  }
}

/** What a stranger can always do, once the deadline has passed, to lead a trade out of a state. */
const WAYS_OUT: Record<string, (market: Market, tradeId: bigint) => Promise<unknown>> = {
  Created: ({ escrow }, id) => escrow.write.expireTrade([id]),
  Accepted: ({ escrow }, id) => escrow.write.expireTrade([id]),
  PaymentMarked: ({ escrow }, id) => escrow.write.disputeTrade([id, zeroHash]),
  Disputed: ({ escrow }, id) => escrow.write.resolveByDefault([id]),
};

async function leadOut(market: Market, tradeId: bigint) {
  let wayOut = WAYS_OUT[(await market.stateOf(tradeId)) ?? ''];
  while (wayOut !== undefined) {
    const past = (await market.deadlineOf(tradeId)) + 1n;
    if (past > BigInt(await time.latest())) await time.increaseTo(past);
    await wayOut(market, tradeId);
    wayOut = WAYS_OUT[(await market.stateOf(tradeId)) ?? ''];
  }
}

// random walks over everything that anyone can do to the escrow
// ├── at each check the escrow holds exactly its open trades and credits, in each token
// ├── every kind of step succeeds at least once in all walks, or they would prove nothing
// └── afterwards a stranger alone leads every trade to its end, and only credits remain
describe('random walks', () => {
  it('behavior: keep the books, and every trade reaches an end', async () => {
    const done = new Set<string>();
    for (const seed of SEEDS) {
      const random = seededRandom(seed);
      const market = await load();
      await market.offer();
      for (let step = 1; step <= STEPS; step++) {
        const newest = Number(await market.escrow.read.tradeCount());
        const tradeId = BigInt(1 + newest - Math.min(newest, 1 + random.below(NEWEST)));
        const { name, run } = await chooseAttempt(market, random, tradeId);
        if (await succeeds(run(market, random, tradeId))) done.add(name);
        if (step % STEPS_BETWEEN_CHECKS === 0) await assertBooks();
      }
      for (let id = await market.escrow.read.tradeCount(); id > 0n; id--) await leadOut(market, id);
      await assertBooks();
    }
    const all = ATTEMPTS.map(({ name }) => name);
    assert.deepEqual([...done].sort(), all.sort(), `seeds ${SEEDS}`);
  });
});
