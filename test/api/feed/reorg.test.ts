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
  const address = [contracts.rwaToken, contracts.tradeEscrow];
  const logs = await chain.getLogs({ address, fromBlock: 0n, toBlock: 'latest' });
  return logs.map(({ blockHash, logIndex }) => `31337:${blockHash}:${logIndex}`);
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
