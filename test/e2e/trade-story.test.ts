import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { startStack, type TestStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

/*
 * One story from the contract to the trader: an offer, its acceptance, a marked payment, a dispute with evidence, and
 * its resolution. What the API and the feed say is held against the contract, to the unit.
 */

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack?.stop();
});

async function getJson(path: string) {
  const response = await fetch(`${stack.apiUrl}${path}`);
  return { status: response.status, body: await response.json() };
}

/** The trade as the API has it, once it is in a state. */
function tradeIn(id: bigint, state: string) {
  return waitFor(`trade ${id} to be ${state}`, async () => {
    const { body } = await getJson(`/api/trades/${id}`);
    return body.data?.state === state ? body.data : undefined;
  });
}

test('behavior: a disputed trade is told the same by chain, API and feed', async () => {
  const { chain, accounts } = stack;
  const frames: Record<string, unknown>[] = [];
  const socket = new WebSocket(stack.wsUrl);
  socket.on('message', (data) => frames.push(JSON.parse(data.toString())));
  await waitFor('hello', () => frames.find(({ type }) => type === 'hello'));
  socket.send(JSON.stringify({ type: 'subscribe', channels: ['trades'], id: 1 }));
  await waitFor('subscribed', () => frames.find(({ type }) => type === 'subscribed'));

  const amount = 1_234_567_890_123_456_789n;
  const id = await chain.offer({ amount, policyId: 2 });
  await tradeIn(id, 'Created');
  const call = { ...chain.escrow };
  await chain.act(accounts.buyer, 'acceptTrade', { args: [id] });
  await tradeIn(id, 'Accepted');
  await chain.act(accounts.buyer, 'markPaid', { args: [id, `0x${'22'.repeat(32)}`] });
  await tradeIn(id, 'PaymentMarked');
  await chain.act(accounts.seller, 'disputeTrade', { args: [id, `0x${'33'.repeat(32)}`] });
  await chain.act(accounts.buyer, 'submitEvidence', {
    args: [id, `0x${'44'.repeat(32)}`, 'ipfs://receipt'],
  });
  await chain.act(accounts.moderator, 'resolveTrade', { args: [id, 3_333] });
  const resolved = await tradeIn(id, 'Resolved');

  // The contract's own arithmetic, from its state: what the buyer, the seller and the fee recipient hold now.
  const onChain = await chain.reader.readContract({ ...call, functionName: 'tradeOf', args: [id] });
  const gross = (amount * 3_333n) / 10_000n;
  const fee = (gross * 50n) / 10_000n;
  expect(resolved).toMatchObject({
    seller: onChain.seller.toLowerCase(),
    buyer: onChain.buyer.toLowerCase(),
    amount: onChain.amount.toString(),
    feeBps: onChain.feeBps,
    fee: fee.toString(),
    resolution: { buyerBps: 3333, toBuyer: `${gross - fee}`, toSeller: `${amount - gross}` },
    dispute: { by: accounts.seller.address.toLowerCase() },
    evidence: [{ uri: 'ipfs://receipt', by: accounts.buyer.address.toLowerCase() }],
    deadline: null,
  });
  const steps = [
    'TradeCreated',
    'TradeTerms',
    'TradeAccepted',
    'PaymentMarked',
    'DisputeOpened',
    'EvidenceSubmitted',
    'DisputeResolved',
    'Credited',
  ];
  expect(resolved.timeline.map(({ event }: { event: string }) => event)).toEqual(steps);

  // The fee recipient is not eligible for the asset, so its fee waits as a credit and nobody else is held up.
  const feeRecipient = accounts.feeRecipient.address;
  const credit = await chain.reader.readContract({
    ...call,
    functionName: 'creditOf',
    args: [feeRecipient, chain.token.address],
  });
  expect(credit).toBe(fee);
  const account = await getJson(`/api/accounts/${feeRecipient}`);
  expect(account.body.data.credits).toMatchObject([
    { amount: fee.toString(), token: { symbol: 'HHO', decimals: 18 } },
  ]);

  await waitFor(
    'all feed entries',
    () => frames.filter(({ type }) => type === 'event').length >= steps.length,
  );
  const entries = frames.filter(({ type }) => type === 'event');
  expect(entries.map(({ event, op }) => `${op} ${event}`)).toEqual(
    steps.map((name) => `apply ${name}`),
  );
  socket.close();
});

