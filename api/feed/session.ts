import type { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { parseChannel } from './channels.ts';
import { decodeFeedCursor, encodeFeedCursor } from './cursor.ts';
import type { Feed, TailEntry } from './feed.ts';
import { selectEntriesOn } from './queries.ts';
import { type ClientFrame, clientFrame, type ErrorCode, type ServerFrame } from './wire.ts';

export const MAX_CHANNELS = 100;
const MAX_BUFFERED_BYTES = 1_048_576;
const FRAMES_PER_SECOND = 10;
const REPLAY_BATCH = 500;

/** Codes that close a connection; 4008 and above are the protocol's own. */
export const CLOSE = { badFrames: 1008, restart: 1012, slowReader: 4008 } as const;

type Asked = { id?: string | number | undefined };

/** One reader's connection: its channels, and where each stands. */
export class FeedSession {
  readonly #socket: WebSocket;
  readonly #deps: { db: Database; feed: Feed; clock: Clock };
  readonly #epoch: string;
  /** Channel to the seq from which it is delivered live. */
  readonly #channels = new Map<string, number>();
  /** Entries held back while a replay is under way; undefined outside one. */
  #held: TailEntry[] | undefined;
  #sentSeq: number;
  /** How far a replay under way has come: until it ends, no more than this has been given. */
  #replayedSeq: number | undefined;
  #frameTimes: number[] = [];
  #queue: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, epoch: string, deps: { db: Database; feed: Feed; clock: Clock }) {
    this.#socket = socket;
    this.#epoch = epoch;
    this.#deps = deps;
    this.#sentSeq = deps.feed.seq();
  }

  get subscribed(): boolean {
    return this.#channels.size > 0;
  }

  /** Everything up to this was sent, as far as the channels ask for it. */
  get head(): string {
    return encodeFeedCursor(this.#epoch, this.#replayedSeq ?? this.#sentSeq);
  }

  send(frame: ServerFrame): void {
    this.#write(JSON.stringify(frame));
  }

  /** Takes one frame of the client; frames are answered one after the other. */
  receive(text: string): void {
    this.#queue = this.#queue.then(() => this.#handle(text)).catch(() => this.#socket.terminate());
  }

  /** Hands over new entries of the log, in order. */
  deliver(entries: TailEntry[]): void {
    if (this.#held !== undefined) {
      this.#held.push(...entries);
      // A reader that replays slower than the log grows must not grow our memory with it.
      if (this.#held.length > 10_000) this.#closeSlow();
      return;
    }
    this.#sendAll(entries.filter((entry) => this.#wants(entry)));
    this.#sentSeq = entries.at(-1)?.seq ?? this.#sentSeq;
  }

  async #handle(text: string): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#isFlood()) return this.#refuse('rate_limited', 'At most 10 frames a second', {});
    const frame = parseFrame(text);
    if ('problem' in frame) {
      this.#refuse('bad_frame', frame.problem, frame);
      this.#socket.close(CLOSE.badFrames, 'bad frame');
      return;
    }
    switch (frame.type) {
      case 'subscribe':
        return this.#subscribe(frame.channels, frame);
      case 'joinRoom':
        return this.#subscribe(frame.rooms, frame);
      case 'unsubscribe':
        return this.#unsubscribe(frame.channels, frame);
      case 'leaveRoom':
        return this.#unsubscribe(frame.rooms, frame);
      case 'ping':
        return this.send({ type: 'pong', ...idOf(frame) });
    }
  }

  async #subscribe(names: string[], frame: Asked & { since?: string | undefined }): Promise<void> {
    const channels = names.map(parseChannel);
    const unknown = names.filter((_, index) => channels[index] === undefined);
    if (unknown.length > 0) {
      return this.#refuse('unknown_channel', `Unknown: ${unknown.join(', ')}`, frame);
    }
    const fresh = [...new Set(channels)].filter(
      (channel): channel is string => channel !== undefined && !this.#channels.has(channel),
    );
    if (this.#channels.size + fresh.length > MAX_CHANNELS) {
      return this.#refuse('too_many_channels', `At most ${MAX_CHANNELS} channels`, frame);
    }
    const { feed } = this.#deps;
    const since =
      frame.since === undefined ? undefined : decodeFeedCursor(this.#epoch, frame.since);
    if (frame.since !== undefined && (since === undefined || since > feed.seq())) {
      return this.#refuse('bad_cursor', 'The cursor is not one of this log', frame);
    }
    const registeredAt = feed.seq();
    const earlier = new Map(this.#channels);
    for (const channel of fresh) this.#channels.set(channel, registeredAt);
    this.send({
      type: 'subscribed',
      channels: channels.filter((channel) => channel !== undefined),
      cursor: encodeFeedCursor(this.#epoch, since ?? registeredAt),
      recovered: since !== undefined,
      mode: since === undefined ? 'live' : 'replay',
      ...idOf(frame),
    });
    if (since !== undefined) await this.#replay({ fresh, since, upTo: registeredAt, earlier });
  }

  #unsubscribe(names: string[], frame: Asked): void {
    const channels = names.map(parseChannel).filter((channel) => channel !== undefined);
    if (channels.length < names.length) {
      this.#refuse('unknown_channel', 'One of these channels does not exist', frame);
      return;
    }
    for (const channel of channels) this.#channels.delete(channel);
    this.send({ type: 'unsubscribed', channels, ...idOf(frame) });
  }

  /** Sends what the log has since a cursor, then what came meanwhile: in order, no gap, none twice. */
  async #replay(range: {
    fresh: string[];
    since: number;
    upTo: number;
    earlier: Map<string, number>;
  }): Promise<void> {
    const { fresh, upTo, earlier } = range;
    this.#held = [];
    let after = range.since;
    this.#replayedSeq = after;
    while (this.#socket.readyState === this.#socket.OPEN) {
      const channels = [...fresh, '*'];
      const rows = await selectEntriesOn(this.#deps.db, {
        channels,
        after,
        upTo,
        limit: REPLAY_BATCH,
      });
      // What an older subscription of this connection was given already is not given again.
      const unseen = rows.filter(
        (row) => ![...earlier].some(([name, from]) => from < row.seq && matches(row, name)),
      );
      this.#sendAll(unseen);
      const last = rows.at(-1);
      if (last === undefined || rows.length < REPLAY_BATCH) break;
      after = last.seq;
      this.#replayedSeq = after;
      await this.#drained();
    }
    const held = this.#held;
    this.#held = undefined;
    this.#replayedSeq = undefined;
    this.deliver(held);
  }

  #wants(entry: TailEntry): boolean {
    return entry.channels.some((channel) => {
      if (channel === '*') return this.subscribed;
      const from = this.#channels.get(channel);
      return from !== undefined && from < entry.seq;
    });
  }

  #sendAll(entries: TailEntry[]): void {
    for (const { frame } of entries) this.#write(frame);
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) this.#closeSlow();
  }

  #write(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  /** Waits until the connection has taken what was written; its callback comes after all that was sent before. */
  #drained(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.bufferedAmount === 0) resolve();
      else this.#socket.ping(undefined, undefined, () => resolve());
    });
  }

  #closeSlow(): void {
    this.#socket.close(CLOSE.slowReader, this.head);
  }

  #refuse(code: ErrorCode, message: string, frame: Asked): void {
    this.send({ type: 'error', code, message, ...idOf(frame) });
  }

  #isFlood(): boolean {
    const now = this.#deps.clock.nowMs();
    this.#frameTimes = [...this.#frameTimes.filter((time) => now - time < 1_000), now];
    return this.#frameTimes.length > FRAMES_PER_SECOND;
  }
}

function matches(entry: TailEntry, channel: string): boolean {
  return entry.channels.includes('*') || entry.channels.includes(channel);
}

function idOf({ id }: Asked): { id?: string | number } {
  return id === undefined ? {} : { id };
}

/** The frame, or what is wrong with it, with its id where that could be read. */
function parseFrame(text: string): ClientFrame | ({ problem: string } & Asked) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'The frame is not JSON' };
  }
  const parsed = clientFrame.safeParse(value);
  if (parsed.success) return parsed.data;
  const id: unknown = Reflect.get(Object(value), 'id');
  const problem = parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'frame'}: ${issue.message}`)
    .join('; ');
  return typeof id === 'string' || typeof id === 'number' ? { problem, id } : { problem };
}
