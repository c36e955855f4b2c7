import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { parseChannels } from './channels.ts';
import type { Connection } from './connection.ts';
import { decodeFeedCursor, encodeFeedCursor } from './cursor.ts';
import type { Feed, TailEntry } from './feed.ts';
import { CLOSE, type Limits } from './limits.ts';
import { selectFirstSeq } from './queries.ts';
import { replay } from './replay.ts';
import { type Asked, createFrameMeter, idOf, parseFrame } from './requests.ts';
import type { ClientFrame, ErrorCode } from './wire.ts';

/** What a session works with. */
export type SessionDeps = {
  db: Database;
  feed: Feed;
  clock: Clock;
  logger: Logger;
  limits: Limits;
  onSent(entries: number): void;
};

type Subscribe = Asked & { since?: string | undefined };

/** One reader's connection: its channels, and how far it was given the log. */
export class FeedSession {
  readonly #connection: Connection;
  readonly #deps: SessionDeps;
  readonly #epoch: string;
  readonly #admit: ReturnType<typeof createFrameMeter>;
  /** Each channel with the place from which on it was given. */
  readonly #channels = new Map<string, number>();
  /** Everything up to this was given, as far as the channels ask for it. */
  #seq: number;
  #isReplaying = false;
  #hasSubscribed = false;
  #waiting = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(connection: Connection, epoch: string, deps: SessionDeps) {
    this.#connection = connection;
    this.#epoch = epoch;
    this.#deps = deps;
    this.#admit = createFrameMeter(deps.clock, deps.limits);
    this.#seq = deps.feed.seq();
  }

  /** Whether it ever asked for anything. */
  get hasSubscribed(): boolean {
    return this.#hasSubscribed;
  }

  get channelCount(): number {
    return this.#channels.size;
  }

  /** Cursor from which the reader can go on without loss. While a replay is under way, that is the replay's place. */
  get head(): string {
    return encodeFeedCursor(this.#epoch, this.#seq);
  }

  /** Takes one frame of the client. A ping is answered at once, all else in the order of arrival. */
  receive(text: string): void {
    const admitted = this.#admit();
    const { framesPerSecond, waitingFrames } = this.#deps.limits;
    const frame = parseFrame(text);
    if (admitted === 'close') {
      this.#connection.close(CLOSE.badFrames, 'too many frames');
    } else if (admitted === 'refuse' || this.#waiting >= waitingFrames) {
      this.#refuse('rate_limited', `At most ${framesPerSecond} frames a second`, frame);
    } else if (frame.type === 'bad') {
      this.#refuse('bad_frame', frame.problem, frame);
      this.#connection.close(CLOSE.badFrames, 'bad frame');
    } else if (frame.type === 'ping') {
      this.#connection.send({ type: 'pong', ...idOf(frame) });
    } else {
      this.#waiting += 1;
      this.#queue = this.#queue.then(() => this.#answer(frame));
    }
  }

  /** Hands over new entries of the log, in order. A replay reads them itself, when it comes to them. */
  deliver(entries: TailEntry[]): void {
    if (this.#isReplaying) return;
    this.#seq = entries.at(-1)?.seq ?? this.#seq;
    if (this.#channels.size === 0) return;
    const wanted = entries.filter(({ channels }) => channels.some((name) => this.#wants(name)));
    void this.#connection.sendAll(wanted.map(({ bytes }) => bytes));
    this.#deps.onSent(wanted.length);
    if (this.#connection.isSlow) this.#connection.close(CLOSE.slowReader, this.head);
  }

  async #answer(frame: Exclude<ClientFrame, { type: 'ping' }>): Promise<void> {
    try {
      if (!this.#connection.isOpen) return;
      if (frame.type === 'subscribe') await this.#subscribe(frame.channels, frame);
      else if (frame.type === 'joinRoom') await this.#subscribe(frame.rooms, frame);
      else this.#unsubscribe(frame.type === 'leaveRoom' ? frame.rooms : frame.channels, frame);
    } catch (error) {
      // Whatever was sent so far stands; the reader resumes from its cursor once the log can be read again.
      this.#deps.logger.warn({ err: error }, 'a reader could not be given the log');
      this.#refuse('not_ready', 'The log cannot be read now', frame);
      this.#connection.close(CLOSE.notReady, this.head);
    } finally {
      this.#waiting -= 1;
    }
  }

  async #subscribe(names: string[], frame: Subscribe): Promise<void> {
    const { channels, unknown } = parseChannels(names);
    if (unknown.length > 0) return this.#refuseUnknown(unknown, frame);
    const fresh = channels.filter((channel) => !this.#channels.has(channel));
    const { limits } = this.#deps;
    if (this.#channels.size + fresh.length > limits.channels) {
      return this.#refuse('too_many_channels', `At most ${limits.channels} channels`, frame);
    }
    const since = await this.#place(frame.since);
    if (since === 'foreign') {
      return this.#refuse('bad_cursor', 'The cursor is not one of this log', frame);
    }
    this.#hasSubscribed = true;
    const asked = { channels, ...idOf(frame) };
    if (since === 'live') return this.#goLive(fresh, asked);
    await this.#resume({ since, asked });
  }

  /** Where a cursor lies in the log; `live` where there is none, or it is older than what the log keeps. */
  async #place(cursor: string | undefined): Promise<number | 'live' | 'foreign'> {
    if (cursor === undefined) return 'live';
    const { feed, db } = this.#deps;
    const since = decodeFeedCursor(this.#epoch, cursor);
    if (since === undefined) return 'foreign';
    // Another replica may have read further than this one had when it gave the cursor.
    if (since > feed.seq()) await feed.catchUp();
    if (since > feed.seq()) return 'foreign';
    const first = (await selectFirstSeq(db)) ?? 1;
    return since + 1 < first ? 'live' : since;
  }

  #goLive(fresh: string[], asked: { channels: string[] } & { id?: string | number }): void {
    for (const channel of fresh) this.#channels.set(channel, this.#seq);
    this.#connection.send({
      type: 'subscribed',
      ...asked,
      cursor: this.head,
      recovered: false,
      mode: 'live',
    });
  }

  async #resume(request: {
    since: number;
    asked: { channels: string[] } & { id?: string | number };
  }): Promise<void> {
    const { since, asked } = request;
    const earlier = { channels: new Map(this.#channels), upTo: this.#seq };
    for (const channel of asked.channels) {
      this.#channels.set(channel, Math.min(since, this.#channels.get(channel) ?? since));
    }
    const cursor = encodeFeedCursor(this.#epoch, since);
    this.#connection.send({
      type: 'subscribed',
      ...asked,
      cursor,
      recovered: true,
      mode: 'replay',
    });
    this.#isReplaying = true;
    this.#seq = since;
    await replay(this.#connection, {
      ...this.#deps,
      since,
      channels: this.#channels,
      earlier,
      onProgress: (seq, sent) => {
        this.#seq = seq;
        this.#deps.onSent(sent);
      },
      onCaughtUp: () => {
        this.#isReplaying = false;
      },
    });
  }

  #unsubscribe(names: string[], frame: Asked): void {
    const { channels, unknown } = parseChannels(names);
    if (unknown.length > 0) {
      this.#refuseUnknown(unknown, frame);
      return;
    }
    for (const channel of channels) this.#channels.delete(channel);
    this.#connection.send({ type: 'unsubscribed', channels, ...idOf(frame) });
  }

  #wants(channel: string): boolean {
    return channel === '*' || this.#channels.has(channel);
  }

  #refuseUnknown(names: string[], frame: Asked): void {
    const shown = names.slice(0, 3).map((name) => JSON.stringify(name.slice(0, 100)));
    this.#refuse('unknown_channel', `There is no channel ${shown.join(', ')}`, frame);
  }

  #refuse(code: ErrorCode, message: string, frame: Asked): void {
    this.#connection.send({ type: 'error', code, message, ...idOf(frame) });
  }
}