test('behavior: balances in one answer are those of the stamped block', async () => {
  const { chain, accounts } = stack;
  const { body } = await getJson(`/api/accounts/${accounts.buyer.address}`);
  const [holding] = body.data.holdings;
  const onChain = await chain.reader.readContract({
    ...chain.token,
    functionName: 'balanceOf',
    args: [accounts.buyer.address],
    blockNumber: BigInt(body.meta.block.number),
  });
  expect(holding.balance).toBe(onChain.toString());
  const block = await chain.reader.getBlock({ blockNumber: BigInt(body.meta.block.number) });
  expect(body.meta.block.hash).toBe(block.hash);
});

test('behavior: a reorg takes the trade back in API and feed', async () => {
  const { chain } = stack;
  const before = await getJson('/api/trades?limit=1');
  const cursorSocket = new WebSocket(stack.wsUrl);
  const frames: Record<string, unknown>[] = [];
  cursorSocket.on('message', (data) => frames.push(JSON.parse(data.toString())));
  await waitFor('hello', () => frames.find(({ type }) => type === 'hello'));
  cursorSocket.send(JSON.stringify({ type: 'subscribe', channels: ['trades'] }));
  const id = await chain.offer();
  await tradeIn(id, 'Created');
  const head = await chain.reader.getBlockNumber();
  const created = (await getJson(`/api/trades/${id}`)).body.data.created.block.number;
  const depth = Number(head - BigInt(created)) + 1;
  await chain.client.request({ method: 'anvil_reorg', params: [depth, []] } as never);
  await chain.client.mine({ blocks: 1 });
  await waitFor(
    'the trade to be gone',
    async () => (await getJson(`/api/trades/${id}`)).status === 404,
  );
  const reverted = await waitFor('the reverts', () => {
    const reverts = frames.filter(({ op }) => op === 'revert');
    return reverts.length >= 2 ? reverts : undefined;
  });
  expect(reverted.map(({ event }) => event)).toEqual(['TradeTerms', 'TradeCreated']);
  const order = frames.filter(({ seq }) => seq !== undefined).map(({ type, op }) => op ?? type);
  expect(order.indexOf('reorg')).toBeLessThan(order.indexOf('revert'));
  expect((await getJson('/api/trades?limit=1')).body.data.items[0]?.id).toBe(
    before.body.data.items[0]?.id,
  );
  cursorSocket.close();
});

test('behavior: a reader that was away resumes by cursor, without loss and without doubles', async () => {
  const { chain } = stack;
  const first = new WebSocket(stack.wsUrl);
  const hello = await new Promise<{ head: string }>((resolve) => {
    first.once('message', (data) => resolve(JSON.parse(data.toString())));
  });
  first.close();
  await stack.restartApi();
  const ids = [await chain.offer(), await chain.offer(), await chain.offer()];
  await tradeIn(ids[2] ?? 0n, 'Created');
  const frames: Record<string, unknown>[] = [];
  const second = new WebSocket(stack.wsUrl);
  second.on('message', (data) => frames.push(JSON.parse(data.toString())));
  second.on('open', () =>
    second.send(JSON.stringify({ type: 'subscribe', channels: ['trades'], since: hello.head })),
  );
  await waitFor(
    'the missed entries',
    () => frames.filter(({ event }) => event === 'TradeTerms').length >= 3,
  );
  const subscribed = frames.find(({ type }) => type === 'subscribed');
  expect(subscribed).toMatchObject({ recovered: true, mode: 'replay' });
  const created = frames.filter(({ event }) => event === 'TradeCreated');
  expect(created.map(({ data }) => (data as { tradeId: string }).tradeId)).toEqual(ids.map(String));
  second.close();
});
