import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Counter, Gauge, type Registry } from 'prom-client';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Readiness } from '../integrity/guard.ts';
import { encodeFeedCursor } from './cursor.ts';
import type { Feed } from './feed.ts';
import { CLOSE, FeedSession } from './session.ts';

const MAX_FRAME_BYTES = 16 * 1024;
const PATHS = new Set(['/ws', '/realtime']);

/** Times of the protocol; a test may shorten them. */
const TIMES = { heartbeatMs: 15_000, pingMs: 25_000, deadMs: 10_000, subscribeMs: 5_000 };

/** WebSocket readers of the log. */
export type FeedServer = {
  /** Takes an HTTP upgrade; anything that is not for the feed is refused. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): void;
};

type FeedServerDeps = {
  db: Database;
  feed: Feed;
  clock: Clock;
  /** What heartbeats tell of the index. */
  index(): { readiness: Readiness; lagMs: number | null };
  allowedOrigins: string[];
  registry: Registry;
  times?: Partial<typeof TIMES>;
};

/** Makes the WebSocket server of the feed; it is given its connections by an HTTP server. */
export function createFeedServer(deps: FeedServerDeps): FeedServer {
  const times = { ...TIMES, ...deps.times };
  const origins = new Set(deps.allowedOrigins);
  const sessions = new Map<WebSocket, FeedSession>();
  const metrics = feedMetrics(deps.registry, { sessions, feed: deps.feed });
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });
  const unfollow = deps.feed.follow((entries) => {
    for (const session of sessions.values()) session.deliver(entries);
  });

  server.on('connection', (socket: WebSocket) => {
    const epoch = deps.feed.epoch();
    if (epoch === undefined) return refuseUnready(socket);
    const session = new FeedSession(socket, epoch, deps);
    sessions.set(socket, session);
    const stopTimers = startTimers(deps, { socket, session, times });
    socket.on('message', (data, isBinary) => session.receive(isBinary ? '' : data.toString()));
    // ws closes the connection by itself after a protocol error; the code says which.
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      sessions.delete(socket);
      metrics.closes.inc({ code: String(code) });
      stopTimers();
    });
    const head = encodeFeedCursor(epoch, deps.feed.seq());
    session.send({ type: 'hello', protocol: 1, epoch, head, heartbeatMs: times.heartbeatMs });
  });

  return {
    handleUpgrade(request, socket, head) {
      const { pathname } = new URL(request.url ?? '/', 'http://feed');
      const { origin } = request.headers;
      if (!PATHS.has(pathname)) return refuseUpgrade(socket, '404 Not Found');
      if (origin !== undefined && !origins.has(origin))
        return refuseUpgrade(socket, '403 Forbidden');
      server.handleUpgrade(request, socket, head, (ws) => server.emit('connection', ws, request));
    },
    stop() {
      unfollow();
      for (const socket of sessions.keys()) socket.close(CLOSE.restart, 'restart');
      server.close();
    },
  };
}

/** Heartbeats, the protocol's own pings, and the end of a connection that never subscribes. */
function startTimers(
  deps: FeedServerDeps,
  { socket, session, times }: { socket: WebSocket; session: FeedSession; times: typeof TIMES },
): () => void {
  const heartbeat = setInterval(() => {
    const { readiness, lagMs } = deps.index();
    const indexedBlock = readiness.indexed?.number.toString() ?? null;
    session.send({
      type: 'heartbeat',
      head: session.head,
      indexedBlock,
      lagMs,
      ts: deps.clock.nowMs(),
    });
  }, times.heartbeatMs);
  let dead: NodeJS.Timeout | undefined;
  const ping = setInterval(() => {
    socket.ping();
    dead ??= setTimeout(() => socket.terminate(), times.deadMs);
  }, times.pingMs);
  socket.on('pong', () => {
    clearTimeout(dead);
    dead = undefined;
  });
  const idle = setTimeout(() => {
    if (!session.subscribed) socket.close(CLOSE.badFrames, 'nothing was subscribed to');
  }, times.subscribeMs);
  return () => {
    clearInterval(heartbeat);
    clearInterval(ping);
    clearTimeout(dead);
    clearTimeout(idle);
  };
}

function refuseUnready(socket: WebSocket): void {
  socket.send(
    JSON.stringify({ type: 'error', code: 'not_ready', message: 'The log is not open yet' }),
  );
  socket.close(1013, 'not ready');
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function feedMetrics(
  registry: Registry,
  { sessions, feed }: { sessions: Map<WebSocket, FeedSession>; feed: Feed },
) {
  const registers = [registry];
  new Gauge({
    name: 'halyard_feed_connections',
    help: 'Open WebSocket connections',
    registers,
    collect() {
      this.set(sessions.size);
    },
  });
  new Gauge({
    name: 'halyard_feed_seq',
    help: 'Newest entry of the log that was handed to readers',
    registers,
    collect() {
      this.set(feed.seq());
    },
  });
  const closes = new Counter({
    name: 'halyard_feed_closes_total',
    help: 'Closed WebSocket connections by close code',
    labelNames: ['code'],
    registers,
  });
  return { closes };
}
