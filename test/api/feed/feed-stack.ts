import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import { Registry } from 'prom-client';
import { WebSocket } from 'ws';
import { addRefusals } from '../../../api/add-refusals.ts';
import type { ApiEnv } from '../../../api/app.ts';
import { encodeFeedCursor } from '../../../api/feed/cursor.ts';
import { createFeed } from '../../../api/feed/feed.ts';
import type { Limits } from '../../../api/feed/limits.ts';
import { addFeedRoutes } from '../../../api/feed/routes.ts';
import { createFeedServer } from '../../../api/feed/server.ts';
import { createSystemStatus } from '../../../api/feed/system-status.ts';
import type { Readiness } from '../../../api/integrity/guard.ts';
import { toProblem } from '../../../api/problems.ts';
import { waitFor } from '../../support/wait-for.ts';
import { createTestClock, logger } from './read-log.ts';
import { CHAIN_ID, type createTestIndex, createTestWatch, hashOf } from './test-index.ts';

export const PAGE = 'http://page.example';

export type Replica = Awaited<ReturnType<typeof startReplica>>;

/** One replica of the feed over an index that the test writes, on a port of its own. */
export async function startReplica(
  index: Awaited<ReturnType<typeof createTestIndex>>,
  options: { limits?: Partial<Limits>; sequencer?: boolean; port?: number } = {},
) {
  const { limits = {}, sequencer = true } = options;
  const { watch, mine, told } = createTestWatch();
  const clock = { ...createTestClock(), nowMs: () => Date.now() };
  const { db, url: connectionString } = index;
  const registry = new Registry();
  const { guard, judged } = createTestGuard();
  const shared = { db, clock, logger, chainId: CHAIN_ID, watch, guard, registry };
  const feed = createFeed({ ...shared, connectionString, sequencer });
  const server = createFeedServer({
    ...shared,
    feed,
    system: createSystemStatus(shared),
    allowedOrigins: [PAGE],
    limits,
  });
  const app = createFeedApp({ ...shared, feed, feedLimits: limits });
  const http = createServer(getRequestListener(app.fetch)).on('upgrade', server.handleUpgrade);
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = Object(http.address());
  feed.start();
  let stopped: Promise<void> | undefined;
  async function end(): Promise<void> {
    await server.stop();
    await feed.stop();
    await new Promise((resolve) => http.close(resolve));
  }
  await waitFor('the log to be open', () => feed.epoch());
  return {
    feed,
    mine,
    told,
    judged,
    registry,
    baseUrl: `http://127.0.0.1:${port}`,
    url: `ws://127.0.0.1:${port}/ws`,
    port: Number(port),
    /** Breaks every connection, as a network does. */
    breakAll: () => http.closeAllConnections(),
    cursor: (seq: number) => encodeFeedCursor(feed.epoch() ?? '', seq),
    stop() {
      stopped ??= end();
      return stopped;
    },
  };
}

/** Judges readiness as a test says. */
export function createTestGuard() {
  const judged: { readiness: Readiness } = {
    readiness: {
      status: 'ok',
      sinceMs: 1_790_000_000_000,
      indexed: { chainId: CHAIN_ID, number: 1n, hash: hashOf('A', 1), timestamp: 1_790_000_001n },
    },
  };
  return { judged, guard: { readiness: () => judged.readiness, lagMsOf: () => 12 } };
}

/** The API with the feed's routes and no other, so that no other room is under test. */
export function createFeedApp(deps: Parameters<typeof addFeedRoutes>[1]) {
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw toProblem(result.error);
    },
  });
  app.use(requestId());
  addFeedRoutes(app, deps);
  addRefusals(app, deps);
  return app;
}

/** A frame as far as tests look into it; whole frames are compared with literals. */
export type Frame = {
  type: string;
  id?: string | number;
  seq?: number;
  op?: string;
  event?: string;
  status?: string;
  epoch?: string;
  head?: string;
  channels?: string[];
  indexedBlock?: string | null;
};

export type Reader = Awaited<ReturnType<typeof connect>>;

/** A client that keeps all it was sent. */
export async function connect(url: string, options: { autoPong?: boolean } = {}) {
  const socket = new WebSocket(url, options);
  const frames: Frame[] = [];
  const texts: string[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  socket.on('message', (data) => {
    texts.push(data.toString());
    frames.push(JSON.parse(data.toString()));
  });
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  return {
    socket,
    frames,
    /** The frames to the byte. */
    texts,
    closed,
    send: (frame: unknown) => socket.send(JSON.stringify(frame)),
    /** The first frame of a type, when it is there. */
    frame: (type: string) =>
      waitFor(`a frame ${type}`, () => frames.find((frame) => frame.type === type)),
    /** Sequence numbers of the entries so far. */
    seqs: () => frames.filter(({ seq }) => seq !== undefined).map(({ seq }) => Number(seq)),
    async subscribe(channels: string[], members: Record<string, unknown> = {}) {
      const id = `subscription ${Math.random()}`;
      socket.send(JSON.stringify({ type: 'subscribe', channels, id, ...members }));
      return waitFor('an answer', () => frames.find((frame) => frame.id === id));
    },
  };
}
