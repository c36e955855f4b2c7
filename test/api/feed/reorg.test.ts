import { EventSource } from 'eventsource';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack, type TestStack } from '../../support/stack.ts';
import { waitFor } from '../../support/wait-for.ts';
import { connect, type Reader } from './feed-stack.ts';

let stack: TestStack;
let reader: Reader;

beforeAll(async () => {
  stack = await startStack();
  reader = await connect(stack.wsUrl);
  await reader.subscribe(['activity'], { since: await startOfLog() });
});
afterAll(async () => {
  reader?.socket.close();
  await stack?.stop();
});

/** The cursor before the first entry, made of the epoch that the greeting tells. */
async function startOfLog(): Promise<string> {
  const hello = await reader.frame('hello');
  return Buffer.from(`${hello.epoch}.0`).toString('base64url');
}

/** Ids of the events that stand after all entries so far, in the order in which they were applied. */
function fold(): string[] {
  const standing: string[] = [];
  for (const { op, id } of reader.frames) {
    if (op === 'apply') standing.push(String(id));
    // Newest first: a revert can only take back what was applied last.
    if (op === 'revert') expect(standing.pop()).toBe(id);
  }
  return standing;
}

/** The same ids as the chain itself tells them. */
async function eventsOfChain(): Promise<string[]> {
  const { reader: chain, contracts } = stack.chain;
  const logs = await chain.getLogs({ fromBlock: 0n, toBlock: 'latest' });
  // Every contract there is belongs to the platform and is indexed, but the token that payments are made in.
  return logs
    .filter(({ address }) => address !== contracts.testUsd)
    .map(({ blockHash, logIndex }) => `31337:${blockHash}:${logIndex}`);
}

/** Replaces the newest blocks by as many empty ones, as only anvil can. */
async function reorg(depth: number): Promise<void> {
  const body = { jsonrpc: '2.0', id: 1, method: 'anvil_reorg', params: [depth, []] };
  const response = await fetch(stack.chain.rpcUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(await response.json()).not.toHaveProperty('error');
}

const sameAsChain = async () => JSON.stringify(fold()) === JSON.stringify(await eventsOfChain());

test('behavior: the log folded from its beginning equals the chain, through reorgs of several depths', async () => {
  await waitFor('the history', sameAsChain);
  for (const depth of [1, 3, 8]) {
    await stack.chain.offer();
    await stack.chain.offer();
    await waitFor('the offers', sameAsChain);
    await reorg(depth);
    await stack.chain.offer();
    await waitFor(`the chain after a reorg of ${depth}`, sameAsChain);
  }
  const kinds = new Set(reader.frames.map(({ op, type }) => op ?? type));
  expect(kinds.has('reorg')).toBe(true);
  expect(kinds.has('revert')).toBe(true);
});

test('behavior: the same log comes page by page, to the byte', async () => {
  const frames = () => reader.texts.filter((text) => text.includes('"seq":'));
  const pages: string[] = [];
  let after = await startOfLog();
  while (pages.length === 0 || pages.at(-1) !== '') {
    const answer = await fetch(
      `${stack.apiUrl}/api/events?channels=activity&limit=40&after=${after}`,
    );
    const text = await answer.text();
    pages.push(/"entries":\[(.*)\],"cursor":/.exec(text)?.[1] ?? 'no entries');
    after = JSON.parse(text).data.cursor;
  }
  const whole = pages.filter((page) => page !== '').join(',');
  await waitFor('the newest frames', () => frames().join(',').startsWith(whole));
  expect(pages.length).toBeGreaterThan(2);
});

test('behavior: a stream comes again by itself when the API does, without a gap or a double', async () => {
  const source = new EventSource(
    `${stack.apiUrl}/api/feed?channels=activity&since=${await startOfLog()}`,
  );
  const seqs: number[] = [];
  const said: string[] = [];
  source.onmessage = ({ data }) => seqs.push(JSON.parse(data).seq);
  source.addEventListener('closed', ({ data }) => said.push(JSON.parse(data).reason));
  source.addEventListener('subscribed', ({ data }) => said.push(JSON.parse(data).mode));
  await waitFor('the history', () => seqs.length > 50);
  await stack.restartApi();
  await stack.chain.offer();
  await waitFor('its return', () => said.length > 2 && said.at(-1) === 'replay');
  expect(said.slice(0, 2)).toEqual(['replay', 'restart']);
  const answer = await fetch(`${stack.apiUrl}/api/events?channels=activity&limit=1000`);
  const { data } = await answer.json();
  const whole = data.entries.map(({ seq }: { seq: number }) => seq);
  await waitFor('the newest entry', () => seqs.length >= whole.length);
  expect(seqs.slice(0, whole.length)).toEqual(whole);
  source.close();
});

test('behavior: what concerns staking, a token or total value locked is on their channels', async () => {
  const { contracts, reader: chain } = stack.chain;
  const { rwaToken, staking, tradeEscrow } = contracts;
  const entriesOn = async (channel: string) => {
    const answer = await fetch(`${stack.apiUrl}/api/events?limit=1000&channels=${channel}`);
    const { data } = await answer.json();
    return data.entries.filter(({ type }: { type: string }) => type === 'event');
  };
  const idsOn = async (channel: string) =>
    new Set((await entriesOn(channel)).map(({ id }: { id: string }) => id));
  for (const [channel, address] of [
    ['staking', staking],
    [`token:${rwaToken}`, rwaToken],
  ] as const) {
    const logs = await chain.getLogs({ address, fromBlock: 0n, toBlock: 'latest' });
    const ids = await idsOn(channel);
    expect(logs.length).toBeGreaterThan(0);
    for (const log of logs) expect(ids).toContain(`31337:${log.blockHash}:${log.logIndex}`);
  }
  const changes = await entriesOn('tvl');
  expect(changes).toContainEqual(
    expect.objectContaining({
      event: 'Transfer',
      contract: rwaToken,
      data: expect.objectContaining({ to: tradeEscrow }),
    }),
  );
});
