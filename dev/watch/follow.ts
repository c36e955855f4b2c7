import { setTimeout as wait } from 'node:timers/promises';
import { connect, type Ending, type Entry, type Frame, type Send } from './connection.ts';

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
  /** Told when the API shows that it is there: time to ask how it is. */
  onAlive(): void;
};

/** A feed that refuses what was asked for: asking again would change nothing. */
export class RefusedError extends Error {
  override name = 'RefusedError';
}

const FIRST_PATIENCE_MS = 250;
const LONGEST_PATIENCE_MS = 8_000;

/**
 * Follows the feed until the signal, connecting again by itself and going on where it stopped.
 *
 * @throws {RefusedError} for a channel or cursor that the feed does not know.
 */
export async function follow(followed: Followed): Promise<void> {
  const { url, signal } = followed;
  const follower = new Follower(followed);
  let patienceMs = FIRST_PATIENCE_MS;
  while (!signal.aborted) {
    const ending = await connect({
      ...{ url, signal },
      onFrame: (frame, text, send) => follower.take(frame, text, send),
    });
    if (signal.aborted) return;
    const { wasOpen } = follower.lose(ending);
    if (wasOpen) patienceMs = FIRST_PATIENCE_MS;
    // Half of it is chance, so that many watchers do not come back at one moment.
    await pause(patienceMs * (0.5 + Math.random() / 2), signal);
    patienceMs = Math.min(2 * patienceMs, LONGEST_PATIENCE_MS);
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Id of the question that the feed answers once it has given everything that was missed. */
const CAUGHT_UP = 'caught-up';

/** Where a watcher stands in the log, over all its connections. */
class Follower {
  readonly #followed: Followed;
  #since: string | undefined;
  /** Whether the feed itself gave that cursor: only a log that began anew refuses it then. */
  #isOwn = false;
  #isOpen = false;
  #hasBeenOpen = false;
  /** When the connection was lost; undefined before that, and while there is one. */
  #awaySince: number | undefined;
  #told = '';
  #isResuming = false;
  #replayed = 0;

  constructor(followed: Followed) {
    this.#followed = followed;
    this.#since = followed.since;
  }

  /** Takes one frame of the feed. @returns Why to end the connection, if so. */
  take(frame: Frame, text: string, send: Send): Ending | undefined {
    switch (frame.type) {
      case 'hello':
        return this.#subscribe(send);
      case 'subscribed':
        if (frame.id === CAUGHT_UP) return this.#catchUp();
        return this.#begin(frame);
      case 'heartbeat':
        this.#since = frame.head;
        this.#followed.onAlive();
        return undefined;
      case 'error':
        return this.#refused(frame);
      case 'event':
      case 'reorg':
      case 'finalized':
        this.#since = frame.cursor;
        this.#replayed += 1;
        this.#followed.onEntry(frame, text);
    }
    return undefined;
  }

  /** Notes that a connection ended, once for each time that the feed is away. */
  lose({ kind, why }: Ending): { wasOpen: boolean } {
    const wasOpen = this.#isOpen;
    const isNews = this.#awaySince === undefined || (kind === 'unready' && why !== this.#told);
    this.#isOpen = false;
    this.#awaySince ??= performance.now();
    if (isNews) {
      this.#told = why;
      this.#followed.onNote(`${why}; trying again`);
    }
    if (kind === 'unready') this.#followed.onAlive();
    return { wasOpen };
  }

  /** The feed answers in order: the second question, which asks for nothing new, after all that the first one asks. */
  #subscribe(send: Send): undefined {
    const { channels } = this.#followed;
    const since = this.#since === undefined ? {} : { since: this.#since };
    send({ type: 'subscribe', channels, ...since });
    send({ type: 'subscribe', channels, id: CAUGHT_UP });
  }

  #begin({ recovered, cursor }: Extract<Frame, { type: 'subscribed' }>): undefined {
    const { onNote, onAlive } = this.#followed;
    if (this.#since !== undefined && !recovered) onNote(TOO_OLD);
    onNote(this.#hasBeenOpen ? backAfter(this.#awaySince) : watching(this.#followed));
    if (!recovered) this.#since = cursor;
    this.#isOwn = true;
    this.#isOpen = true;
    this.#hasBeenOpen = true;
    this.#awaySince = undefined;
    this.#isResuming = recovered;
    this.#replayed = 0;
    onAlive();
  }

  #catchUp(): undefined {
    if (!this.#isResuming) return;
    const what = this.#replayed === 1 ? 'entry' : 'entries';
    this.#followed.onNote(`${this.#replayed} missed ${what} replayed, live from here on`);
  }

  #refused({ code, message }: Extract<Frame, { type: 'error' }>): Ending {
    if (code === 'not_ready') return { kind: 'unready', why: 'the feed is not open yet' };
    if (code !== 'bad_cursor' || !this.#isOwn) throw new RefusedError(message);
    this.#since = undefined;
    return { kind: 'unready', why: 'the feed began anew: going on with what comes now' };
  }
}

function watching({ channels, url }: Followed): string {
  return `watching ${channels.join(', ')} at ${url.href}; Ctrl-C ends it`;
}

function backAfter(awaySince: number | undefined): string {
  const awayMs = performance.now() - (awaySince ?? performance.now());
  return `connected again after ${(awayMs / 1_000).toFixed(1)} s`;
}

const TOO_OLD =
  'the feed no longer keeps what came after that cursor: beginning with what comes now';
