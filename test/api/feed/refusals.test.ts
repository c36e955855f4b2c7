import { describe, expect, test } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { connect } from './feed-stack.ts';
import { range, setUpFeeds } from './set-up-feeds.ts';

const feeds = setUpFeeds();
const { replica } = feeds;

describe('refusals', () => {
  test('error: unknown_channel subscribes to nothing and echoes the id', async () => {
    const { url } = await replica();
    const reader = await connect(url);
    for (const name of ['prices', '*', 'trade:07', 'trade:', 'account:0x12', 'wallet:x', '']) {
      reader.frames.length = 0;
      expect(await reader.subscribe(['trades', name])).toMatchObject({
        type: 'error',
        code: 'unknown_channel',
      });
    }
  });

  test('error: too_many_channels', async () => {
    const { url } = await replica();
    const reader = await connect(url);
    const names = (count: number) => range(1, count).map((id) => `trade:${id}`);
    expect(await reader.subscribe(names(101))).toMatchObject({ code: 'too_many_channels' });
    expect(await reader.subscribe(names(100))).toMatchObject({ type: 'subscribed' });
    expect(await reader.subscribe(['trades'])).toMatchObject({ code: 'too_many_channels' });
  });

  test.each([
    ['no JSON', 'hello'],
    ['no object', '[]'],
    ['an unknown type', '{"type":"shout"}'],
    ['an unknown member', '{"type":"ping","loud":true}'],
    ['no channels', '{"type":"subscribe","channels":[]}'],
    ['a snapshot, not offered yet', '{"type":"subscribe","channels":["trades"],"snapshot":true}'],
    [
      'finality, not offered yet',
      '{"type":"subscribe","channels":["trades"],"finality":"finalized"}',
    ],
  ])('error: bad_frame for %s, then 1008', async (_, text) => {
    const { url } = await replica();
    const reader = await connect(url);
    reader.socket.send(text);
    expect(await reader.frame('error')).toMatchObject({ code: 'bad_frame' });
    expect(await reader.closed).toMatchObject({ code: 1008 });
  });

  test('error: what is not offered yet is called so, under the id of the frame', async () => {
    const { url } = await replica();
    const reader = await connect(url);
    const answer = await reader.subscribe(['trades'], { snapshot: true });
    expect(answer).toMatchObject({
      code: 'bad_frame',
      message: 'snapshot: true is not offered yet',
    });
  });

  test('error: a binary frame ends in 1008, one of more than 16 KB in 1009', async () => {
    const { url } = await replica();
    const [binary, large] = [await connect(url), await connect(url)];
    binary.socket.send(Buffer.from('{"type":"ping"}'));
    large.socket.send('x'.repeat(16 * 1024 + 1));
    expect(await binary.closed).toMatchObject({ code: 1008 });
    expect(await large.closed).toMatchObject({ code: 1009 });
  });

  test('error: rate_limited beyond ten frames a second, a flood is closed', async () => {
    const { url } = await replica();
    const reader = await connect(url);
    for (const id of range(1, 12)) reader.send({ type: 'ping', id });
    await waitFor('twelve answers', () => reader.frames.length === 13);
    expect(reader.frames.slice(11)).toMatchObject(
      [11, 12].map((id) => ({ code: 'rate_limited', id })),
    );
    for (const id of range(1, 60)) reader.send({ type: 'ping', id });
    expect(await reader.closed).toMatchObject({ code: 1008, reason: 'too many frames' });
  });

  test('error: not_ready when the log cannot be read, with the cursor to come back with', async () => {
    const { url, cursor, feed } = await replica();
    const reader = await connect(url);
    await feeds.index.admin.query('ALTER TABLE feed.entry RENAME TO lost');
    try {
      reader.send({ type: 'subscribe', channels: ['trades'], since: cursor(0), id: 9 });
      expect(await reader.frame('error')).toMatchObject({ code: 'not_ready', id: 9 });
      expect(await reader.closed).toMatchObject({ code: 1013, reason: cursor(feed.seq()) });
    } finally {
      await feeds.index.admin.query('ALTER TABLE feed.lost RENAME TO entry');
    }
  });

  test('error: a connection that subscribes to nothing is closed with 1008', async () => {
    const { url } = await replica({ limits: { subscribeMs: 50 } });
    const [silent, active] = [await connect(url), await connect(url)];
    await active.subscribe(['trades']);
    expect(await silent.closed).toMatchObject({ code: 1008, reason: 'nothing was subscribed to' });
    expect(active.socket.readyState).toBe(active.socket.OPEN);
  });
});
