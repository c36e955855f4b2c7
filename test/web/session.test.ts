import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Trade } from '../../api/trades/wire.ts';
import type { TradeList } from '../../web/rest.js';
import { createSession } from '../../web/session.js';
import type { Market } from '../../web/types.js';
import { accepted, block, created, reorg, revert, trade } from './samples.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function list(trades: Trade[], at = block(100)): TradeList {
  return {
    success: true,
    data: { items: trades, nextCursor: null },
    meta: { block: { ...at, timestamp: 1 }, status: 'latest', lagBlocks: 0, lagMs: 0 },
    timestamp: 1,
  };
}

/** A session whose requests a test answers one by one. */
function start() {
  const requests: PromiseWithResolvers<TradeList>[] = [];
  const told: { market: Market | undefined; refusals: number } = { market: undefined, refusals: 0 };
  const session = createSession({
    fetchTrades() {
      const request = Promise.withResolvers<TradeList>();
      requests.push(request);
      return request.promise;
    },
    onMarket(market) {
      told.market = market;
    },
    onAnswer() {},
    onRefusal() {
      told.refusals += 1;
    },
  });
  return { session, requests, told };
}

test('default: the list is read once for the subscription', async () => {
  const { session, requests, told } = start();
  session.resume({ recovered: true });
  await vi.advanceTimersByTimeAsync(0);
  requests[0]?.resolve(list([trade(1)]));
  await vi.advanceTimersByTimeAsync(60_000);

  expect(requests).toHaveLength(1);
  expect(told.market?.rows.get('1')?.[0]?.state).toBe('Created');
});

test('behavior: entries that arrive while the list is on its way are neither held back nor lost', async () => {
  const { session, requests, told } = start();
  session.resume({ recovered: true });
  await vi.advanceTimersByTimeAsync(0);
  session.receive(created(2, block(101)));
  expect(told.market?.rows.has('2')).toBe(true);
  requests[0]?.resolve(list([trade(1)]));
  await vi.advanceTimersByTimeAsync(0);

  expect([...(told.market?.rows.keys() ?? [])].sort()).toEqual(['1', '2']);
});

test('behavior: a burst of trades that the API must explain asks for one list', async () => {
  const { session, requests } = start();
  for (let id = 1; id <= 500; id += 1) session.receive(created(id, block(101)));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(requests).toHaveLength(1);
});

test('behavior: what comes up during a request asks for another, a second later at the soonest', async () => {
  const { session, requests, told } = start();
  session.resume({ recovered: true });
  await vi.advanceTimersByTimeAsync(0);
  session.receive(accepted(1, block(101)));
  requests[0]?.resolve(list([trade(1)]));
  await vi.advanceTimersByTimeAsync(900);
  expect(requests).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(200);
  const now = trade(1, { state: 'Accepted', updated: { block: block(101), at: 1 } });
  requests[1]?.resolve(list([now], block(101)));
  await vi.advanceTimersByTimeAsync(60_000);

  expect(requests).toHaveLength(2);
  expect(told.market?.rows.get('1')?.[0]?.state).toBe('Accepted');
});

test('behavior: an answer that crossed a reorg is not believed', async () => {
  const { session, requests, told } = start();
  session.resume({ recovered: true });
  await vi.advanceTimersByTimeAsync(0);
  const undone = accepted(1, block(101));
  session.receive(reorg([undone], block(100)));
  session.receive(revert(undone));
  const stale = trade(1, { state: 'Accepted', updated: { block: block(101), at: 1 } });
  requests[0]?.resolve(list([stale], block(101)));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told.market?.loaded).toBe(false);
  requests[1]?.resolve(list([trade(1)]));
  await vi.advanceTimersByTimeAsync(0);

  expect(told.market?.rows.get('1')?.[0]?.state).toBe('Created');
});

test('error: a refusal is told, what is shown stays, and the list is asked for again', async () => {
  const { session, requests, told } = start();
  session.resume({ recovered: true });
  await vi.advanceTimersByTimeAsync(0);
  requests[0]?.resolve(list([trade(1)]));
  await vi.advanceTimersByTimeAsync(0);
  session.resume({ recovered: true });
  await vi.advanceTimersByTimeAsync(0);
  requests[1]?.reject(new Error('503'));
  await vi.advanceTimersByTimeAsync(0);

  expect(told.refusals).toBe(1);
  expect(told.market?.rows.size).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(requests).toHaveLength(3);
});

test('behavior: missed entries leave a visible gap', () => {
  const { session, told } = start();
  session.resume({ recovered: false });
  expect(told.market?.lines[0]?.kind).toBe('gap');
  session.stop();
});
