import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { stakingPool, stakingStatus } from '../../../api/staking/wire.ts';
import { ask, askRefused, caughtUp } from '../../support/ask.ts';
import { makeStakingHistory } from '../../support/history.ts';
import { startStack, type TestStack } from '../../support/stack.ts';

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
  await makeStakingHistory(stack.chain);
  await caughtUp(stack);
});

afterAll(() => stack?.stop());

describe('GET /api/staking/pools', () => {
  const pools = z.object({ items: z.array(stakingPool) });

  test('default: books, capacity and funding equal the contract at the stamped block', async () => {
    const { reader, staking, token } = stack.chain;
    const path = `/api/staking/pools?token=${token.address}`;
    const { data, block } = await ask(stack, path, { data: pools });
    const [pool] = data.items;
    const at = { ...staking, blockNumber: block.number } as const;
    const args = [token.address] as const;
    const stored = await reader.readContract({ ...at, functionName: 'poolOf', args });
    expect(pool?.books).toEqual({
      principal: `${stored.principal}`,
      committed: `${stored.committed}`,
      owedFlexible: `${stored.owedFlexible}`,
      free: `${stored.free}`,
    });
    const until = await reader.readContract({ ...at, functionName: 'fundedUntil', args });
    expect(pool?.fundedUntil).toBe(Number(until));
    for (const { tier, rate, termSeconds, capacity } of pool?.tiers ?? []) {
      const of = [token.address, tier] as const;
      const terms = await reader.readContract({ ...at, functionName: 'tierOf', args: of });
      expect({ aprBps: rate.aprBps, termSeconds }).toEqual(terms);
      const most = await reader.readContract({ ...at, functionName: 'capacity', args: of });
      expect(capacity).toBe(`${most}`);
    }
  });

  test('behavior: tiers add up to the principal; a pool without stakes is funded for ever', async () => {
    const { data } = await ask(stack, '/api/staking/pools', { data: pools });
    expect(data.items.length).toBe(2);
    for (const { books, tiers, activePositions, fundedUntil } of data.items) {
      const staked = tiers.reduce((sum, { principal }) => sum + BigInt(principal), 0n);
      expect(books.principal).toBe(`${staked}`);
      if (activePositions === 0) expect(fundedUntil).toBeNull();
    }
  });
});

describe('GET /api/staking/status', () => {
  test('default: each position equals the contract, and what it can claim, to the last unit', async () => {
    const { reader, staking } = stack.chain;
    const path = `/api/staking/status/${stack.accounts.seller.address}`;
    const { data, block } = await ask(stack, path, { data: stakingStatus });
    expect(data.items.map(({ state }) => state)).toEqual(
      expect.arrayContaining(['Active', 'Unstaked', 'Seized']),
    );
    for (const item of data.items) {
      const args = [BigInt(item.id)] as const;
      const at = { ...staking, args, blockNumber: block.number } as const;
      const stored = await reader.readContract({ ...at, functionName: 'positionOf' });
      const due = await reader.readContract({ ...at, functionName: 'claimable' });
      expect(item).toMatchObject({
        state: ['None', 'Active', 'Unstaked', 'Seized'][stored.state],
        principal: `${stored.principal}`,
        claimed: `${stored.claimed}`,
        claimable: `${due}`,
        unlockAt: Number(stored.unlockAt),
        unlocked: block.timestamp >= stored.unlockAt,
      });
      if (item.reward !== null) expect(item.reward).toBe(`${stored.reward}`);
    }
  });

  test('behavior: the account may stand in the query, and totals cover every page', async () => {
    const { address } = stack.accounts.seller;
    const whole = await ask(stack, `/api/staking/status?address=${address}`, {
      data: stakingStatus,
    });
    const first = await ask(stack, `/api/staking/status/${address}?limit=1`, {
      data: stakingStatus,
    });
    expect(first.data.items).toHaveLength(1);
    expect(first.data.nextCursor).not.toBeNull();
    expect(first.data.totals.map(({ principal }) => principal)).toEqual(
      whole.data.totals.map(({ principal }) => principal),
    );
    const active = whole.data.items.filter(({ state }) => state === 'Active');
    const principal = active.reduce((sum, item) => sum + BigInt(item.principal), 0n);
    expect(whole.data.totals[0]).toMatchObject({ principal: `${principal}`, activePositions: 2 });
  });

  test('behavior: an account that never staked has none', async () => {
    const path = `/api/staking/status/0x${'12'.repeat(20)}`;
    const { data } = await ask(stack, path, { data: stakingStatus });
    expect([data.items, data.totals]).toEqual([[], []]);
  });
});

test.each([
  ['/api/staking/status', ['address']],
  ['/api/staking/status/0x12', ['account']],
  [`/api/staking/status/0x${'12'.repeat(20)}?state=Open`, ['state']],
  ['/api/staking/pools?token=1', ['token']],
])('error: %s is malformed', async (path, issues) => {
  expect(await askRefused(stack, path)).toEqual({ status: 400, code: 'invalid_request', issues });
});
