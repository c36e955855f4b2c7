import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { systemClock as clock } from '../../../api/clock.ts';
import { createDatabase } from '../../../api/db/database.ts';
import { migrate } from '../../../api/db/migrate.ts';
import { createFeed, type Feed } from '../../../api/feed/feed.ts';
import { createFeedServer, type FeedServer } from '../../../api/feed/server.ts';
import type { ChainWatch } from '../../../api/integrity/chain-watch.ts';
import { createDatabase as createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { waitFor } from '../../support/wait-for.ts';
import { CHAIN_ID, createIndex, hashOf } from './index-schema.ts';

type Frame = Record<string, unknown> & { type: string };

let database: TestDatabase;
let pool: pg.Pool;
let index: Awaited<ReturnType<typeof createIndex>>;
let feed: Feed;
let server: FeedServer;
let http: Server;
let url: string;

const watch: ChainWatch = {
  head: () => undefined,
  safe: () => undefined,
  finalized: () => undefined,
  seenAtMs: () => undefined,
  canonicalHash: async (number) => hashOf({ number, fork: 'a' }),
  silentForMs: () => 0,
};

beforeEach(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 10 });
  pool.on('error', () => undefined);
  await migrate(pool);
  index = await createIndex(database.url);
  const db = createDatabase(pool);
  const logger = pino({ level: 'silent' });
  feed = createFeed({
    db,
    connectionString: database.url,
    chainId: CHAIN_ID,
    watch,
    clock,
    logger,
  });
  server = createFeedServer({
    db,
    feed,
    clock,
    registry: new Registry(),
    index: () => ({ readiness: { status: 'ok', sinceMs: 0, indexed: undefined }, lagMs: 0 }),
    allowedOrigins: ['http://halyard.test'],
    times: { heartbeatMs: 100, subscribeMs: 700 },
  });
  http = createServer();
  http.on('upgrade', server.handleUpgrade);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ws`;
  feed.start();
  await waitFor('the log to open', () => feed.epoch());
});

afterEach(async () => {
  server.stop();
  http.closeAllConnections();
  http.close();
  await feed.stop();
  await index.end();
  await pool.end();
  await database.drop();
});

/** A client that keeps what it was sent, and how it was closed. */
async function connect(options: { origin?: string; path?: string } = {}) {
  const socket = new WebSocket(options.path ? url.replace('/ws', options.path) : url, options);
  const frames: Frame[] = [];
  let closed: { code: number; reason: string } | undefined;
  socket.on('message', (data) => frames.push(JSON.parse(data.toString())));
  socket.on('close', (code, reason) => {
    closed = { code, reason: reason.toString() };
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const of = (type: string) => frames.filter((frame) => frame.type === type);
  const first = (type: string) => waitFor(`a ${type} frame`, () => of(type)[0]);
  return {
    socket,
    frames,
    of,
    first,
    send: (frame: unknown) => socket.send(JSON.stringify(frame)),
    closed: () => waitFor('the connection to close', () => closed),
  };
}

async function write(from: bigint, to: bigint, events = 2): Promise<void> {
  for (let number = from; number <= to; number += 1n) {
    await index.writeBlock({ number, fork: 'a', events });
  }
}

function seqs(frames: Frame[]): number[] {
  return frames.filter(({ seq }) => seq !== undefined).map(({ seq }) => Number(seq));
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, position) => position + 1);
}

test('behavior: hello comes first, and entries of a channel as they happen', async () => {
  const client = await connect();
  expect(await client.first('hello')).toMatchObject({
    protocol: 1,
    epoch: feed.epoch(),
    heartbeatMs: 100,
  });
  client.send({ type: 'subscribe', channels: ['trade:1'], id: 'x' });
  expect(await client.first('subscribed')).toMatchObject({
    id: 'x',
    recovered: false,
    mode: 'live',
  });
  await write(1n, 3n);
  await waitFor('three entries', () => client.of('event').length === 3);
  expect(client.of('event').map(({ data }) => data)).toEqual(Array(3).fill({ tradeId: '1' }));
});

test('behavior: since gives everything after it, in order and once, while entries arrive', async () => {
  const early = await connect();
  const { head } = await early.first('hello');
  await write(1n, 600n);
  const writing = write(601n, 700n);
  const client = await connect({ path: '/realtime' });
  client.send({ type: 'subscribe', channels: ['activity'], since: head });
  expect(await client.first('subscribed')).toMatchObject({
    recovered: true,
    mode: 'replay',
    cursor: head,
  });
  await writing;
  await waitFor('all entries', () => seqs(client.frames).length >= 1_400);
  expect(seqs(client.frames)).toEqual(upTo(1_400));
});

test('behavior: a heartbeat never tells of more than was sent', async () => {
  await write(1n, 400n, 5);
  const client = await connect();
  const hello = await client.first('hello');
  await waitFor('the log', () => feed.seq() === 2_000);
  const start = Buffer.from(`${hello.epoch}.0`).toString('base64url');
  client.send({ type: 'subscribe', channels: ['activity'], since: start });
  await waitFor('all entries', () => seqs(client.frames).length === 2_000);
  await waitFor('a heartbeat at the end', () => client.frames.at(-1)?.type === 'heartbeat');
  let given = 0;
  for (const frame of client.frames) {
    if (frame.seq !== undefined) given = Number(frame.seq);
    if (
      frame.type !== 'heartbeat' ||
      client.frames.indexOf(frame) < client.frames.findIndex(({ type }) => type === 'subscribed')
    )
      continue;
    const [, seq] = Buffer.from(String(frame.head), 'base64url').toString().split('.');
    expect(Number(seq)).toBeLessThanOrEqual(given);
  }
});

test('behavior: unsubscribing ends the entries; rooms are channels; ping is answered', async () => {
  const client = await connect();
  client.send({ type: 'joinRoom', rooms: [`account:0x${'AB'.repeat(20)}`, 'trades'] });
  expect(await client.first('subscribed')).toMatchObject({
    channels: [`account:0x${'ab'.repeat(20)}`, 'trades'],
  });
  client.send({ type: 'leaveRoom', rooms: ['trades'], id: 2 });
  expect(await client.first('unsubscribed')).toMatchObject({ id: 2, channels: ['trades'] });
  await write(1n, 2n);
  await waitFor('the log', () => feed.seq() === 4);
  client.send({ type: 'ping', id: 3 });
  expect(await client.first('pong')).toEqual({ type: 'pong', id: 3 });
  expect(client.of('event')).toEqual([]);
});

test.each([
  [
    'an unknown channel',
    { type: 'subscribe', channels: ['trades', 'rumours'], id: 9 },
    'unknown_channel',
  ],
  [
    'too many channels',
    { type: 'subscribe', channels: upTo(101).map((id) => `trade:${id}`), id: 9 },
    'bad_frame',
  ],
  [
    'a cursor of another log',
    { type: 'subscribe', channels: ['trades'], since: 'bm9wZQ', id: 9 },
    'bad_cursor',
  ],
  [
    'a member that does not exist',
    { type: 'subscribe', channels: ['trades'], snapshot: true, id: 9 },
    'bad_frame',
  ],
])('error: %s is told, with the frame’s id', async (_, frame, code) => {
  const client = await connect();
  client.send(frame);
  expect(await client.first('error')).toMatchObject({ code, id: 9 });
});

test('error: more than 100 channels in all', async () => {
  const client = await connect();
  client.send({ type: 'subscribe', channels: upTo(60).map((id) => `trade:${id}`) });
  client.send({
    type: 'subscribe',
    channels: upTo(120)
      .slice(60)
      .map((id) => `trade:${id}`),
  });
  expect(await client.first('error')).toMatchObject({ code: 'too_many_channels' });
});

test.each(['{', '[]', '{"type":"dance"}'])(
  'error: %s ends the connection with 1008',
  async (text) => {
    const client = await connect();
    client.socket.send(text);
    expect(await client.first('error')).toMatchObject({ code: 'bad_frame' });
    expect(await client.closed()).toMatchObject({ code: 1008 });
  },
);

test('error: a frame above 16 KB ends the connection', async () => {
  const client = await connect();
  client.socket.send(JSON.stringify({ type: 'ping', id: 'x'.repeat(17_000) }));
  expect(await client.closed()).toMatchObject({ code: 1009 });
});

test('error: more than ten frames a second are refused', async () => {
  const client = await connect();
  for (let count = 0; count < 11; count += 1) client.send({ type: 'ping' });
  expect(await client.first('error')).toMatchObject({ code: 'rate_limited' });
});

test('error: a connection that subscribes to nothing is closed with 1008', async () => {
  const client = await connect();
  expect(await client.closed()).toMatchObject({ code: 1008 });
});

test('error: a foreign origin is refused, its own and none are not', async () => {
  await expect(connect({ origin: 'http://evil.test' })).rejects.toThrow('403');
  await connect({ origin: 'http://halyard.test' });
  await expect(connect({ path: '/elsewhere' })).rejects.toThrow('404');
});

test('error: a slow reader is closed with 4008, and resumes from there without loss', async () => {
  const client = await connect();
  const { head } = await client.first('hello');
  client.send({ type: 'subscribe', channels: ['activity'] });
  await client.first('subscribed');
  client.socket.pause();
  await write(1n, 12n, 1_000);
  await waitFor('the log', () => feed.seq() === 12_000, 30_000);
  client.socket.resume();
  const { code, reason } = await client.closed();
  expect(code).toBe(4008);
  const given = seqs(client.frames);
  expect(given).toEqual(upTo(given.length));
  const again = await connect();
  again.send({
    type: 'subscribe',
    channels: ['activity'],
    since: client.of('event').at(-1)?.cursor ?? head,
  });
  await waitFor('the rest', () => seqs(again.frames).length === 12_000 - given.length, 30_000);
  expect([...given, ...seqs(again.frames)]).toEqual(upTo(12_000));
  expect(reason).not.toBe('');
});

test('behavior: a stop closes with 1012', async () => {
  const client = await connect();
  server.stop();
  expect(await client.closed()).toMatchObject({ code: 1012 });
});

test('behavior: Node’s own WebSocket follows the feed', async () => {
  const socket = new globalThis.WebSocket(url);
  const frames: Frame[] = [];
  socket.onmessage = ({ data }) => frames.push(JSON.parse(String(data)));
  await waitFor('hello', () => frames[0]);
  socket.send(JSON.stringify({ type: 'subscribe', channels: ['trades'] }));
  await waitFor('subscribed', () => frames.find(({ type }) => type === 'subscribed'));
  await write(1n, 1n);
  await waitFor('entries', () => seqs(frames).length === 2);
  socket.close();
});
