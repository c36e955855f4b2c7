import { createServer } from 'node:http';
import { Registry } from 'prom-client';
import { WebSocket } from 'ws';
import { encodeFeedCursor } from '../../../api/feed/cursor.ts';
import { createFeed } from '../../../api/feed/feed.ts';
import type { Limits } from '../../../api/feed/limits.ts';
import { createFeedServer } from '../../../api/feed/server.ts';
import { waitFor } from '../../support/wait-for.ts';
import { createTestClock, logger } from './read-log.ts';
import { CHAIN_ID, type createTestIndex, createTestWatch } from './test-index.ts';

export const PAGE = 'http://page.example';

export type Replica = Awaited<ReturnType<typeof startReplica>>;

/** One replica of the feed over an index that the test writes, on a port of its own. */
export async function startReplica(
  index: Awaited<ReturnType<typeof createTestIndex>>,
  { limits, sequencer = true }: { limits?: Partial<Limits>; sequencer?: boolean } = {},
) {
  const { watch, mine, told } = createTestWatch();
  const clock = { ...createTestClock(), nowMs: () => Date.now() };
  const { db, url: connectionString } = index;
  const shared = { db, clock, logger };
  const feed = createFeed({ ...shared, connectionString, chainId: CHAIN_ID, watch, sequencer });
  const registry = new Registry();
  const server = createFeedServer({
    ...shared,
    feed,
    registry,
    lagMs: () => 12,
    allowedOrigins: [PAGE],
    ...(limits === undefined ? {} : { limits }),
  });
  const http = createServer().on('upgrade', server.handleUpgrade);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
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
    registry,
    url: `ws://127.0.0.1:${port}/ws`,
    port: Number(port),
    cursor: (seq: number) => encodeFeedCursor(feed.epoch() ?? '', seq),
    stop() {
      stopped ??= end();
      return stopped;
    },
  };
}

/** A frame as far as tests look into it; whole frames are compared with literals. */
export type Frame = {
  type: string;
  id?: string | number;
  seq?: number;
  op?: string;
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
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  socket.on('message', (data) => frames.push(JSON.parse(data.toString())));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  return {
    socket,
    frames,
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
