import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack, type TestStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack?.stop();
});

async function ask(path: string, init?: RequestInit) {
  const response = await fetch(`${stack.apiUrl}${path}`, init);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

test.each([
  ['/api/trades/999999', 404, 'trade_not_found'],
  ['/api/nothing', 404, 'route_not_found'],
  ['/api/trades/abc', 400, 'invalid_request'],
  ['/api/trades/-1', 400, 'invalid_request'],
  [`/api/trades/${2n ** 256n}`, 400, 'invalid_request'],
  ['/api/accounts/0x12', 400, 'invalid_request'],
  ['/api/trades?cursor=nonsense', 400, 'bad_cursor'],
  ['/api/trades?cursor=MDE', 400, 'bad_cursor'],
  ['/api/trades?state=Sold', 400, 'invalid_request'],
  ['/api/trades?limit=0', 400, 'invalid_request'],
  ['/api/trades?limit=1001', 400, 'invalid_request'],
  ['/api/trades?nonsense=1', 400, 'invalid_request'],
])('error: %s is %i %s', async (path, status, code) => {
  const answer = await ask(path);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ success: false, error: { code } });
  expect(answer.body.error.requestId).toBe(answer.headers.get('x-request-id'));
});

test('error: every issue of a bad query is named', async () => {
  const { body } = await ask('/api/trades?limit=x&seller=0x1&state=Sold&what=1');
  const paths = body.error.issues.map(({ path }: { path: string }) => path).sort();
  expect(paths).toEqual(['limit', 'seller', 'state', 'what']);
});

test('error: a wrong method is 405 and names the right ones', async () => {
  const answer = await ask('/api/trades', { method: 'POST' });
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('GET, HEAD');
  expect(answer.body.error.code).toBe('method_not_allowed');
});

test('error: an oversized body is 413', async () => {
  const answer = await ask('/api/trades', { method: 'POST', body: 'x'.repeat(70_000) });
  expect(answer.status).toBe(413);
});

test('behavior: health, readiness, status and metrics are there for machines', async () => {
  expect((await ask('/health')).body).toEqual({ status: 'ok' });
  expect((await ask('/ready')).body).toMatchObject({ status: 'ok' });
  const { body } = await ask('/status');
  const block = await stack.chain.reader.getBlock({ blockNumber: BigInt(body.indexed.number) });
  expect(body.indexed.hash).toBe(block.hash);
  const metrics = await (await fetch(`${stack.apiUrl}/metrics`)).text();
  expect(metrics).toMatch(/^halyard_ready 1$/m);
});

test('behavior: pages follow one another while trades arrive, and filters combine', async () => {
  const ids: bigint[] = [];
  for (let index = 0; index < 5; index += 1) ids.push(await stack.chain.offer());
  await waitFor(
    'the newest trade',
    async () => (await ask(`/api/trades/${ids[4]}`)).status === 200,
  );
  const first = await ask('/api/trades?limit=2&state=Created');
  expect(first.body.data.items.map(({ id }: { id: string }) => id)).toEqual([
    `${ids[4]}`,
    `${ids[3]}`,
  ]);
  const late = await stack.chain.offer();
  await waitFor('the late trade', async () => (await ask(`/api/trades/${late}`)).status === 200);
  const second = await ask(
    `/api/trades?limit=2&state=Created&cursor=${first.body.data.nextCursor}`,
  );
  expect(second.body.data.items.map(({ id }: { id: string }) => id)).toEqual([
    `${ids[2]}`,
    `${ids[1]}`,
  ]);
  const seller = stack.accounts.seller.address;
  const all = await ask(`/api/trades?seller=${seller}&sort=oldest&limit=1000`);
  const listed = all.body.data.items.map(({ id }: { id: string }) => id);
  expect(listed).toEqual([...ids, late].map(String));
  expect(all.body.data.nextCursor).toBeNull();
  expect((await ask(`/api/trades?buyer=${seller}`)).body.data.items).toEqual([]);
});

test('error: while the node is silent the index is refused, and served again by itself', async () => {
  const { pid } = stack.chain;
  process.kill(pid, 'SIGSTOP');
  try {
    await waitFor('503', async () => (await ask('/ready')).body.status === 'rpc_down', 15_000);
    const answer = await ask('/api/trades');
    expect(answer.status).toBe(503);
    expect(answer.body.error.code).toBe('index_not_ready');
    expect((await ask('/api/trades?allowStale=1')).status).toBe(200);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await waitFor('200', async () => (await ask('/ready')).status === 200, 15_000);
});
