import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { entryFrame, serverFrame } from '../../api/feed/wire.ts';

/** What is followed, and who is told. */
export type Followed = {
  url: URL;
  channels: string[];
  since: string | undefined;
  signal: AbortSignal;
  /** Told of each entry once, in order. */
  onEntry(entry: Entry, text: string): void;
  /** Told what happens to the connection, in one line. */
  onNote(line: string): void;
};

export type Entry = z.infer<typeof entryFrame>;

/** A feed that refuses what was asked for: asking again would change nothing. */
export class RefusedError extends Error {
  override name = 'RefusedError';
}

const frame = z.union([entryFrame, serverFrame]);

const FIRST_PATIENCE_MS = 250;
const LONGEST_PATIENCE_MS = 8_000;

/** Without a frame for this long the connection is dead: heartbeats come every 15 s. */
const SILENCE_MS = 40_000;

/** How a connection ended; `wasOpen` when it had given anything. */
type Ending = { wasOpen: boolean; why: string };

/**
 * Follows the feed until the signal, connecting again by itself and going on where it stopped.
 *
 * @throws {RefusedError} for a channel or cursor that the feed does not know.
 */
export async function follow(followed: Followed): Promise<void> {
  const { signal, onNote } = followed;
  const position = { since: followed.since };
  let patienceMs = FIRST_PATIENCE_MS;
  let hasBeenOpen = false;
  let awaySince: number | undefined;
  while (!signal.aborted) {
    const ending = await connectOnce(followed, position, () => {
      const awayMs = awaySince === undefined ? 0 : performance.now() - awaySince;
      onNote(hasBeenOpen ? backAfter(awayMs) : watching(followed));
      hasBeenOpen = true;
      awaySince = undefined;
    });
    if (signal.aborted) return;
    if (ending.wasOpen) patienceMs = FIRST_PATIENCE_MS;
    if (awaySince === undefined) onNote(`${ending.why}; trying again`);
    awaySince ??= performance.now();
    // Half of it is chance, so that many watchers do not come back at one moment.
    await wait(patienceMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
    patienceMs = Math.min(2 * patienceMs, LONGEST_PATIENCE_MS);
  }
}

function watching({ channels, url }: Followed): string {
  return `watching ${channels.join(', ')} at ${url.href}; Ctrl-C ends it`;
}

function backAfter(milliseconds: number): string {
  return `connected again after ${(milliseconds / 1_000).toFixed(1)} s, going on where it stopped`;
}

function connectOnce(
  { url, channels, signal, onEntry, onNote }: Followed,
  position: { since: string | undefined },
  onSubscribed: () => void,
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const stop = () => socket.close(1000);
    let silence: NodeJS.Timeout | undefined;
    let ending: Ending = { wasOpen: false, why: `no feed at ${url.host}` };
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => socket.terminate(), SILENCE_MS);
    };
    const take = (text: string) => {
      const received = frame.parse(JSON.parse(text));
      switch (received.type) {
        case 'hello':
          return socket.send(subscription(channels, position.since));
        case 'subscribed':
          if (position.since !== undefined && !received.recovered) onNote(TOO_OLD);
          position.since = received.recovered ? position.since : received.cursor;
          ending = { wasOpen: true, why: 'connection lost' };
          return onSubscribed();
        case 'heartbeat':
          position.since = received.head;
          return;
        case 'error':
          if (received.code !== 'not_ready') throw new RefusedError(received.message);
          ending = { wasOpen: false, why: 'the feed is not open yet' };
          return socket.close(1000);
        case 'event':
        case 'reorg':
        case 'finalized':
          position.since = received.cursor;
          return onEntry(received, text);
      }
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.on('open', listen);
    socket.on('message', (data) => {
      listen();
      try {
        take(data.toString());
      } catch (error) {
        reject(error);
        socket.terminate();
      }
    });
    socket.on('unexpected-response', (_request, { statusCode }) => {
      ending = { wasOpen: false, why: `${url.host} answers ${statusCode}` };
      socket.terminate();
    });
    // What went wrong is told by the close that follows.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(silence);
      signal.removeEventListener('abort', stop);
      resolve(ending);
    });
  });
}

const TOO_OLD =
  'the feed no longer keeps what came after that cursor: beginning with what comes now';

function subscription(channels: string[], since: string | undefined): string {
  return JSON.stringify({ type: 'subscribe', channels, ...(since === undefined ? {} : { since }) });
}
