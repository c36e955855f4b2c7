import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { Connection } from './connection.ts';
import { encodeFeedCursor } from './cursor.ts';
import type { Feed } from './feed.ts';
import { CLOSE, LIMITS, type Limits, RECONNECT_SPREAD_MS } from './limits.ts';
import { createFeedMetrics } from './metrics.ts';
import { FeedSession } from './session.ts';
import type { SystemStatus } from './system-status.ts';

const PATHS = new Set(['/ws', '/realtime']);

/** How long a restart waits for its readers to say goodbye. */
const GOODBYE_MS = 1_000;

/** WebSocket readers of the log. */
export type FeedServer = {
  /** Takes an HTTP upgrade; anything that is not for the feed is refused. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every connection with 1012; resolves when all are gone. */
  stop(): Promise<void>;
};

type FeedServerDeps = {
  db: Database;
  feed: Feed;
  clock: Clock;
  logger: Logger;
  system: SystemStatus;
  /** Origins that a page may connect from, this server's own among them. Programs send none and are let in. */
  allowedOrigins: string[];
  registry: Registry;
  limits?: Partial<Limits>;
};

/** Makes the WebSocket server of the feed; it is given its connections by an HTTP server. */
export function createFeedServer(deps: FeedServerDeps): FeedServer {
  const limits = { ...LIMITS, ...deps.limits };
  const origins = new Set(deps.allowedOrigins);
  const sessions = new Map<WebSocket, FeedSession>();
  const metrics = createFeedMetrics(deps.registry, { sessions, feed: deps.feed });
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
  });
  const unfollowStatus = deps.system.follow((frame) => {
    for (const session of sessions.values()) session.tell(frame);
  });
  const unfollow = deps.feed.follow({
    deliver(entries) {
      for (const session of sessions.values()) session.deliver(entries);
    },
    restart: closeAll,
  });

  function open(socket: WebSocket, stream: Duplex): void {
    // ws closes the connection by itself after a protocol error; the close code says which.
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      sessions.delete(socket);
      metrics.closes.inc({ code: String(code) });
    });
    const epoch = deps.feed.epoch();
    if (epoch === undefined) {
      refuseUnready(socket);
      return;
    }
    const connection = new Connection(socket, stream, limits.bufferedBytes);
    const onSent = (entries: number) => metrics.sent.inc(entries);
    const session = new FeedSession(connection, epoch, { ...deps, limits, onSent });
    sessions.set(socket, session);
    startTimers(deps, { socket, connection, session, limits });
    socket.on('message', (data, isBinary) => session.receive(isBinary ? '' : data.toString()));
    const head = encodeFeedCursor(epoch, deps.feed.seq());
    const { heartbeatMs } = limits;
    connection.send({ type: 'hello', protocol: 1, epoch, head, heartbeatMs });
  }

  function closeAll(): void {
    for (const socket of sessions.keys()) {
      const reconnectAfterMs = Math.round(Math.random() * RECONNECT_SPREAD_MS);
      socket.close(CLOSE.restart, JSON.stringify({ reconnectAfterMs }));
    }
  }

  return {
    handleUpgrade(request, socket, head) {
      const path = request.url?.split('?', 1)[0] ?? '';
      const { origin } = request.headers;
      if (!PATHS.has(path)) return refuseUpgrade(socket, '404 Not Found');
      if (origin !== undefined && !origins.has(origin))
        return refuseUpgrade(socket, '403 Forbidden');
      server.handleUpgrade(request, socket, head, (accepted) => open(accepted, socket));
    },
    async stop() {
      unfollow();
      unfollowStatus();
      const gone = [...sessions.keys()].map(
        (socket) => new Promise<void>((resolve) => void socket.once('close', () => resolve())),
      );
      closeAll();
      await Promise.race([Promise.all(gone), deps.clock.wait(GOODBYE_MS)]);
      for (const socket of sessions.keys()) socket.terminate();
      server.close();
    },
  };
}

/** Heartbeats, the protocol's own pings, and the end of a connection that never subscribes. */
function startTimers(
  deps: FeedServerDeps,
  parts: { socket: WebSocket; connection: Connection; session: FeedSession; limits: Limits },
): void {
  const { socket, connection, session, limits } = parts;
  const heartbeat = setInterval(() => {
    const indexedBlock = deps.feed.reflects()?.toString() ?? null;
    const ts = deps.clock.nowMs();
    connection.send({
      type: 'heartbeat',
      head: session.head,
      indexedBlock,
      lagMs: deps.system.now().lagMs,
      ts,
    });
  }, limits.heartbeatMs);
  let dead: NodeJS.Timeout | undefined;
  const ping = setInterval(() => {
    socket.ping();
    dead ??= setTimeout(() => socket.terminate(), limits.deadMs);
  }, limits.pingMs);
  const idle = setTimeout(() => {
    if (!session.hasSubscribed) connection.close(CLOSE.badFrames, 'nothing was subscribed to');
  }, limits.subscribeMs);
  socket.on('pong', () => {
    clearTimeout(dead);
    dead = undefined;
  });
  socket.on('close', () => {
    for (const timer of [heartbeat, ping, idle, dead]) clearTimeout(timer);
  });
}

function refuseUnready(socket: WebSocket): void {
  socket.send(
    JSON.stringify({ type: 'error', code: 'not_ready', message: 'The log is not open yet' }),
  );
  socket.close(CLOSE.notReady, 'not ready');
}

function refuseUpgrade(socket: Duplex, status: string): void {
  // Node leaves an upgraded socket without a listener; a peer that resets it would end the process.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
