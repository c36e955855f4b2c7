import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import WebSocket, { type ClientOptions } from 'ws';
import { systemClock as clock } from '../../../api/clock.ts';
import { createDatabase } from '../../../api/db/database.ts';
import { migrate } from '../../../api/db/migrate.ts';
import { createFeed } from '../../../api/feed/feed.ts';
import { createFeedServer } from '../../../api/feed/server.ts';
import type { ChainWatch } from '../../../api/integrity/chain-watch.ts';
import { createDatabase as createTestDatabase } from '../../support/database.ts';
import { waitFor } from '../../support/wait-for.ts';
import { CHAIN_ID, createIndex, hashOf } from './index-schema.ts';

/** One frame as a client reads it. */
export type Frame = Record<string, unknown> & { type: string };

type Times = { heartbeatMs?: number; subscribeMs?: number; pingMs?: number; deadMs?: number };

const watch: ChainWatch = {
  head: () => undefined,
  safe: () => undefined,
  finalized: () => undefined,
  seenAtMs: () => undefined,
  canonicalHash: async (number) => hashOf({ number, fork: 'a' }),
  silentForMs: () => 0,
};

export type TestFeedServer = Awaited<ReturnType<typeof startFeedServer>>;

/** The feed over a database of its own, behind a plain HTTP server. */
export async function startFeedServer({
  times = {},
  open = true,
}: {
  times?: Times;
  open?: boolean;
} = {}) {
  const database = await createTestDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 10 });
  pool.on('error', () => undefined);
  await migrate(pool);
  const index = await createIndex(database.url);
  const db = createDatabase(pool);
  const logger = pino({ level: 'silent' });
  const { url: connectionString } = database;
  const feed = createFeed({ db, connectionString, chainId: CHAIN_ID, watch, clock, logger });
  const server = createFeedServer({
    db,
    feed,
    clock,
    registry: new Registry(),
    index: () => ({ readiness: { status: 'ok', sinceMs: 0, indexed: undefined }, lagMs: 0 }),
    allowedOrigins: ['http://halyard.test'],
    times,
  });
  const http = createServer();
  http.on('upgrade', server.handleUpgrade);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  if (open) {
    feed.start();
    await waitFor('the log to open', () => feed.epoch());
  }

  return {
    feed,
    server,
    port,
    url: `ws://127.0.0.1:${port}/ws`,
    connect: (options: ClientOptions & { path?: string } = {}) => connect(port, options),
    /** Indexes blocks with some events each, each of which becomes one entry. */
    async write(from: bigint, to: bigint, events = 2): Promise<void> {
      for (let number = from; number <= to; number += 1n) {
        await index.writeBlock({ number, fork: 'a', events });
      }
    },
    /** The cursor before the first entry. */
    start: () => Buffer.from(`${feed.epoch()}.0`).toString('base64url'),
    async stop() {
      server.stop();
      http.closeAllConnections();
      http.close();
      await feed.stop();
      await index.end();
      await pool.end();
      await database.drop();
    },
  };
}

/** A client that keeps what it was sent, and how it was closed. */
async function connect(port: number, { path = '/ws', ...options }: ClientOptions) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, options);
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
  return {
    socket,
    frames,
    of,
    first: (type: string) => waitFor(`a ${type} frame`, () => of(type)[0]),
    /** Waits for a number of frames of a type. */
    several: (type: string, count: number) =>
      waitFor(`${count} ${type} frames`, () => (of(type).length >= count ? of(type) : undefined)),
    send: (frame: unknown) => socket.send(JSON.stringify(frame)),
    closed: () => waitFor('the connection to close', () => closed),
  };
}

/** Places of the entries among some frames. */
export function seqs(frames: Frame[]): number[] {
  return frames.filter(({ seq }) => seq !== undefined).map(({ seq }) => Number(seq));
}

/** The numbers from 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, position) => position + 1);
}

/** The place that a cursor tells. */
export function placeOf(cursor: unknown): number {
  const [, seq] = Buffer.from(String(cursor), 'base64url').toString().split('.');
  return Number(seq);
}
