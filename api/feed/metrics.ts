import { Counter, Gauge, type Registry } from 'prom-client';
import type { Feed } from './feed.ts';
import type { FeedSession } from './session.ts';

/** Registers what the feed tells of itself and of its WebSocket readers. */
export function createFeedMetrics(
  registry: Registry,
  { sessions, feed }: { sessions: ReadonlyMap<unknown, FeedSession>; feed: Feed },
) {
  const registers = [registry];
  gauge(registers, {
    name: 'halyard_feed_connections',
    help: 'Open WebSocket connections',
    read: () => sessions.size,
  });
  gauge(registers, {
    name: 'halyard_feed_subscriptions',
    help: 'Channels subscribed to, over all connections',
    read: () => [...sessions.values()].reduce((sum, session) => sum + session.channels.size, 0),
  });
  gauge(registers, {
    name: 'halyard_feed_seq',
    help: 'Newest entry of the log that was handed to readers',
    read: feed.seq,
  });
  return {
    closes: new Counter({
      name: 'halyard_feed_closes_total',
      help: 'Closed WebSocket connections by close code',
      labelNames: ['code'],
      registers,
    }),
    sent: new Counter({
      name: 'halyard_feed_entries_sent_total',
      help: 'Entries sent over WebSocket, once for each connection',
      registers,
    }),
  };
}

/** What is told of the readers that come over plain HTTP. */
export type HttpMetrics = ReturnType<typeof createHttpMetrics>;

/** Registers what is told of streams and of requests for entries. */
export function createHttpMetrics(registry: Registry) {
  const registers = [registry];
  return {
    streams: new Gauge({
      name: 'halyard_feed_streams',
      help: 'Open streams of server-sent events',
      registers,
    }),
    waiting: new Gauge({
      name: 'halyard_feed_waiting_requests',
      help: 'Requests for entries that are not answered yet',
      registers,
    }),
    sent: new Counter({
      name: 'halyard_feed_http_entries_sent_total',
      help: 'Entries sent over plain HTTP, once for each stream or answer',
      registers,
    }),
  };
}

function gauge(
  registers: Registry[],
  { name, help, read }: { name: string; help: string; read(): number },
): void {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}
