import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ClientFrame, ServerFrame } from '../../api/feed/wire.ts';
import { FeedConnection, type FeedState } from '../../web/feed.js';
import type { Entry } from '../../web/types.js';
import { waitFor } from '../support/wait-for.ts';
import { accepted, block } from './samples.ts';

type Subscribe = Extract<ClientFrame, { type: 'subscribe' }>;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server whose answers each test scripts, and a connection to it with what it was told. */
async function connect(
  answer: (socket: WebSocket, frame: Subscribe, attempt: number) => void,
  { epochs = ['e1'], heartbeatMs = 15_000 } = {},
) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const asked: Subscribe[] = [];
  let connections = 0;
  server.on('connection', (socket) => {
    const epoch = epochs[Math.min(connections++, epochs.length - 1)] ?? 'e1';
    send(socket, { type: 'hello', protocol: 1, epoch, head: 'head', heartbeatMs });
    socket.on('message', (data) => {
      const frame: Subscribe = JSON.parse(data.toString());
      asked.push(frame);
      answer(socket, frame, asked.length);
    });
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const told = { states: [] as FeedState[], entries: [] as Entry[], recovered: [] as boolean[] };
  const feed = new FeedConnection({
    url: `ws://127.0.0.1:${port}/ws`,
    random: () => 0,
    onState: (state) => told.states.push(state),
    onEntry: (entry) => told.entries.push(entry),
    onHeartbeat: () => undefined,
    onSubscribed: ({ recovered }) => told.recovered.push(recovered),
  });
  closers.push(
    () => feed.stop(),
    () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  );
  feed.start();
  return { asked, told, server };
}

function send(socket: WebSocket, frame: ServerFrame | Entry): void {
  socket.send(JSON.stringify(frame));
}

function confirm(socket: WebSocket, { channels, since }: Subscribe, cursor = 'start'): void {
  const mode = since === undefined ? 'live' : 'replay';
  send(socket, { type: 'subscribed', channels, cursor, recovered: since !== undefined, mode });
}

test('default: subscribes to what the page shows, and hands entries on', async () => {
  const made = accepted(1, block(101));
  const { asked, told } = await connect((socket, frame) => {
    confirm(socket, frame);
    send(socket, made);
  });

  await waitFor('the entry', () => told.entries.length === 1);
  expect(asked).toEqual([
    { type: 'subscribe', id: 'page', channels: ['trades', 'staking', 'tvl', 'system'] },
  ]);
  expect(told.entries).toEqual([made]);
  expect(told.recovered).toEqual([true]);
  expect(told.states.map(({ phase }) => phase)).toEqual(['connecting', 'subscribed']);
});

describe('after a lost connection', () => {
  test('behavior: resumes from the last entry and says until when it waits', async () => {
    const made = accepted(1, block(101));
    const { asked, told } = await connect((socket, frame, attempt) => {
      confirm(socket, frame);
      if (attempt === 1) socket.send(JSON.stringify(made), () => socket.terminate());
    });

    await waitFor('the resumption', () => asked.length === 2);
    expect(asked[1]?.since).toBe(made.cursor);
    await waitFor('the answer', () => told.recovered.length === 2);
    expect(told.recovered).toEqual([true, true]);
    const waiting = told.states.find(({ phase }) => phase === 'waiting');
    expect(waiting).toMatchObject({ retryAtMs: expect.any(Number) });
  });

  test('behavior: a replay that breaks off does not move the place beyond what arrived', async () => {
    const { asked } = await connect((socket, frame, attempt) => {
      confirm(socket, frame, attempt === 1 ? 'start' : 'far-ahead');
      if (attempt < 3) socket.terminate();
    });

    await waitFor('the third attempt', () => asked.length === 3);
    expect(asked.map(({ since }) => since)).toEqual([undefined, 'start', 'start']);
  });

  test('behavior: a refused cursor starts over and tells of the gap', async () => {
    const { asked, told } = await connect((socket, frame, attempt) => {
      if (frame.since === undefined) confirm(socket, frame, 'new');
      else send(socket, { type: 'error', code: 'bad_cursor', message: 'not of this log' });
      if (attempt === 1) socket.terminate();
    });

    await waitFor('the new start', () => told.recovered.length === 2);
    expect(asked.map(({ since }) => since)).toEqual([undefined, 'new', undefined]);
    expect(told.recovered).toEqual([true, false]);
  });

  test('behavior: a place that is too old is told as a gap', async () => {
    const { told } = await connect((socket, frame, attempt) => {
      const { channels } = frame;
      send(socket, { type: 'subscribed', channels, cursor: 'c', recovered: false, mode: 'live' });
      if (attempt === 1) socket.terminate();
    });

    await waitFor('the second subscription', () => told.recovered.length === 2);
    expect(told.recovered).toEqual([true, false]);
  });

  test('behavior: a log of another epoch is told as a gap', async () => {
    const { told } = await connect(
      (socket, frame, attempt) => {
        confirm(socket, frame);
        if (attempt === 1) socket.terminate();
      },
      { epochs: ['e1', 'e2'] },
    );

    await waitFor('the second subscription', () => told.recovered.length === 2);
    expect(told.recovered).toEqual([true, false]);
  });
});

test('behavior: a connection whose heartbeats stop is dead, though it is open', async () => {
  const { told } = await connect((socket, frame) => confirm(socket, frame), { heartbeatMs: 100 });

  await waitFor('the end', () => told.states.some(({ phase }) => phase === 'waiting'));
  expect(told.states.map(({ phase }) => phase).slice(0, 3)).toEqual([
    'connecting',
    'subscribed',
    'waiting',
  ]);
});

test('behavior: heartbeats keep it alive and move its place in the log', async () => {
  const { asked, told, server } = await connect(
    (socket, frame, attempt) => {
      confirm(socket, frame);
      if (attempt > 1) return;
      const beat = setInterval(() => {
        const frame = { type: 'heartbeat', head: 'beat', lagMs: 0, ts: 0 } as const;
        send(socket, { ...frame, indexedBlock: '1' });
      }, 50);
      socket.on('close', () => clearInterval(beat));
    },
    { heartbeatMs: 600 },
  );

  await waitFor('the subscription', () => told.recovered.length === 1);
  // Longer than two heartbeats and a beat of the watchdog.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(told.states.map(({ phase }) => phase)).toEqual(['connecting', 'subscribed']);
  for (const socket of server.clients) socket.terminate();
  await waitFor('the resumption', () => asked.length === 2);
  expect(asked[1]?.since).toBe('beat');
});

test('error: what is no frame ends the connection, and it is opened again', async () => {
  const { asked } = await connect((socket, frame, attempt) => {
    if (attempt === 1) socket.send('not JSON');
    else confirm(socket, frame);
  });
  await waitFor('the second attempt', () => asked.length === 2);
});
