import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, activityItem } from '../../../api/accounts/wire.ts';
import { stakingStatus } from '../../../api/staking/wire.ts';
import { trade } from '../../../api/trades/wire.ts';
import { page } from '../../../api/wire.ts';
import { ask, askRefused, caughtUp } from '../../support/ask.ts';
import { makeHistory } from '../../support/history.ts';
import { startStack, type TestStack } from '../../support/stack.ts';

let stack: TestStack;
let seller: string;

beforeAll(async () => {
  stack = await startStack();
  seller = stack.accounts.seller.address.toLowerCase();
  await makeHistory(stack.chain);
  await caughtUp(stack);
});

afterAll(() => stack?.stop());

test('GET /api/accounts/{address}: holdings, stakes and trades in one answer', async () => {
  const { data, block } = await ask(stack, `/api/accounts/${seller}`, { data: account });
  const { reader, token } = stack.chain;
  const args = [stack.accounts.seller.address] as const;
  const at = { blockNumber: block.number };
  const held = await reader.readContract({ ...token, functionName: 'balanceOf', args, ...at });
  const [holding] = data.holdings;
  expect(holding).toMatchObject({ balance: `${held}`, token: { symbol: 'HHO', decimals: 18 } });
  expect(data.trades).toMatchObject({ asSeller: 5, asBuyer: 0, open: 1 });
  expect(data.stakes.active).toBe(2);
});

test('GET /api/accounts/{address}/positions: the same stakes as under staking', async () => {
  const own = await ask(stack, `/api/accounts/${seller}/positions`, { data: stakingStatus });
  const staking = await ask(stack, `/api/staking/status/${seller}`, { data: stakingStatus });
  expect(own.data.items.map(({ id }) => id)).toEqual(staking.data.items.map(({ id }) => id));
  expect(own.data.items.length).toBeGreaterThan(3);
});

test('GET /api/accounts/{address}/trades: both sides, and filters as in the list of trades', async () => {
  const buyer = stack.accounts.buyer.address;
  const bought = await ask(stack, `/api/accounts/${buyer}/trades`, { data: page(trade) });
  expect(bought.data.items.map(({ state }) => state).toSorted()).toEqual([
    'Cancelled',
    'Completed',
    'Completed',
    'Resolved',
  ]);
  const path = `/api/accounts/${seller}/trades?state=Created`;
  const open = await ask(stack, path, { data: page(trade) });
  expect(open.data.items).toHaveLength(1);
});

describe('GET /api/accounts/{address}/activity', () => {
  test('default: events that name the account or are of its trades, newest first', async () => {
    const path = `/api/accounts/${seller}/activity?limit=1000`;
    const { data } = await ask(stack, path, { data: page(activityItem) });
    const names = new Set(data.items.map(({ event }) => event));
    expect([...names]).toEqual(
      expect.arrayContaining(['Transfer', 'TradeCreated', 'DisputeResolved', 'Staked', 'Unstaked']),
    );
    const heights = data.items.map(({ block }) => Number(block.number));
    expect(heights).toEqual(heights.toSorted((one, other) => other - one));
    const staked = data.items.find(({ event }) => event === 'Staked');
    expect(staked).toMatchObject({ source: 'Staking', token: stack.chain.token.address });
    expect(staked?.positionId).not.toBeNull();
  });

  test('behavior: pages of seven hold every event once', async () => {
    const whole = await ask(stack, `/api/accounts/${seller}/activity?limit=1000`, {
      data: page(activityItem),
    });
    const found: string[] = [];
    let cursor = '';
    do {
      const path = `/api/accounts/${seller}/activity?limit=7${cursor && `&cursor=${cursor}`}`;
      const { data } = await ask(stack, path, { data: page(activityItem) });
      found.push(...data.items.map(({ id }) => id));
      cursor = data.nextCursor ?? '';
    } while (cursor !== '');
    expect(found).toEqual(whole.data.items.map(({ id }) => id));
  });
});

test.each(['', '/positions', '/trades', '/activity'])(
  'error: a malformed address%s',
  async (rest) => {
    const refused = await askRefused(stack, `/api/accounts/0x12${rest}`);
    expect(refused).toEqual({ status: 400, code: 'invalid_request', issues: ['address'] });
  },
);
