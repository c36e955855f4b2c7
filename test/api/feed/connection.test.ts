import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { serverFrame } from '../../../api/feed/wire.ts';
import { waitFor } from '../../support/wait-for.ts';
import { connect, PAGE } from './feed-stack.ts';
import { range, setUpFeeds } from './set-up-feeds.ts';
import { ACCOUNTS, hashOf, makeBlock, makeBlocks } from './test-index.ts';

const feeds = setUpFeeds();
const { replica, grow, settled } = feeds;

describe('hello', () => {
  test.each(['/ws', '/realtime', '/ws?x=1'])(
    'default: %s greets with the place of the log',
    async (path) => {
      const { url, feed, cursor } = await replica();
      const reader = await connect(url.replace('/ws', path));
      expect(await reader.frame('hello')).toEqual({
        type: 'hello',
        protocol: 1,
        epoch: feed.epoch(),
        head: cursor(feed.seq()),
        heartbeatMs: 15_000,
      });
      expect(serverFrame.parse(reader.frames[0])).toEqual(reader.frames[0]);
    },
  );

  test("behavior: Node's own WebSocket follows the feed", async () => {
    const { url } = await replica();
    const socket = new WebSocket(url);
    const seen: string[] = [];
    socket.onmessage = ({ data }) => seen.push(JSON.parse(String(data)).type);
    socket.onopen = () => socket.send('{"type":"subscribe","channels":["trades"]}');
    await waitFor('the subscription', () => seen.includes('subscribed'));
    await grow();
    await waitFor('the entry', () => seen.includes('event'));
    socket.close();
  });
});

describe('upgrade', () => {
  const upgrade = (port: number, path: string, origin?: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
        ...(origin === undefined ? {} : { Origin: origin }),
      };
      const sent = request({ port, path, headers, host: '127.0.0.1', agent: false });
      sent.on('response', ({ statusCode }) => resolve(statusCode));
      sent.on('upgrade', ({ statusCode }, socket) => {
        socket.destroy();
        resolve(statusCode);
      });
      sent.on('error', reject);
      sent.end();
    });

  test.each([
    ['behavior: no Origin is let in', '/ws', undefined, 101],
    ['behavior: a listed Origin is let in', '/ws', PAGE, 101],
    ['error: another Origin is refused', '/ws', 'http://evil.example', 403],
    ['error: the Origin null is refused', '/ws', 'null', 403],
    ['error: another path is refused', '/nothing', undefined, 404],
    ['error: a path that is no URL is refused', '//', undefined, 404],
  ])('%s', async (_, path, origin, status) => {
    const { port } = await replica();
    expect(await upgrade(port, path, origin)).toBe(status);
  });
});

describe('subscribe', () => {
  test('default: entries of a channel arrive as they are written', async () => {
    const { url, feed, cursor } = await replica();
    await settled(feed);
    const reader = await connect(url);
    const before = feed.seq();
    const answer = await reader.subscribe(['trades', 'trade:7']);
    expect(answer).toMatchObject({
      type: 'subscribed',
      channels: ['trades', 'trade:7'],
      cursor: cursor(before),
    });
    expect(answer).toMatchObject({ recovered: false, mode: 'live' });
    await grow(2, 2);
    await waitFor('four entries', () => reader.seqs().length === 4);
    expect(reader.seqs()).toEqual(range(before + 1, before + 4));
  });

  test('behavior: an account is taken in any case, and only its entries come', async () => {
    const { url } = await replica();
    const [mine, other] = [await connect(url), await connect(url)];
    const answer = await mine.subscribe([
      `account:${ACCOUNTS[0].toUpperCase().replace('0X', '0x')}`,
    ]);
    expect(answer.channels).toEqual([`account:${ACCOUNTS[0]}`]);
    await other.subscribe([`account:0x${'dd'.repeat(20)}`, 'trade:8']);
    await grow();
    await waitFor('the entry', () => mine.seqs().length === 1);
    expect(other.seqs()).toEqual([]);
  });

  test('behavior: rooms are channels, and what was left is no longer sent', async () => {
    const { url } = await replica();
    const reader = await connect(url);
    reader.send({ type: 'joinRoom', rooms: ['trades', 'activity'], id: 1 });
    expect(await reader.frame('subscribed')).toMatchObject({
      channels: ['trades', 'activity'],
      id: 1,
    });
    reader.send({ type: 'leaveRoom', rooms: ['trades'], id: 2 });
    reader.send({ type: 'unsubscribe', channels: ['activity'], id: 3 });
    await waitFor(
      'both answers',
      () => reader.frames.filter((f) => f.type === 'unsubscribed').length === 2,
    );
    const witness = await connect(url);
    await witness.subscribe(['trades']);
    await grow();
    await waitFor('the entry elsewhere', () => witness.seqs().length === 1);
    expect(reader.seqs()).toEqual([]);
  });

  test('behavior: finality reaches every subscriber, and nobody else', async () => {
    const { url, told } = await replica();
    const [reader, idle] = [await connect(url), await connect(url)];
    await reader.subscribe(['trade:404']);
    await grow();
    told.finalized = { number: BigInt(feeds.height), hash: hashOf('A', feeds.height) };
    expect(await reader.frame('finalized')).toMatchObject({
      channels: ['*'],
      block: { number: `${feeds.height}` },
    });
    expect(reader.seqs()).toHaveLength(1);
    expect(idle.seqs()).toEqual([]);
  });

  test('behavior: a replica without a sequencer of its own tails the log', async () => {
    const writer = await replica();
    const follower = await replica({ sequencer: false });
    const readers = await Promise.all([connect(writer.url), connect(follower.url)]);
    await Promise.all(readers.map((reader) => reader.subscribe(['activity'])));
    await grow(3);
    await waitFor('both to have them', () => readers.every((reader) => reader.seqs().length === 3));
    expect(readers[0]?.frames.slice(2)).toEqual(readers[1]?.frames.slice(2));
  });

  test('behavior: a reorg is told to those whose entries it takes back', async () => {
    const { url, feed } = await replica();
    await grow(3);
    await settled(feed);
    const reader = await connect(url);
    await reader.subscribe(['trade:7']);
    const told = () => reader.frames.slice(2).map((frame) => frame.op ?? frame.type);
    await feeds.index.drop(feeds.height - 1);
    await feeds.index.write([makeBlock('B', feeds.height - 1, { parentFork: 'A' })]);
    await waitFor('four entries', () => reader.seqs().length === 4);
    expect(told()).toEqual(['reorg', 'revert', 'revert', 'apply']);
    await feeds.index.drop(feeds.height - 1);
    await feeds.index.write(makeBlocks('A', [feeds.height - 1, feeds.height]));
    await waitFor('the way back', () => reader.seqs().length === 8);
    expect(told().slice(4)).toEqual(['reorg', 'revert', 'apply', 'apply']);
  });
});
