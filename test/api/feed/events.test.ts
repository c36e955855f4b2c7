import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { createFeed } from '../../../api/feed/feed.ts';
import { eventsAnswer } from '../../../api/feed/wire.ts';
import { waitFor } from '../../support/wait-for.ts';
import { connect, createFeedApp, createTestGuard, type Replica } from './feed-stack.ts';
import { createTestClock, logger } from './read-log.ts';
import { range, setUpFeeds } from './set-up-feeds.ts';
import { CHAIN_ID, createTestWatch } from './test-index.ts';

const feeds = setUpFeeds();
const { replica, grow, settled } = feeds;

type Query = Record<string, string | number>;

function eventsUrl(baseUrl: string, query: Query = {}): string {
  const search = Object.entries(query).map(([name, value]) => [name, String(value)]);
  return `${baseUrl}/api/events?${new URLSearchParams(search)}`;
}

async function ask({ baseUrl }: Replica, query: Query = {}, init: RequestInit = {}) {
  const response = await fetch(eventsUrl(baseUrl, query), init);
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) };
}

/** Pages from the first entry to the head. */
async function askAll(started: Replica, query: Query) {
  const pages: Awaited<ReturnType<typeof ask>>[] = [];
  let page = await ask(started, query);
  pages.push(page);
  while (page.body.data.cursor !== page.body.data.head) {
    page = await ask(started, { ...query, after: page.body.data.cursor });
    pages.push(page);
  }
  return pages;
}

const seqsOf = (page: { body: { data: { entries: { seq: number }[] } } }) =>
  page.body.data.entries.map(({ seq }) => seq);

async function waiting({ registry }: Replica): Promise<number> {
  const [, value] = /^halyard_feed_waiting_requests (\d+)$/m.exec(await registry.metrics()) ?? [];
  return Number(value);
}

describe('pages', () => {
  test('default: entries with the place to go on from, in the envelope', async () => {
    const started = await replica();
    await grow(3, 20);
    await settled(started.feed);
    const { status, body } = await ask(started);
    expect(status).toBe(200);
    expect(eventsAnswer.parse(body)).toEqual(body);
    expect(seqsOf({ body })).toEqual(range(1, 50));
    expect(body.data.cursor).toBe(started.cursor(50));
    expect(body.data.head).toBe(started.cursor(started.feed.seq()));
  });

  test('behavior: from the first entry to the head, they equal what a WebSocket is given to the byte', async () => {
    const started = await replica();
    await grow(5, 30);
    await settled(started.feed);
    const reader = await connect(started.url);
    await reader.subscribe(['activity'], { since: started.cursor(0) });
    await waitFor('the whole log', () => reader.seqs().at(-1) === started.feed.seq());
    const pages = await askAll(started, { limit: 37 });
    expect(pages.flatMap(seqsOf)).toEqual(range(1, started.feed.seq()));
    const frames = reader.texts.slice(2);
    for (const { text } of pages) {
      const page = frames.splice(0, 37).join(',');
      expect(text).toContain(`"data":{"entries":[${page}],"cursor":`);
    }
    expect(frames).toEqual([]);
  });

  test('behavior: entries on other channels are passed over, and not read again', async () => {
    const started = await replica();
    await grow(4);
    await settled(started.feed);
    const { body } = await ask(started, { channels: 'trade:404', limit: 1 });
    expect(body.data.entries).toEqual([]);
    expect(body.data.cursor).toBe(body.data.head);
  });

  test('behavior: at the head there is nothing, and the place stays', async () => {
    const started = await replica();
    await settled(started.feed);
    const head = started.cursor(started.feed.seq());
    const { body } = await ask(started, { after: head });
    expect(body.data).toEqual({ entries: [], cursor: head, head });
  });
});

