// @ts-check

/** @import { Entry, ServerFrame } from './types.js' */

/** First pause before another attempt; it doubles up to the last. */
const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 15_000;

/** Assumed until the server's `hello` tells its own. */
const DEFAULT_HEARTBEAT_MS = 15_000;

/** Beat of the watchdog. It compares clocks, so a computer that slept is noticed at the first beat after it wakes. */
const WATCH_MS = 1_000;

/** Own reasons to end a connection; the range is the one left to applications. */
const CLOSE = { silent: 4100, badFrame: 4101, refused: 4102 };

const CHANNELS = ['trades', 'staking', 'tvl', 'system'];

/** @typedef {{ phase: 'connecting' | 'subscribed' } | { phase: 'waiting', retryAtMs: number }} FeedState */

/**
 * @typedef {object} FeedOptions
 * @property {string} url
 * @property {(url: string) => WebSocket} [openSocket]
 * @property {() => number} [random] From 0 to 1, for the jitter of the pauses.
 * @property {(state: FeedState) => void} onState
 * @property {(entry: Entry) => void} onEntry
 * @property {(heartbeat: Extract<ServerFrame, { type: 'heartbeat' }>) => void} onHeartbeat
 * @property {(subscription: { recovered: boolean }) => void} onSubscribed `recovered` is false when entries may have
 * been missed since the last subscription; the first one misses none.
 */

/**
 * Keeps a subscription to the feed alive: reconnects with growing, jittered pauses, resumes from the last cursor, and
 * takes a connection whose heartbeats stop for dead.
 */
export class FeedConnection {
  /** @type {Required<FeedOptions>} */
  #options;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {string | null} */
  #cursor = null;
  /** @type {string | null} */
  #epoch = null;
  #missed = false;
  #attempts = 0;
  #heartbeatMs = DEFAULT_HEARTBEAT_MS;
  #heardAtMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #watchdog;

  /** @param {FeedOptions} options */
  constructor(options) {
    this.#options = { openSocket: (url) => new WebSocket(url), random: Math.random, ...options };
  }

  start() {
    this.#watchdog = setInterval(() => this.#watch(), WATCH_MS);
    this.#connect();
  }

  /** Tries again without waiting for the pause to end, as when the browser is online again. */
  retryNow() {
    if (this.#socket === null) this.#connect();
  }

  stop() {
    clearInterval(this.#watchdog);
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#options.onState({ phase: 'connecting' });
    this.#heardAtMs = Date.now();
    const socket = this.#options.openSocket(this.#options.url);
    this.#socket = socket;
    socket.onopen = () => this.#subscribe();
    // A socket that was given up may still speak; it is not listened to.
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#receive(String(data));
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#pause();
    };
  }

  #subscribe() {
    const since = this.#cursor === null ? {} : { since: this.#cursor };
    const frame = { type: 'subscribe', id: 'page', channels: CHANNELS, ...since };
    this.#socket?.send(JSON.stringify(frame));
  }

  #pause() {
    const { onState, random } = this.#options;
    const longestMs = Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#attempts);
    const pauseMs = longestMs * (0.5 + random() / 2);
    this.#attempts += 1;
    this.#socket = null;
    this.#retry = setTimeout(() => this.#connect(), pauseMs);
    onState({ phase: 'waiting', retryAtMs: Date.now() + pauseMs });
  }

  /**
   * Ends the connection without waiting for the other side, which may be gone.
   *
   * @param {number} code
   */
  #drop(code) {
    const socket = this.#socket;
    this.#pause();
    socket?.close(code);
  }

  #watch() {
    const silentMs = Date.now() - this.#heardAtMs;
    if (this.#socket !== null && silentMs > 2 * this.#heartbeatMs) this.#drop(CLOSE.silent);
  }

  /** @param {string} text */
  #receive(text) {
    const frame = parseFrame(text);
    switch (frame?.type) {
      case undefined:
        return this.#drop(CLOSE.badFrame);
      case 'hello':
        return this.#greet(frame);
      case 'subscribed':
        return this.#confirm(frame);
      case 'heartbeat':
        return this.#beat(frame);
      case 'error':
        return this.#refuse(frame);
      case 'event':
      case 'reorg':
      case 'finalized':
        this.#cursor = frame.cursor;
        this.#options.onEntry(frame);
    }
  }

  /** @param {Extract<ServerFrame, { type: 'hello' }>} frame */
  #greet({ epoch, heartbeatMs }) {
    this.#heartbeatMs = heartbeatMs;
    this.#heardAtMs = Date.now();
    // Another epoch is another log: places in the old one mean nothing in it.
    if (this.#epoch !== null && this.#epoch !== epoch) this.#missed = true;
    this.#epoch = epoch;
  }

  /** @param {Extract<ServerFrame, { type: 'subscribed' }>} frame */
  #confirm({ cursor, recovered }) {
    const isFirst = this.#cursor === null && !this.#missed;
    const isWhole = isFirst || (recovered && !this.#missed);
    // While entries are replayed the cursor must not run ahead of those that arrived.
    if (isFirst || !isWhole) this.#cursor = cursor;
    this.#missed = false;
    this.#options.onState({ phase: 'subscribed' });
    this.#options.onSubscribed({ recovered: isWhole });
  }

  /** @param {Extract<ServerFrame, { type: 'heartbeat' }>} frame */
  #beat(frame) {
    this.#heardAtMs = Date.now();
    this.#attempts = 0;
    // Before the subscription is confirmed, the head says nothing of what this page was sent.
    if (this.#cursor !== null) this.#cursor = frame.head;
    this.#options.onHeartbeat(frame);
  }

  /** @param {Extract<ServerFrame, { type: 'error' }>} frame */
  #refuse({ code }) {
    if (code !== 'bad_cursor') return this.#drop(CLOSE.refused);
    this.#cursor = null;
    this.#missed = true;
    this.#subscribe();
  }
}

/**
 * Reads a frame; the wire types hold for it, since page and API are deployed as one.
 *
 * @param {string} text
 * @returns {ServerFrame | Entry | null} Null for what is no frame.
 */
function parseFrame(text) {
  try {
    const frame = JSON.parse(text);
    return typeof frame?.type === 'string' ? frame : null;
  } catch {
    return null;
  }
}
