import { expect, test } from 'vitest';
import { statusFrame } from '../../../api/feed/wire.ts';
import { waitFor } from '../../support/wait-for.ts';
import { connect } from './feed-stack.ts';
import { setUpFeeds } from './set-up-feeds.ts';
import { openStream } from './stream-client.ts';
import { hashOf, makeBlock } from './test-index.ts';

/*
 * The channel `system`: readiness, head and lag as they are, and the reorgs of the log.
 */

const feeds = setUpFeeds();
const { replica, grow, settled } = feeds;

test('default: a reader is told the state when it comes, and at each change', async () => {
  const { url, baseUrl, judged } = await replica();
  const [socket, stream] = [await connect(url), await openStream(baseUrl, { channels: 'system' })];
  await socket.subscribe(['system', 'trades']);
  const first = await socket.frame('status');
  expect(first).toEqual({
    type: 'status',
    status: 'ok',
    since: '2026-09-21T14:13:20.000Z',
    head: null,
    indexed: { number: '1', hash: hashOf('A', 1) },
    lagMs: 12,
    ts: expect.any(Number),
  });
  expect(statusFrame.parse(first)).toEqual(first);
  expect(socket.frames.map(({ type }) => type)).toEqual(['hello', 'subscribed', 'status']);
  judged.readiness = { ...judged.readiness, status: 'rpc_down' };
  const statuses = () => socket.frames.flatMap(({ status }) => status ?? []);
  await waitFor('the change', () => statuses().length === 2);
  expect(statuses()).toEqual(['ok', 'rpc_down']);
  await waitFor('the change in the stream', () => stream.events().length === 3);
  expect(stream.events().map(({ event, id }) => [event, id === undefined])).toEqual([
    ['subscribed', false],
    ['status', true],
    ['status', true],
  ]);
  stream.leave();
});

test('behavior: other readers are told nothing of it', async () => {
  const { url, judged } = await replica();
  const [witness, other] = [await connect(url), await connect(url)];
  await other.subscribe(['activity']);
  await witness.subscribe(['system']);
  judged.readiness = { ...judged.readiness, status: 'stalled' };
  await waitFor('the change', () => witness.frames.some(({ status }) => status === 'stalled'));
  expect(other.frames.map(({ type }) => type)).toEqual(['hello', 'subscribed']);
});

test('behavior: every reorg is told, also one that takes no event back', async () => {
  const { url, feed } = await replica();
  await grow();
  await settled(feed);
  const height = feeds.height + 1;
  await feeds.index.write([makeBlock('A', height, { events: 0 })]);
  await waitFor('the block', () => feed.reflects() === BigInt(height));
  const reader = await connect(url);
  await reader.subscribe(['system']);
  await feeds.index.drop(height);
  await feeds.index.write([makeBlock('B', height, { events: 0, parentFork: 'A' })]);
  expect(await reader.frame('reorg')).toMatchObject({ channels: ['system'], reverted: [] });
});
