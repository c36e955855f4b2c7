import { afterAll, beforeAll, expect, test } from 'vitest';
import { projection } from '../../../api/calculator/wire.ts';
import { stakingQuote } from '../../../api/wire.ts';
import { ask, askRefused, caughtUp } from '../../support/ask.ts';
import { startStack, type TestStack } from '../../support/stack.ts';

const INPUTS = 5_000;
const AT_ONCE = 25;
const MONTH_SECONDS = (365 * 86_400) / 12;

let stack: TestStack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.chain.token.address;
  await stack.chain.openStaking({ reserve: 987_654_321_012_345_678_901n });
  await stack.chain.stake(stack.accounts.seller, { tier: 0, amount: 3n * 10n ** 20n + 1n });
  await stack.chain.client.increaseTime({ seconds: 1_000 });
  await stack.chain.client.mine({ blocks: 1 });
  await caughtUp(stack);
});

afterAll(() => stack?.stop());

/** Numbers below 2^32 from a seed (public domain: mulberry32, Tommy Ettinger). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** An amount of any size that a position can hold, small ones as likely as large ones. */
function randomAmount(next: () => number): bigint {
  const bits = BigInt(1 + (next() % 96));
  const value = (BigInt(next()) << 64n) | (BigInt(next()) << 32n) | BigInt(next());
  return (value % (1n << bits)) + 1n > 2n ** 96n - 1n ? 1n : (value % (1n << bits)) + 1n;
}

test(`behavior: projection and quote equal the contract's views for ${INPUTS} random inputs`, async () => {
  const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 32);
  process.stdout.write(`seed ${seed}\n`);
  const next = randomFrom(seed);
  const { reader, staking, contracts } = stack.chain;
  const check = async (amount: bigint, tier: number) => {
    const question = { token, amount: `${amount}`, tier };
    const asked = await (next() % 2 === 0
      ? ask(stack, '/api/staking/quote', { data: stakingQuote, body: question })
      : ask(
          stack,
          `/api/calculator/projection?${new URLSearchParams({ ...question, tier: `${tier}` })}`,
          {
            data: projection,
          },
        ));
    const { data, block } = asked;
    const at = { ...staking, blockNumber: block.number } as const;
    const of = [contracts.rwaToken, tier] as const;
    const reward = await reader.readContract({
      ...{ ...at, functionName: 'previewReward', args: [...of, amount] },
    });
    const most = await reader.readContract({ ...at, functionName: 'capacity', args: of });
    expect({ reward: data.reward, capacity: data.capacity }).toEqual({
      reward: `${reward}`,
      capacity: `${most}`,
    });
    expect(data.accepted).toBe(amount <= most && (tier === 0 || reward > 0n));
  };
  for (let done = 0; done < INPUTS; done += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, () => [randomAmount(next), next() % 4] as const);
    await Promise.all(batch.map(([amount, tier]) => check(amount, tier)));
  }
}, 180_000);

test('behavior: a stake that the quote accepts is accepted, and one unit more is not', async () => {
  const { reader, staking, contracts } = stack.chain;
  const { data } = await ask(stack, '/api/staking/quote', {
    data: stakingQuote,
    body: { token, amount: '1', tier: 1 },
  });
  const most = BigInt(data.capacity);
  for (const [amount, accepted] of [
    [most, true],
    [most + 1n, false],
  ] as const) {
    const { data: quoted } = await ask(stack, '/api/staking/quote', {
      data: stakingQuote,
      body: { token, amount: `${amount}`, tier: 1 },
    });
    expect(quoted.accepted).toBe(accepted);
    const simulated = reader
      .simulateContract({
        ...staking,
        functionName: 'stake',
        args: [contracts.rwaToken, 1, amount],
        account: stack.accounts.seller,
      })
      .then(
        () => 'taken',
        (error: Error) => (error.message.includes('StakingReserveTooSmall') ? 'refused' : 'taken'),
      );
    expect(await simulated).toBe(accepted ? 'taken' : 'refused');
  }
});

test('default: a schedule by month ends with the whole reward of the term', async () => {
  const question = { token, amount: `${10n ** 21n + 7n}`, tier: 2 };
  const { data } = await ask(stack, '/api/calculator/projection', {
    data: projection,
    body: question,
  });
  expect(data.compounding).toBe('none');
  expect(data.schedule).toHaveLength(24);
  expect(data.schedule[0]?.seconds).toBe(MONTH_SECONDS);
  expect(data.schedule.at(-1)?.accrued).toBe(data.reward);
});

test('args: months, a fixed tier earns nothing after its term, a flexible one goes on', async () => {
  const ask36 = (tier: number) =>
    ask(
      stack,
      `/api/calculator/projection?token=${token}&amount=1000000000&tier=${tier}&months=36`,
      {
        data: projection,
      },
    );
  const fixed = (await ask36(1)).data;
  expect(fixed.schedule[35]?.accrued).toBe(fixed.reward);
  const flexible = (await ask36(0)).data;
  expect(flexible.schedule[35]?.accrued).toBe(`${3n * BigInt(flexible.reward)}`);
});

test.each([
  ['?amount=1', 400, 'invalid_request', ['token']],
  ['?amount=0&tier=-1&months=121', 400, 'invalid_request', ['amount', 'tier', 'months']],
  ['?amount=1.5', 400, 'invalid_request', ['amount']],
  [`?amount=1&token=0x${'11'.repeat(20)}`, 404, 'pool_not_found', []],
])('error: %s', async (query, status, code, issues) => {
  const refused = await askRefused(stack, `/api/calculator/projection${query}`);
  expect(refused).toEqual({ status, code, issues });
});

test('error: a tier that the pool does not have', async () => {
  const body = { token, amount: '1', tier: 4 };
  const refused = await askRefused(stack, '/api/staking/quote', { body });
  expect(refused).toMatchObject({ status: 404, code: 'tier_not_found' });
});
