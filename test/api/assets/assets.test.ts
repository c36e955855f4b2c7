import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  asset,
  assetDetail,
  assetEvent,
  document,
  holders,
  portfolio,
} from '../../../api/assets/wire.ts';
import { page } from '../../../api/wire.ts';
import { ask, askRefused, caughtUp } from '../../support/ask.ts';
import { makeHistory } from '../../support/history.ts';
import { startStack, type TestStack } from '../../support/stack.ts';

const ONE = 10n ** 18n;

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
  await makeHistory(stack.chain);
  await caughtUp(stack);
});

afterAll(() => stack?.stop());

describe('GET /api/assets', () => {
  test('default: each asset as the registry and its token have it', async () => {
    const { data, block } = await ask(stack, '/api/assets', { data: page(asset) });
    const { reader, registry, token } = stack.chain;
    expect(data.items.map(({ id }) => id)).toEqual(['1', '2']);
    const at = { blockNumber: block.number };
    for (const item of data.items) {
      const args = [BigInt(item.id)] as const;
      const stored = await reader.readContract({
        ...{ ...registry, functionName: 'assetOf', args, ...at },
      });
      const of = { address: stored.token, abi: token.abi } as const;
      const [nav] = await reader.readContract({ ...of, functionName: 'nav', ...at });
      expect(item).toMatchObject({
        name: stored.name,
        location: stored.location,
        type: stored.assetType,
        state: ['None', 'Active', 'Suspended', 'Retired'][stored.status],
        images: stored.images,
        supply: `${await reader.readContract({ ...of, functionName: 'totalSupply', ...at })}`,
        cap: `${await reader.readContract({ ...of, functionName: 'cap', ...at })}`,
      });
      expect(item.token.symbol).toBe(await reader.readContract({ ...of, functionName: 'symbol' }));
      expect(usdOf(item.nav?.value.amount)).toBe(nav === 0n ? null : nav);
      expect(usdOf(item.value?.amount)).toBe(stored.valuation);
    }
  });

  test('behavior: rates come from the pool’s tiers, and the newest verifications are given', async () => {
    const { data } = await ask(stack, '/api/assets/1', { data: assetDetail });
    expect(data.apy).toEqual({
      flexible: { aprBps: 1777, percent: '17.77' },
      oneYear: { aprBps: 1200, percent: '12' },
      twoYear: { aprBps: 1400, percent: '14' },
    });
    expect(data.verifications).toMatchObject({ count: 1, items: [{ kind: 'title' }] });
  });

  test('behavior: pages hold together by their cursor', async () => {
    const first = await ask(stack, '/api/assets?limit=1', { data: page(asset) });
    expect(first.data.items.map(({ id }) => id)).toEqual(['1']);
    const next = `/api/assets?limit=1&cursor=${first.data.nextCursor}`;
    const second = await ask(stack, next, { data: page(asset) });
    expect(second.data.items.map(({ id }) => id)).toEqual(['2']);
    expect(second.data.nextCursor).toBeNull();
  });

  test('behavior: without a net asset value nothing is priced', async () => {
    const { data } = await ask(stack, '/api/assets/2', { data: assetDetail });
    expect([data.nav, data.supplyValue]).toEqual([null, null]);
    expect(data).toMatchObject({ state: 'Suspended', name: 'Other', staked: '0' });
  });
});

test('GET /api/assets/portfolio: totals add up what has a value, and count what has none', async () => {
  const { data } = await ask(stack, '/api/assets/portfolio', { data: portfolio });
  const [house] = data.items;
  expect(data.totals).toMatchObject({ assets: 2, unpriced: 1 });
  expect(data.totals.supplyValue).toEqual(house?.supplyValue);
  const value = (BigInt(house?.supply ?? 0) * 101n * ONE) / ONE;
  expect(usdOf(house?.supplyValue?.amount)).toBe(value);
  expect(house?.sharePercent).toBe('100');
});