describe('waitMs', () => {
  test('behavior: it is answered as soon as an entry arrives', async () => {
    const started = await replica();
    await settled(started.feed);
    const before = started.feed.seq();
    const asked = ask(started, { after: started.cursor(before), waitMs: 30_000 });
    await waitFor('it to wait', async () => (await waiting(started)) === 1);
    const beganAt = Date.now();
    await grow();
    expect(seqsOf(await asked)).toEqual([before + 1]);
    expect(Date.now() - beganAt).toBeLessThan(5_000);
    expect(await waiting(started)).toBe(0);
  });

  test('behavior: a reader that always waits gets each entry once, while the log grows', async () => {
    const started = await replica();
    await settled(started.feed);
    const before = started.feed.seq();
    const growing = (async () => {
      for (let block = 0; block < 30; block += 1) await grow(1, 3);
    })();
    const seqs: number[] = [];
    let after = started.cursor(before);
    while (seqs.length < 90) {
      const page = await ask(started, { after, waitMs: 10_000, limit: 7 });
      seqs.push(...seqsOf(page));
      after = page.body.data.cursor;
    }
    await growing;
    expect(seqs).toEqual(range(before + 1, before + 90));
  });

  test('behavior: entries on other channels do not end the wait, its time does', async () => {
    const started = await replica();
    await settled(started.feed);
    const after = started.cursor(started.feed.seq());
    const asked = ask(started, { after, channels: 'trade:404', waitMs: 700 });
    await waitFor('it to wait', async () => (await waiting(started)) === 1);
    const beganAt = Date.now();
    await grow();
    expect((await asked).body.data.entries).toEqual([]);
    expect(Date.now() - beganAt).toBeGreaterThan(400);
  });

  test('behavior: a caller that leaves takes its wait with it', async () => {
    const started = await replica();
    await settled(started.feed);
    const controller = new AbortController();
    const query = { after: started.cursor(started.feed.seq()), waitMs: 30_000 };
    const asked = ask(started, query, { signal: controller.signal }).catch(() => 'left');
    await waitFor('it to wait', async () => (await waiting(started)) === 1);
    controller.abort();
    expect(await asked).toBe('left');
    await waitFor('it to be let go', async () => (await waiting(started)) === 0);
  });

  test('behavior: a stop answers whoever waits', async () => {
    const started = await replica();
    await settled(started.feed);
    const after = started.cursor(started.feed.seq());
    const asked = ask(started, { after, waitMs: 30_000 });
    await waitFor('it to wait', async () => (await waiting(started)) === 1);
    await started.stop();
    const { status, body } = await asked;
    expect(status).toBe(200);
    expect(body.data).toEqual({ entries: [], cursor: after, head: after });
  });
});

describe('refusals', () => {
  test.each([
    ['of nothing', () => 'x'],
    ['of another epoch', () => Buffer.from(`${'0'.repeat(32)}.1`).toString('base64url')],
    ['that lies ahead of the log', (cursor: (seq: number) => string) => cursor(1e9)],
  ])('error: 400 bad_cursor for one %s', async (_, make) => {
    const started = await replica();
    const { status, body } = await ask(started, { after: make(started.cursor) });
    expect(status).toBe(400);
    expect(body).toMatchObject({ success: false, error: { code: 'bad_cursor' } });
  });

  test.each([
    [{ channels: 'prices' }, 'unknown_channel', 'channels'],
    [{ channels: '' }, 'unknown_channel', 'channels'],
    [{ channels: '*' }, 'unknown_channel', 'channels'],
    [{ limit: 0 }, 'invalid_request', 'limit'],
    [{ limit: 1001 }, 'invalid_request', 'limit'],
    [{ waitMs: 30_001 }, 'invalid_request', 'waitMs'],
    [{ waitMs: -1 }, 'invalid_request', 'waitMs'],
    [{ since: 'x' }, 'invalid_request', 'since'],
  ])('error: 400 for %j', async (query, code, path) => {
    const { status, body } = await ask(await replica(), query);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code, issues: [{ path }] });
  });

  test('error: 410 cursor_expired where entries after the cursor are gone', async () => {
    const started = await replica();
    await grow(3);
    await settled(started.feed);
    await feeds.index.admin.query('DELETE FROM feed.entry WHERE seq <= 2');
    const { status, body } = await ask(started, { after: started.cursor(1) });
    expect(status).toBe(410);
    expect(body.error.code).toBe('cursor_expired');
    expect((await ask(started, { after: started.cursor(2) })).status).toBe(200);
    expect(seqsOf(await ask(started))[0]).toBe(3);
  });

  test('error: 503 before the log was read, while a stream says so and ends with 200', async () => {
    const { db, url: connectionString } = feeds.index;
    const { watch } = createTestWatch();
    const clock = createTestClock();
    const { guard } = createTestGuard();
    const registry = new Registry();
    const shared = { db, clock, logger, chainId: CHAIN_ID, watch, guard, registry };
    const feed = createFeed({ ...shared, connectionString });
    try {
      const app = createFeedApp({ ...shared, feed });
      const page = await app.request('/api/events');
      expect(page.status).toBe(503);
      expect(page.headers.get('retry-after')).toBe('1');
      expect(await page.json()).toMatchObject({ error: { code: 'feed_not_ready' } });
      const stream = await app.request('/api/feed?channels=trades');
      expect(stream.status).toBe(200);
      expect(await stream.text()).toBe(
        'retry: 1000\nevent: closed\ndata: {"type":"closed","reason":"not_ready"}\n\n',
      );
    } finally {
      await feed.stop();
    }
  });
});
