import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tradeStats, tvl, users, yields } from '../../../api/stats/wire.ts';
import { ask, askRefused, caughtUp } from '../../support/ask.ts';
import { makeHistory } from '../../support/history.ts';
import { startStack, type TestStack } from '../../support/stack.ts';

const ONE = 10n ** 18n;
const DAY = 86_400;

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
  await makeHistory(stack.chain);
  await caughtUp(stack);
});

afterAll(() => stack?.stop());

/** US dollars with 18 decimals, from their decimal string. */
function usdOf(amount: string | undefined): bigint {
  const [whole = '', fraction = ''] = (amount ?? '').split('.');
  return BigInt(whole + fraction.padEnd(18, '0'));
}

describe('GET /api/stats/tvl', () => {
  test('default: staked and escrowed at the net asset value, as the contracts have them', async () => {
    const { data, block } = await ask(stack, '/api/stats/tvl', { data: tvl });
    const { reader, token, staking, escrow } = stack.chain;
    const at = { blockNumber: block.number };
    const pool = await reader.readContract({
      ...{ ...staking, functionName: 'poolOf', args: [token.address], ...at },
    });
    const held = await reader.readContract({
      ...{ ...token, functionName: 'balanceOf', args: [escrow.address], ...at },
    });
    const [nav] = await reader.readContract({ ...token, functionName: 'nav', ...at });
    const value = ((pool.principal + held) * nav) / ONE;
    expect(usdOf(data.current.value?.amount)).toBe(value);
    expect(data.tokens[0]).toMatchObject({ staked: `${pool.principal}`, escrowed: `${held}` });
    expect(data.tokens[1]).toMatchObject({ nav: null, value: null });
  });

  test('behavior: the history ends now and keeps silent about the time before the first value', async () => {
    const path = '/api/stats/tvl?interval=day&points=60';
    const { data, block } = await ask(stack, path, { data: tvl });
    expect(data.history).toHaveLength(60);
    expect(data.history.at(-1)).toEqual(data.current);
    expect(data.history.at(-1)?.at).toBe(Number(block.timestamp));
    expect(data.history[0]).toMatchObject({ value: null });
    // The history of the test spans 35 days, so a month ago there was a value.
    expect(data.history.at(-31)?.value).not.toBeNull();
  });

  test('behavior: changes are told against the value of that time', async () => {
    const { data } = await ask(stack, '/api/stats/tvl?points=8', { data: tvl });
    const [weekAgo] = data.history;
    const now = usdOf(data.current.value?.amount);
    const then = usdOf(weekAgo?.value?.amount);
    expect(data.change7d?.since).toBe(weekAgo?.at);
    const difference = data.change7d?.value.amount ?? '';
    const sign = difference.startsWith('-') ? -1n : 1n;
    expect(sign * usdOf(difference.replace('-', ''))).toBe(now - then);
  });
});

describe('GET /api/stats/users', () => {
  test('default: who held, traded or staked, without custody contracts', async () => {
    const { data } = await ask(stack, '/api/stats/users', { data: users });
    // Seller, buyer and operations; the stranger is eligible but never held anything.
    expect(data.totalUsers).toBe(3);
    expect(data.activeStakers).toBe(1);
  });

  test('behavior: a new holder and a new staker are counted, and told as change', async () => {
    const { chain, accounts } = stack;
    const before = await ask(stack, '/api/stats/users', { data: users });
    await chain.onboard(accounts.stranger);
    await chain.stake(accounts.stranger, { tier: 0, amount: ONE });
    await caughtUp(stack);
    const after = await ask(stack, '/api/stats/users', { data: users });
    expect(after.data.totalUsers).toBe(before.data.totalUsers + 1);
    expect(after.data.activeStakers).toBe(before.data.activeStakers + 1);
    expect(after.data.change24h.totalUsers).toBe(before.data.change24h.totalUsers + 1);
    expect(after.data.change24h.activeStakers).toBe(before.data.change24h.activeStakers + 1);
  });
});

describe('GET /api/stats/yields', () => {
  test('default: rates of the pools together, and of each', async () => {
    const { data } = await ask(stack, '/api/stats/yields', { data: yields });
    // Only the first pool holds stakes of value, so its flexible rate is the platform's.
    expect(data.flexible).toEqual({ aprBps: 1777, percent: '17.77' });
    expect(data.oneYear).toEqual({ aprBps: 1200, percent: '12' });
    expect(data.twoYear).toEqual({ aprBps: 1400, percent: '14' });
    expect(data.pools.map(({ flexible }) => flexible?.aprBps).toSorted()).toEqual([1000, 1777]);
  });

  test('behavior: the average weighs each stake by its value', async () => {
    const { data } = await ask(stack, '/api/stats/yields', { data: yields });
    const { reader, staking, token } = stack.chain;
    const count = await reader.readContract({ ...staking, functionName: 'positionCount' });
    let [weight, sum] = [0n, 0n];
    for (let id = 1n; id <= count; id += 1n) {
      const position = await reader.readContract({
        ...{ ...staking, functionName: 'positionOf', args: [id] },
      });
      if (position.state !== 1) continue;
      const { aprBps } = await reader.readContract({
        ...{ ...staking, functionName: 'tierOf', args: [token.address, position.tier] },
      });
      weight += position.principal;
      sum += position.principal * BigInt(aprBps);
    }
    expect(data.averageApy?.aprBps).toBeCloseTo(Number((sum * 100n) / weight) / 100, 1);
  });

  test('behavior: 30 days of history, with the rate that held on each', async () => {
    const { data, block } = await ask(stack, '/api/stats/yields', { data: yields });
    expect(data.historical).toHaveLength(30);
    expect(data.historical.at(-1)?.at).toBe(Number(block.timestamp));
    expect(data.historical[0]?.at).toBe(Number(block.timestamp) - 29 * DAY);
    expect(data.historical.at(-1)?.flexible).toEqual(data.flexible);
  });
});

describe('GET /api/stats/trades', () => {
  test('default: counts, rates and volume of the trades there were', async () => {
    const { data } = await ask(stack, '/api/stats/trades', { data: tradeStats });
    expect(data.ended).toEqual({ completed: 2, cancelled: 1, expired: 0, resolved: 1 });
    expect(data).toMatchObject({ created: 5, open: 1 });
    expect([data.completionRatePercent, data.disputeRatePercent]).toEqual(['50', '25']);
    expect(data.volume).toMatchObject([{ amount: `${3n * ONE + 8n}` }]);
    expect(data.medianSeconds).toBeGreaterThanOrEqual(0);
  });

  test('args: since, what is older is left out', async () => {
    const { data } = await ask(stack, '/api/stats/trades?since=24h', { data: tradeStats });
    expect(data).toMatchObject({ created: 0, open: 1, completionRatePercent: null, volume: [] });
    expect(data.medianSeconds).toBeNull();
  });
});

test.each([
  ['/api/stats/tvl?interval=second&points=0', ['interval', 'points']],
  ['/api/stats/trades?since=1y', ['since']],
])('error: %s is malformed', async (path, issues) => {
  expect(await askRefused(stack, path)).toEqual({ status: 400, code: 'invalid_request', issues });
});
