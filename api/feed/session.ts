import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { parseChannels, unknownMessage } from './channels.ts';
import type { Connection } from './connection.ts';
import { encodeFeedCursor } from './cursor.ts';
import type { TailEntry } from './feed.ts';
import { CLOSE } from './limits.ts';
import { locateCursor } from './locate.ts';
import { LogReader, type ReaderDeps } from './reader.ts';
import { type Asked, createFrameMeter, idOf, parseFrame } from './requests.ts';
import type { SystemStatus } from './system-status.ts';
import type { ClientFrame, ErrorCode, StatusFrame, Subscribed } from './wire.ts';

/** What a session works with. */
export type SessionDeps = ReaderDeps & { clock: Clock; logger: Logger; system: SystemStatus };

type Subscribe = Asked & { since?: string | undefined };

/** A subscription that is granted, under the id of its frame. */
type Confirmed = Pick<Subscribed, 'channels' | 'id'>;

/** One WebSocket: what its client asks for, and the reader that it is given. */
export class FeedSession {
  readonly #connection: Connection;
  readonly #deps: SessionDeps;
  readonly #epoch: string;
  readonly #reader: LogReader;
  readonly #admit: ReturnType<typeof createFrameMeter>;
  #hasSubscribed = false;
  #waiting = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(connection: Connection, epoch: string, deps: SessionDeps) {
    this.#connection = connection;
    this.#epoch = epoch;
    this.#deps = deps;
    this.#reader = new LogReader(connection, epoch, deps);
    this.#admit = createFrameMeter(deps.clock, deps.limits);
  }

  /** Whether it ever asked for anything. */
  get hasSubscribed(): boolean {
    return this.#hasSubscribed;
  }

  get channels(): ReadonlyMap<string, number> {
    return this.#reader.channels;
  }

  /** Cursor from which the reader can go on without loss. */
  get head(): string {
    return this.#reader.head;
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

  /** Hands over new entries of the log, in order. */
  deliver(entries: TailEntry[]): void {
    this.#reader.deliver(entries);
  }

  /** Tells the state of this replica, if it was asked for. */
  tell(frame: StatusFrame): void {
    if (this.channels.has('system')) this.#connection.send(frame);
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
    if (unknown.length > 0) return this.#refuse('unknown_channel', unknownMessage(unknown), frame);
    const fresh = channels.filter((channel) => !this.channels.has(channel));
    const { limits } = this.#deps;
    if (this.channels.size + fresh.length > limits.channels) {
      return this.#refuse('too_many_channels', `At most ${limits.channels} channels`, frame);
    }
    const since = await this.#place(frame.since);
    if (since === 'foreign') {
      return this.#refuse('bad_cursor', 'The cursor is not one of this log', frame);
    }
    this.#hasSubscribed = true;
    const asked = { channels, ...idOf(frame) };
    if (since === 'live') return this.#goLive(asked);
    await this.#resume(since, asked);
  }

  /** Where a cursor lies in the log; `live` where there is none, or it is older than what the log keeps. */
  async #place(cursor: string | undefined): Promise<number | 'live' | 'foreign'> {
    if (cursor === undefined) return 'live';
    const since = await locateCursor({ ...this.#deps, epoch: this.#epoch }, cursor);
    return since === 'expired' ? 'live' : since;
  }

  #goLive(asked: Confirmed): void {
    this.#reader.follow(asked.channels);
    this.#confirm(asked, { cursor: this.head, recovered: false, mode: 'live' });
  }

  async #resume(since: number, asked: Confirmed): Promise<void> {
    const cursor = encodeFeedCursor(this.#epoch, since);
    this.#confirm(asked, { cursor, recovered: true, mode: 'replay' });
    await this.#reader.resume(asked.channels, since);
  }

  #confirm(asked: Confirmed, place: Pick<Subscribed, 'cursor' | 'recovered' | 'mode'>): void {
    this.#connection.send({ type: 'subscribed', ...asked, ...place });
    if (asked.channels.includes('system')) this.#connection.send(this.#deps.system.now());
  }

  #unsubscribe(names: string[], frame: Asked): void {
    const { channels, unknown } = parseChannels(names);
    if (unknown.length > 0) {
      this.#refuse('unknown_channel', unknownMessage(unknown), frame);
      return;
    }
    this.#reader.leave(channels);
    this.#connection.send({ type: 'unsubscribed', channels, ...idOf(frame) });
  }

  #refuse(code: ErrorCode, message: string, frame: Asked): void {
    this.#connection.send({ type: 'error', code, message, ...idOf(frame) });
  }
}
