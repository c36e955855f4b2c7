import { describe, expect, test } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { connect, type Reader } from './feed-stack.ts';
import { range, setUpFeeds } from './set-up-feeds.ts';

const feeds = setUpFeeds();
const { replica, grow, settled } = feeds;

describe('since', () => {
  test('behavior: everything since comes once and in order, while the log grows', async () => {
    const { url, feed, cursor } = await replica({ limits: { replayBatch: 2 } });
    await grow(10, 40);
    await settled(feed);
    const since = feed.seq() - 390;
    const reader = await connect(url);
    const growing = grow(30, 3);
    const answer = await reader.subscribe(['trades'], { since: cursor(since) });
    expect(answer).toMatchObject({ recovered: true, mode: 'replay', cursor: cursor(since) });
    await growing;
    await settled(feed);
    await waitFor('the newest entry', () => reader.seqs().at(-1) === feed.seq());
    expect(reader.seqs()).toEqual(range(since + 1, feed.seq()));
  });

  test('behavior: what an older subscription of the connection was given is not given again', async () => {
    const { url, feed, cursor } = await replica({ limits: { replayBatch: 4 } });
    await grow(4, 3);
    await settled(feed);
    const start = feed.seq();
    const reader = await connect(url);
    await reader.subscribe(['trade:7']);
    await grow(4, 3);
    await waitFor('the first twelve', () => reader.seqs().length === 12);
    const growing = grow(4, 3);
    await reader.subscribe(['activity'], { since: cursor(start - 6) });
    await growing;
    await settled(feed);
    await waitFor('the newest', () => Math.max(...reader.seqs()) === feed.seq());
    expect(reader.seqs().toSorted((a, b) => a - b)).toEqual(range(start - 5, feed.seq()));
  });

  test('behavior: a heartbeat during a replay never claims more than was sent', async () => {
    const { url, feed, cursor } = await replica({ limits: { replayBatch: 1, heartbeatMs: 1 } });
    await grow(10, 20);
    await settled(feed);
    const reader = await connect(url);
    await reader.subscribe(['trades'], { since: cursor(feed.seq() - 200) });
    await waitFor('the newest entry', () => reader.seqs().at(-1) === feed.seq());
    const start = reader.frames.findIndex(({ type }) => type === 'subscribed');
    let given = feed.seq() - 200;
    for (const frame of reader.frames.slice(start + 1)) {
      if (frame.type === 'heartbeat') expect(frame.head).toBe(cursor(given));
      else given = frame.seq ?? given;
    }
  });

  test('behavior: a cursor of a replica that is ahead is read up to', async () => {
    const { url, feed, cursor } = await replica();
    await grow();
    await settled(feed);
    const reader = await connect(url);
    // Written without a notification, so that this replica has not read it when the cursor comes.
    await feeds.index.admin.query(`
      WITH head AS (UPDATE feed.head SET seq = seq + 1 RETURNING seq)
      INSERT INTO feed.entry SELECT head.seq, type, op, id, channels, block_number, block_hash,
        log_index, frame, now() FROM feed.entry, head WHERE entry.seq = head.seq - 1`);
    const since = cursor(feed.seq() + 1);
    expect(await reader.subscribe(['trades'], { since })).toMatchObject({ recovered: true });
  });

  test.each([
    ['of nothing', () => 'x'],
    ['of another epoch', () => Buffer.from(`${'0'.repeat(32)}.1`).toString('base64url')],
    ['that lies ahead of the log', (cursor: (seq: number) => string) => cursor(1e9)],
  ])('error: bad_cursor for one %s, and the connection stays', async (_, make) => {
    const { url, cursor } = await replica();
    const reader = await connect(url);
    const answer = await reader.subscribe(['trades'], { since: make(cursor) });
    expect(answer).toMatchObject({ type: 'error', code: 'bad_cursor' });
    expect((await reader.subscribe(['trades'])).type).toBe('subscribed');
  });
});

describe('liveness', () => {
  test('behavior: heartbeats tell what was sent, the block of the log and the lag', async () => {
    const { url, feed, cursor } = await replica({ limits: { heartbeatMs: 20 } });
    await settled(feed);
    const reader = await connect(url);
    await reader.subscribe(['trade:404']);
    await grow();
    const beat = await waitFor('a heartbeat of the new block', () =>
      reader.frames.find((frame) => frame.indexedBlock === `${feeds.height}`),
    );
    expect(beat).toEqual({
      type: 'heartbeat',
      head: cursor(feed.seq()),
      indexedBlock: `${feeds.height}`,
      lagMs: 12,
      ts: expect.any(Number),
    });
    expect(reader.seqs()).toEqual([]);
  });

  test('behavior: a client that answers no ping is ended', async () => {
    const { url } = await replica({ limits: { pingMs: 30, deadMs: 30 } });
    const alive = await connect(url);
    const dead = await connect(url, { autoPong: false });
    expect(await dead.closed).toMatchObject({ code: 1006 });
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
  });

  test('behavior: a slow reader is closed with 4008 and loses nothing by its last cursor', async () => {
    const { url, feed } = await replica({ limits: { bufferedBytes: 32_768 } });
    await settled(feed);
    const before = feed.seq();
    const slow = await connect(url);
    const quick = await connect(url);
    await Promise.all([slow, quick].map((reader) => reader.subscribe(['trades'])));
    slow.socket.pause();
    // Far more than the sockets of both ends hold, so that the server sees it wait.
    while (feed.seq() < before + 20_000) {
      await grow(1, 1_000);
      await settled(feed);
    }
    slow.socket.resume();
    const { code, reason } = await slow.closed;
    expect(code).toBe(4008);
    const last = slow.seqs().at(-1);
    expect(slow.seqs()).toEqual(range(before + 1, last ?? 0));
    const again = await connect(url);
    await again.subscribe(['trades'], { since: reason });
    await waitFor('the rest', () => again.seqs().at(-1) === feed.seq());
    expect([...slow.seqs(), ...again.seqs()]).toEqual(range(before + 1, feed.seq()));
    await waitFor('the quick one', () => quick.seqs().at(-1) === feed.seq());
  });

  test('behavior: a stop closes with 1012 and spreads the return', async () => {
    const { url, stop } = await replica();
    const reader: Reader = await connect(url);
    await Promise.all([stop(), reader.closed]);
    const { code, reason } = await reader.closed;
    expect(code).toBe(1012);
    expect(JSON.parse(reason).reconnectAfterMs).toBeLessThanOrEqual(3_000);
  });

  test('behavior: metrics count connections, channels, entries and closes', async () => {
    const { url, registry, feed } = await replica();
    const [reader, gone] = [await connect(url), await connect(url)];
    await reader.subscribe(['trades', 'activity']);
    await grow();
    await waitFor('the entry', () => reader.seqs().length === 1);
    gone.socket.close(1000);
    await gone.closed;
    await waitFor('the numbers', async () => {
      const text = await registry.metrics();
      return [
        'halyard_feed_connections 1',
        'halyard_feed_subscriptions 2',
        'halyard_feed_entries_sent_total 1',
        'halyard_feed_closes_total{code="1000"} 1',
        `halyard_feed_seq ${feed.seq()}`,
      ].every((line) => text.includes(line));
    });
  });
});
