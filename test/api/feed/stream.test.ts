import { connect as connectSocket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { closed, subscribed } from '../../../api/feed/wire.ts';
import { waitFor } from '../../support/wait-for.ts';
import { connect, type Replica } from './feed-stack.ts';
import { range, setUpFeeds } from './set-up-feeds.ts';
import { openStream } from './stream-client.ts';

const feeds = setUpFeeds();
const { replica, grow, settled } = feeds;

async function gauge({ registry }: Replica, name: string): Promise<number> {
  const [, value] = new RegExp(`^${name} (\\d+)$`, 'm').exec(await registry.metrics()) ?? [];
  return Number(value);
}

const openStreams = (started: Replica) => gauge(started, 'halyard_feed_streams');

describe('from now on', () => {
  test('default: the place, then entries as they are written, each under its cursor', async () => {
    const { baseUrl, feed, cursor } = await replica();
    await grow();
    await settled(feed);
    const before = feed.seq();
    const reader = await openStream(baseUrl, { channels: 'trades,trade:7' });
    expect(reader.response.status).toBe(200);
    expect(reader.response.headers.get('content-type')).toBe('text/event-stream');
    expect(reader.response.headers.get('cache-control')).toBe('no-cache');
    const first = await reader.named('subscribed');
    expect(first).toEqual({
      type: 'subscribed',
      channels: ['trades', 'trade:7'],
      cursor: cursor(before),
      recovered: false,
      mode: 'live',
    });
    expect(subscribed.parse(first)).toEqual(first);
    expect(reader.events()[0]).toMatchObject({ id: cursor(before), retry: '1000' });
    await grow(2, 2);
    await waitFor('four entries', () => reader.seqs().length === 4);
    expect(reader.seqs()).toEqual(range(before + 1, before + 4));
    expect(reader.entries().map(({ id }) => id)).toEqual(reader.seqs().map(cursor));
    reader.leave();
  });

  test('behavior: a WebSocket and a stream are given the same bytes', async () => {
    const { baseUrl, url } = await replica();
    const socket = await connect(url);
    await socket.subscribe(['activity']);
    const stream = await openStream(baseUrl, { channels: 'activity' });
    await stream.named('subscribed');
    await grow(3, 3);
    await waitFor('nine entries', () => stream.entries().length === 9);
    await waitFor('nine frames', () => socket.seqs().length === 9);
    expect(stream.entries().map(({ data }) => data)).toEqual(socket.texts.slice(2));
    stream.leave();
  });

  test('behavior: entries on other channels are not sent', async () => {
    const { baseUrl, feed } = await replica();
    const reader = await openStream(baseUrl, { channels: 'trade:404' });
    await reader.named('subscribed');
    await grow(2);
    await settled(feed);
    const witness = await openStream(baseUrl, { channels: 'trades' });
    await witness.named('subscribed');
    await grow();
    await waitFor('the entry elsewhere', () => witness.seqs().length === 1);
    expect(reader.seqs()).toEqual([]);
    for (const each of [reader, witness]) each.leave();
  });
});

describe('since', () => {
  test('behavior: everything since comes once and in order, while the log grows', async () => {
    const { baseUrl, feed, cursor } = await replica({ limits: { replayBatch: 2 } });
    await grow(10, 40);
    await settled(feed);
    const since = feed.seq() - 390;
    const growing = grow(30, 3);
    const reader = await openStream(baseUrl, { channels: 'trades', since: cursor(since) });
    expect(await reader.named('subscribed')).toMatchObject({
      recovered: true,
      mode: 'replay',
      cursor: cursor(since),
    });
    await growing;
    await settled(feed);
    await waitFor('the newest entry', () => reader.seqs().at(-1) === feed.seq());
    expect(reader.seqs()).toEqual(range(since + 1, feed.seq()));
    reader.leave();
  });

  test('behavior: Last-Event-ID goes before the cursor of the URL', async () => {
    const { baseUrl, feed, cursor } = await replica();
    await grow(5);
    await settled(feed);
    const query = { channels: 'activity', since: cursor(feed.seq() - 5) };
    const headers = { 'Last-Event-ID': cursor(feed.seq() - 2) };
    const reader = await openStream(baseUrl, query, headers);
    await waitFor('two entries', () => reader.seqs().length === 2);
    expect(reader.seqs()).toEqual(range(feed.seq() - 1, feed.seq()));
    reader.leave();
  });

  test.each([
    ['of nothing', () => 'x'],
    ['of another epoch', () => Buffer.from(`${'0'.repeat(32)}.1`).toString('base64url')],
    ['that lies ahead of the log', (cursor: (seq: number) => string) => cursor(1e9)],
  ])(
    'behavior: a cursor %s is told by recovered: false, and the stream goes on',
    async (_, make) => {
      const { baseUrl, cursor, feed } = await replica();
      const reader = await openStream(baseUrl, { channels: 'trades', since: make(cursor) });
      expect(reader.response.status).toBe(200);
      expect(await reader.named('subscribed')).toMatchObject({ recovered: false, mode: 'live' });
      const before = feed.seq();
      await grow();
      await waitFor('the entry', () => reader.seqs().at(-1) === before + 1);
      reader.leave();
    },
  );

  test('behavior: a cursor that is too old is told by recovered: false', async () => {
    const { baseUrl, cursor, feed } = await replica();
    await grow(3);
    await settled(feed);
    await feeds.index.admin.query('DELETE FROM feed.entry WHERE seq <= 2');
    const old = await openStream(baseUrl, { channels: 'trades', since: cursor(1) });
    expect(await old.named('subscribed')).toMatchObject({ recovered: false, mode: 'live' });
    const kept = await openStream(baseUrl, { channels: 'trades', since: cursor(2) });
    expect(await kept.named('subscribed')).toMatchObject({ recovered: true });
    for (const each of [old, kept]) each.leave();
  });
});

describe('refusals', () => {
  test.each([
    ['rates, not offered yet', 'prices', 'unknown_channel'],
    ['one of several', 'trades,nonsense', 'unknown_channel'],
    ['all', '*', 'unknown_channel'],
    ['an empty name', '', 'unknown_channel'],
    [
      'too many',
      range(1, 101)
        .map((id) => `trade:${id}`)
        .join(),
      'too_many_channels',
    ],
  ])(
    'error: %s is refused with 400, for asking again would not help',
    async (_, channels, code) => {
      const started = await replica();
      const response = await fetch(`${started.baseUrl}/api/feed?channels=${channels}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ success: false, error: { code } });
      expect(await openStreams(started)).toBe(0);
    },
  );

  test('error: no channels, or a parameter that does not exist, is an invalid request', async () => {
    const { baseUrl } = await replica();
    for (const query of ['', '?channels=trades&loud=1']) {
      const response = await fetch(`${baseUrl}/api/feed${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_request' } });
    }
  });

  test('behavior: a log that cannot be read ends the stream, which keeps its cursor', async () => {
    const started = await replica();
    const { baseUrl, cursor } = started;
    await feeds.index.admin.query('ALTER TABLE feed.entry RENAME TO lost');
    try {
      const reader = await openStream(baseUrl, { channels: 'trades', since: cursor(3) });
      expect(reader.response.status).toBe(200);
      expect(await reader.isEnded).toBe(true);
      expect(reader.blocks).toEqual([
        'event: closed\ndata: {"type":"closed","reason":"not_ready"}',
      ]);
      expect(await openStreams(started)).toBe(0);
    } finally {
      await feeds.index.admin.query('ALTER TABLE feed.lost RENAME TO entry');
    }
  });

  test('behavior: HEAD is answered without a stream', async () => {
    const started = await replica();
    const url = `${started.baseUrl}/api/feed?channels=trades`;
    const response = await fetch(url, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect(await openStreams(started)).toBe(0);
  });
});

describe('liveness', () => {
  test('behavior: heartbeats are comments, and never claim more than was sent', async () => {
    const { baseUrl, feed, cursor } = await replica({ limits: { replayBatch: 1, heartbeatMs: 1 } });
    await grow(10, 20);
    await settled(feed);
    const since = feed.seq() - 200;
    const reader = await openStream(baseUrl, { channels: 'trades', since: cursor(since) });
    await waitFor('the newest entry', () => reader.seqs().at(-1) === feed.seq());
    const all = reader.blocks.length;
    await waitFor('one more heartbeat', () => reader.blocks.length > all);
    let given = cursor(since);
    for (const block of reader.blocks) {
      if (block.startsWith(':')) expect(block).toBe(`: heartbeat\nid: ${given}`);
      else given = /^id: (.*)$/m.exec(block)?.[1] ?? '';
    }
    reader.leave();
  });

  test('behavior: a reader that leaves takes everything with it', async () => {
    const started = await replica({ limits: { heartbeatMs: 5 } });
    const readers = await Promise.all(
      ['trades', 'activity', 'system'].map((channels) => openStream(started.baseUrl, { channels })),
    );
    await Promise.all(readers.map((reader) => reader.named('subscribed')));
    expect(await openStreams(started)).toBe(3);
    for (const reader of readers) reader.leave();
    await waitFor('no stream', async () => (await openStreams(started)) === 0);
  });

  test('behavior: a reader that leaves during its replay takes everything with it', async () => {
    const started = await replica({ limits: { replayBatch: 1 } });
    await grow(1, 500);
    await settled(started.feed);
    const since = started.cursor(started.feed.seq() - 500);
    const reader = await openStream(started.baseUrl, { channels: 'trades', since });
    await waitFor('a first entry', () => reader.seqs().length > 0);
    reader.leave();
    await waitFor('no stream', async () => (await openStreams(started)) === 0);
  });

  test('behavior: a slow reader is ended with its last cursor, and loses nothing by it', async () => {
    const started = await replica({ limits: { bufferedBytes: 32_768 } });
    const { baseUrl, feed, port } = started;
    await settled(feed);
    const before = feed.seq();
    const slow = connectSocket(port, '127.0.0.1');
    slow.write('GET /api/feed?channels=trades HTTP/1.1\r\nHost: localhost\r\n\r\n');
    let text = '';
    slow.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    await waitFor('the stream', () => text.includes('event: subscribed'));
    slow.pause();
    await waitFor('it to be given up', async () => {
      await grow(1, 1_000);
      await settled(feed);
      return (await openStreams(started)) === 0;
    });
    const until = feed.seq();
    slow.resume();
    await waitFor('its last event', () => text.includes('"reason":"slow_reader"'));
    slow.destroy();
    const seqs = [...text.matchAll(/^data: \{"type":"event",.*?"seq":(\d+)/gm)].map(([, seq]) =>
      Number(seq),
    );
    expect(seqs).toEqual(range(before + 1, seqs.at(-1) ?? 0));
    expect(seqs.at(-1)).toBeLessThan(until);
    const last = JSON.parse(/^data: (\{"type":"closed".*)$/m.exec(text)?.[1] ?? '');
    expect(closed.parse(last)).toEqual({
      type: 'closed',
      reason: 'slow_reader',
      cursor: started.cursor(seqs.at(-1) ?? 0),
    });
    const again = await openStream(baseUrl, { channels: 'trades', since: last.cursor });
    await waitFor('the rest', () => again.seqs().at(-1) === until);
    expect([...seqs, ...again.seqs()]).toEqual(range(before + 1, until));
    again.leave();
  });

  test('behavior: a stop ends streams, says so, and spreads the return', async () => {
    const started = await replica();
    const cursor = started.cursor(started.feed.seq());
    const reader = await openStream(started.baseUrl, { channels: 'trade:404' });
    await reader.named('subscribed');
    await started.stop();
    expect(await reader.isEnded).toBe(true);
    const last = reader.events().at(-1);
    expect(last).toMatchObject({ event: 'closed', id: cursor });
    expect(Number(last?.retry)).toBeLessThanOrEqual(3_000);
    expect(JSON.parse(last?.data ?? '')).toEqual({ type: 'closed', reason: 'restart', cursor });
    expect(await openStreams(started)).toBe(0);
  });
});
