import type { Logger } from 'pino';
import { encodeFeedCursor } from './cursor.ts';
import { EventStream } from './event-stream.ts';
import { RECONNECT_SPREAD_MS } from './limits.ts';
import { locateCursor } from './locate.ts';
import type { HttpMetrics } from './metrics.ts';
import { LogReader, type ReaderDeps } from './reader.ts';
import type { SystemStatus } from './system-status.ts';

/** What a stream works with. */
export type StreamDeps = Omit<ReaderDeps, 'onSent'> & {
  system: SystemStatus;
  logger: Logger;
  metrics: HttpMetrics;
};

/** What its reader asks for: channels that exist, and the cursor it came with. */
type Request = { epoch: string; channels: string[]; since: string | undefined };

/**
 * Gives a reader some channels as server-sent events: all since its cursor where that can be resumed from, and then what
 * comes. Everything that it holds is let go when the reader leaves, or the stream is ended.
 */
export function openStream(deps: StreamDeps, request: Request): ReadableStream<Uint8Array> {
  const { feed, system, limits, metrics } = deps;
  const { epoch } = request;
  const onSent = (entries: number) => metrics.sent.inc(entries);
  const stream = new EventStream({ epoch, maxBufferedBytes: limits.bufferedBytes, onEnd: letGo });
  const reader = new LogReader(stream, epoch, { ...deps, onSent });
  const unfollow = feed.follow({
    deliver: (entries) => reader.deliver(entries),
    restart() {
      stream.end('restart', { retryMs: Math.round(Math.random() * RECONNECT_SPREAD_MS) });
    },
  });
  // Before its first event a stream has no channels, and nothing is told that would come before it.
  const unfollowStatus = system.follow((frame) => {
    if (reader.channels.has('system')) stream.tell(frame);
  });
  const heartbeat = setInterval(() => {
    if (reader.channels.size > 0) stream.beat(reader.head);
  }, limits.heartbeatMs);
  metrics.streams.inc();
  void begin(deps, { request, stream, reader });
  return stream.body;

  function letGo(): void {
    unfollow();
    unfollowStatus();
    clearInterval(heartbeat);
    metrics.streams.dec();
  }
}

async function begin(
  deps: StreamDeps,
  { request, stream, reader }: { request: Request; stream: EventStream; reader: LogReader },
): Promise<void> {
  const { epoch, channels } = request;
  const { retryMs } = deps.limits;
  try {
    const since = await resumable(deps, request);
    const isReplay = since !== undefined;
    const cursor = isReplay ? encodeFeedCursor(epoch, since) : reader.head;
    const mode = isReplay ? 'replay' : 'live';
    stream.begin({ type: 'subscribed', channels, cursor, recovered: isReplay, mode }, retryMs);
    if (channels.includes('system')) stream.tell(deps.system.now());
    if (isReplay) await reader.resume(channels, since);
    else reader.follow(channels);
  } catch (error) {
    // Whatever was sent so far stands; the reader comes again with the cursor of its last event.
    deps.logger.warn({ err: error }, 'a stream could not be given the log');
    stream.end('not_ready');
  }
}

/** Place of the reader's cursor; undefined without one, and where the log cannot be resumed from it. */
async function resumable(deps: StreamDeps, request: Request): Promise<number | undefined> {
  if (request.since === undefined) return undefined;
  const seq = await locateCursor({ ...deps, epoch: request.epoch }, request.since);
  return typeof seq === 'number' ? seq : undefined;
}
