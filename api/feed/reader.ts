import type { Database } from '../db/database.ts';
import { encodeFeedCursor } from './cursor.ts';
import type { Feed, TailEntry } from './feed.ts';
import type { Limits } from './limits.ts';
import { replay } from './replay.ts';

/** Where a reader's entries go: a WebSocket, or a stream of server-sent events. */
export type Outlet = {
  readonly isOpen: boolean;
  /** Whether it leaves more unread than it may. */
  readonly isSlow: boolean;
  /** Sends entries in one write; resolves once the network took them, or the reader is gone. */
  sendEntries(entries: TailEntry[]): Promise<void>;
  /** Ends a slow reader and tells it where to go on; `head` is the place after all that it was sent. */
  endSlow(head: string): void;
};

/** What a reader works with. */
export type ReaderDeps = {
  db: Database;
  feed: Feed;
  limits: Limits;
  onSent(entries: number): void;
};

/** One reader of the log: its channels, and how far it was given them. */
export class LogReader {
  readonly #outlet: Outlet;
  readonly #epoch: string;
  readonly #deps: ReaderDeps;
  /** Each channel with the place from which on it was given. */
  readonly #channels = new Map<string, number>();
  /** Everything up to this was given, as far as the channels ask for it. */
  #seq: number;
  #isReplaying = false;

  constructor(outlet: Outlet, epoch: string, deps: ReaderDeps) {
    this.#outlet = outlet;
    this.#epoch = epoch;
    this.#deps = deps;
    this.#seq = deps.feed.seq();
  }

  get channels(): ReadonlyMap<string, number> {
    return this.#channels;
  }

  /** Cursor from which the reader can go on without loss. While a replay is under way, that is the replay's place. */
  get head(): string {
    return encodeFeedCursor(this.#epoch, this.#seq);
  }

  /** Hands over new entries of the log, in order. A replay reads them itself, when it comes to them. */
  deliver(entries: TailEntry[]): void {
    if (this.#isReplaying) return;
    this.#seq = entries.at(-1)?.seq ?? this.#seq;
    if (this.#channels.size === 0) return;
    const wanted = entries.filter(({ channels }) => channels.some((name) => this.#wants(name)));
    if (wanted.length === 0) return;
    void this.#outlet.sendEntries(wanted);
    this.#deps.onSent(wanted.length);
    if (this.#outlet.isSlow) this.#outlet.endSlow(this.head);
  }

  /** Gives channels from now on; one that is given already stays as it is. */
  follow(channels: string[]): void {
    for (const channel of channels) {
      if (!this.#channels.has(channel)) this.#channels.set(channel, this.#seq);
    }
  }

  /** Gives channels from a place in the log on, and what comes after; what was given before is not given again. */
  async resume(channels: string[], since: number): Promise<void> {
    const earlier = { channels: new Map(this.#channels), upTo: this.#seq };
    for (const channel of channels) {
      this.#channels.set(channel, Math.min(since, this.#channels.get(channel) ?? since));
    }
    this.#isReplaying = true;
    this.#seq = since;
    await replay(this.#outlet, {
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

  leave(channels: string[]): void {
    for (const channel of channels) this.#channels.delete(channel);
  }

  #wants(channel: string): boolean {
    return channel === '*' || this.#channels.has(channel);
  }
}