describe('GET /api/assets/{id}/holders', () => {
  test('default: each balance is the token’s, and they add up to the supply', async () => {
    const { data, block } = await ask(stack, '/api/assets/1/holders?limit=1000', { data: holders });
    const { reader, token } = stack.chain;
    expect(data.items.length).toBe(data.holderCount);
    expect(sumOf(data.items)).toBe(BigInt(data.supply));
    for (const { account, balance } of data.items) {
      const args = [account] as const;
      const at = { blockNumber: block.number };
      const held = await reader.readContract({ ...token, functionName: 'balanceOf', args, ...at });
      expect(`${held}`).toBe(balance);
    }
  });

  test('behavior: pages of one come largest first, without a gap', async () => {
    const whole = await ask(stack, '/api/assets/1/holders?limit=1000', { data: holders });
    const found: string[] = [];
    let cursor = '';
    do {
      const path = `/api/assets/1/holders?limit=1${cursor && `&cursor=${cursor}`}`;
      const { data } = await ask(stack, path, { data: holders });
      found.push(...data.items.map(({ account }) => account));
      cursor = data.nextCursor ?? '';
    } while (cursor !== '');
    expect(found).toEqual(whole.data.items.map(({ account }) => account));
    const balances = whole.data.items.map(({ balance }) => BigInt(balance));
    expect(balances).toEqual(balances.toSorted((one, other) => (one < other ? 1 : -1)));
  });

  test('behavior: the sum equals the supply in 2,000 answers while blocks arrive', async () => {
    const { chain, accounts } = stack;
    let isDone = false;
    const busy = (async () => {
      for (let round = 1n; !isDone; round += 1n) {
        const { operations, buyer, seller } = accounts;
        const args = round % 3n === 0n ? [seller.address, round] : [buyer.address, round];
        const name = round % 3n === 0n ? 'mint' : 'transfer';
        const from = round % 3n === 0n ? operations : seller;
        await chain.act(from, name, { on: chain.token, args });
      }
    })();
    const blocks = new Set<bigint>();
    for (let asked = 0; asked < 2_000; asked += 20) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          ask(stack, '/api/assets/1/holders?limit=1000', { data: holders }),
        ),
      );
      for (const { data, block } of answers) {
        expect(sumOf(data.items)).toBe(BigInt(data.supply));
        blocks.add(block.number);
      }
    }
    isDone = true;
    await busy;
    expect(blocks.size).toBeGreaterThan(5);
  }, 120_000);
});

test('GET /api/assets/{id}/documents: what was set and not removed', async () => {
  const items = z.object({ items: z.array(document) });
  const { data } = await ask(stack, '/api/assets/1/documents', { data: items });
  expect(data.items.map(({ name, uri }) => [name, uri])).toEqual([['deed', 'ipfs://deed']]);
});

test('GET /api/assets/{id}/history: the record’s and the token’s own events, newest first', async () => {
  const { data } = await ask(stack, '/api/assets/1/history?limit=1000', { data: page(assetEvent) });
  const names = new Set(data.items.map(({ event }) => event));
  expect([...names]).toEqual(expect.arrayContaining(['NavUpdated', 'DocumentSet', 'CustodySet']));
  expect(names.has('Transfer') || names.has('EligibilitySet')).toBe(false);
  expect(data.items.at(-1)?.event).toBe('AssetRegistered');
  const heights = data.items.map(({ block }) => Number(block.number));
  expect(heights).toEqual(heights.toSorted((one, other) => other - one));
});

test.each([
  ['/api/assets/3', 404, 'asset_not_found', []],
  ['/api/assets/3/holders', 404, 'asset_not_found', []],
  ['/api/assets/0/documents', 404, 'asset_not_found', []],
  ['/api/assets/9/history', 404, 'asset_not_found', []],
  ['/api/assets/one', 400, 'invalid_request', ['id']],
  ['/api/assets?limit=0&what=1', 400, 'invalid_request', ['limit', 'what']],
  ['/api/assets?cursor=x', 400, 'bad_cursor', ['cursor']],
])('error: %s is refused', async (path, status, code, issues) => {
  expect(await askRefused(stack, path)).toEqual({ status, code, issues });
});

/** US dollars with 18 decimals, from their decimal string. */
function usdOf(amount: string | undefined): bigint | null {
  if (amount === undefined) return null;
  const [whole = '', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(18, '0'));
}

function sumOf(items: { balance: string }[]): bigint {
  return items.reduce((sum, { balance }) => sum + BigInt(balance), 0n);
}
