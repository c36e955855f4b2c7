import { encodeFeedCursor } from './cursor.ts';
import type { TailEntry } from './feed.ts';
import type { Outlet } from './reader.ts';
import type { Closed, StatusFrame, Subscribed } from './wire.ts';

/** Bytes that wait to be taken by the network, and the cursor that whoever has read them stands at. */
type Chunk = { bytes: Buffer; cursor: string | undefined; onTaken(): void };

/**
 * Body of one answer of server-sent events, never buffered without bound.
 *
 * Entries are plain messages whose id is their cursor; what the server says beside the log comes under a name of its
 * own, so that a page's `onmessage` sees the log and nothing else.
 */
export class EventStream implements Outlet {
  readonly body: ReadableStream<Uint8Array>;
  readonly #epoch: string;
  readonly #maxBufferedBytes: number;
  readonly #onEnd: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #queue: Chunk[] = [];
  #queuedBytes = 0;
  /** Place after all that was queued, and after all that the network took. Undefined before the first event. */
  #place: string | undefined;
  #taken: string | undefined;
  #isOpen = true;
  /** Whether the network waits for bytes. */
  #isWanted = false;

  /** @param options.onEnd Called once, when nothing more can be sent. */
  constructor(options: { epoch: string; maxBufferedBytes: number; onEnd(): void }) {
    this.#epoch = options.epoch;
    this.#maxBufferedBytes = options.maxBufferedBytes;
    this.#onEnd = options.onEnd;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          this.#isWanted = true;
          this.#advance();
        },
        cancel: () => this.#drop(),
      },
      // Nothing is asked for ahead: what is queued, this class counts.
      { highWaterMark: 0 },
    );
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isSlow(): boolean {
    return this.#queuedBytes > this.#maxBufferedBytes;
  }

  /** Opens the stream with the place that it begins at. */
  begin(frame: Subscribed, retryMs: number): void {
    void this.#send(eventText(frame, { id: frame.cursor, retryMs }), frame.cursor);
  }

  /** What is no entry has no id: the reader's place stays. */
  tell(frame: StatusFrame): void {
    void this.#send(eventText(frame));
    if (this.isSlow) this.endSlow();
  }

  sendEntries(entries: TailEntry[]): Promise<void> {
    const last = entries.at(-1);
    if (last === undefined) return Promise.resolve();
    const parts = entries.flatMap(({ seq, bytes }) => [
      Buffer.from(`id: ${encodeFeedCursor(this.#epoch, seq)}\ndata: `),
      bytes,
      Buffer.from('\n\n'),
    ]);
    return this.#send(Buffer.concat(parts), encodeFeedCursor(this.#epoch, last.seq));
  }

  /**
   * Keeps the connection alive through proxies. An id without data moves a reader's `Last-Event-ID` and nothing else, so
   * that a quiet reader comes back with a young cursor.
   */
  beat(cursor: string): void {
    // Whoever has so much to read needs no sign of life.
    if (!this.isSlow) void this.#send(`: heartbeat\nid: ${cursor}\n\n`, cursor);
  }

  /** Ends the stream, after all that is queued. */
  end(reason: Closed['reason'], { retryMs }: { retryMs?: number } = {}): void {
    if (!this.#isOpen) return;
    void this.#send(closedText({ reason, cursor: this.#place, retryMs }));
    this.#close();
    this.#advance();
  }

  /** What the reader has not taken is given up, and with it the memory; it goes on from what it did take. */
  endSlow(): void {
    this.#release();
    this.#place = this.#taken;
    this.end('slow_reader');
  }

  #send(text: Buffer | string, cursor = this.#place): Promise<void> {
    if (!this.#isOpen) return Promise.resolve();
    const bytes = Buffer.from(text);
    this.#place = cursor;
    return new Promise((resolve) => {
      this.#queuedBytes += bytes.length;
      this.#queue.push({ bytes, cursor, onTaken: resolve });
      this.#advance();
    });
  }

  #advance(): void {
    if (!this.#isWanted) return;
    const chunk = this.#queue.shift();
    if (chunk !== undefined) {
      this.#isWanted = false;
      this.#queuedBytes -= chunk.bytes.length;
      this.#taken = chunk.cursor;
      this.#controller?.enqueue(chunk.bytes);
      chunk.onTaken();
    } else if (!this.#isOpen) {
      this.#controller?.close();
    }
  }

  /** The reader is gone. */
  #drop(): void {
    this.#isWanted = false;
    this.#release();
    this.#close();
  }

  #release(): void {
    for (const { onTaken } of this.#queue) onTaken();
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#onEnd();
  }
}

/** The last event of a stream, also of one that could not begin. */
export function closedText(closed: {
  reason: Closed['reason'];
  cursor?: string | undefined;
  retryMs?: number | undefined;
}): string {
  const { reason, cursor, retryMs } = closed;
  const frame: Closed = { type: 'closed', reason, ...(cursor === undefined ? {} : { cursor }) };
  // Without an id, the reader keeps the one that it came with.
  return eventText(frame, { id: cursor, retryMs });
}

/** One named event. JSON holds no line break, so that its data is one line. */
function eventText(
  frame: Subscribed | Closed | StatusFrame,
  { id, retryMs }: { id?: string | undefined; retryMs?: number | undefined } = {},
): string {
  const lines = [
    ...(retryMs === undefined ? [] : [`retry: ${retryMs}`]),
    `event: ${frame.type}`,
    ...(id === undefined ? [] : [`id: ${id}`]),
    `data: ${JSON.stringify(frame)}`,
  ];
  return `${lines.join('\n')}\n\n`;
}
