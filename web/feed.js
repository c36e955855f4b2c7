// @ts-check

/** @import { Entry } from './types.js' */

/** First pause before another attempt; it doubles up to the last. */
const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 15_000;

/** Assumed until the server's `hello` tells its own. */
const DEFAULT_HEARTBEAT_MS = 15_000;

/** Beat of the watchdog. It compares clocks, so a computer that slept is noticed at the first beat after it wakes. */
const WATCH_MS = 1_000;

/** Own reasons to end a connection; codes from 4000 on are the application's. */
const CLOSE_SILENT = 4100;
const CLOSE_BAD_FRAME = 4101;

const CHANNELS = ['trades', 'system'];

/**
 * @typedef {{ phase: 'connecting' } | { phase: 'subscribed' } | { phase: 'waiting', retryAtMs: number }} FeedState
 */

/**
 * @typedef {{ indexedBlock: string | null, lagMs: number | null }} Heartbeat
 */

/**
 * @typedef {object} FeedOptions
 * @property {string} url
 * @property {(url: string) => WebSocket} [openSocket]
 * @property {() => number} [random] Between 0 and 1, for the jitter of the pauses.
 * @property {(state: FeedState) => void} onState
 * @property {(entry: Entry) => void} onEntry
 * @property {(heartbeat: Heartbeat) => void} onHeartbeat
 * @property {(subscription: { recovered: boolean }) => void} onSubscribed `recovered` is false when entries may have
 * been missed since the last subscription; the first one counts as recovered.
 */

/**
 * Keeps a subscription to the feed alive: it reconnects with growing, jittered pauses, resumes from the last cursor,
 * and takes a connection whose heartbeats stop for dead.
 *
 * @param {FeedOptions} options
 */
export function createFeed(options) {
  const { url, onState, onEntry, onHeartbeat, onSubscribed } = options;
  const { openSocket = (address) => new WebSocket(address), random = Math.random } = options;
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {string | null} */
  let cursor = null;
  /** @type {string | null} */
  let epoch = null;
  let resuming = false;
  let missed = false;
  let attempts = 0;
  let heartbeatMs = DEFAULT_HEARTBEAT_MS;
  let heardAtMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let watchdog;

  function connect() {
    clearTimeout(retry);
    onState({ phase: 'connecting' });
    heardAtMs = Date.now();
    const opened = openSocket(url);
    socket = opened;
    opened.onopen = subscribe;
    opened.onmessage = ({ data }) => {
      if (socket === opened) receive(String(data));
    };
    opened.onclose = () => {
      if (socket === opened) waitAndRetry();
    };
  }

  function subscribe() {
    resuming = cursor !== null;
    const since = resuming ? { since: cursor } : {};
    socket?.send(JSON.stringify({ type: 'subscribe', id: 'page', channels: CHANNELS, ...since }));
  }

  function waitAndRetry() {
    const pauseMs = Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts) * (0.5 + random() / 2);
    attempts += 1;
    socket = null;
    retry = setTimeout(connect, pauseMs);
    onState({ phase: 'waiting', retryAtMs: Date.now() + pauseMs });
  }

  /** Ends the connection without waiting for the other side, which may be gone. @param {number} code */
  function drop(code) {
    const dropped = socket;
    if (dropped === null) return;
    waitAndRetry();
    dropped.close(code);
  }

  /** @param {string} text */
  function receive(text) {
    const frame = parseFrame(text);
    if (frame === null) return drop(CLOSE_BAD_FRAME);
    if (frame.type === 'hello') return greet(frame);
    if (frame.type === 'subscribed') return confirm(frame);
    if (frame.type === 'heartbeat') return beat(frame);
    if (frame.type === 'error') return refuse(frame);
    if (frame.type !== 'event' && frame.type !== 'reorg' && frame.type !== 'finalized') return;
    cursor = frame.cursor;
    onEntry(frame);
  }

  /** @param {any} frame */
  function greet(frame) {
    heartbeatMs = frame.heartbeatMs ?? DEFAULT_HEARTBEAT_MS;
    heardAtMs = Date.now();
    // Another epoch is another log: places in the old one mean nothing in it.
    if (epoch !== null && epoch !== frame.epoch) missed = true;
    epoch = frame.epoch;
  }

  /** @param {any} frame */
  function confirm(frame) {
    const recovered = !missed && (!resuming || frame.recovered === true);
    // While entries are replayed the cursor must not run ahead of those that arrived.
    if (!resuming || !recovered) cursor = frame.cursor;
    missed = false;
    onSubscribed({ recovered });
    onState({ phase: 'subscribed' });
  }

  /** @param {any} frame */
  function beat(frame) {
    heardAtMs = Date.now();
    attempts = 0;
    if (typeof frame.head === 'string') cursor = frame.head;
    onHeartbeat({ indexedBlock: heightOf(frame.indexedBlock), lagMs: frame.lagMs ?? null });
  }

  /** @param {any} frame */
  function refuse(frame) {
    if (frame.code !== 'bad_cursor') return drop(CLOSE_BAD_FRAME);
    cursor = null;
    missed = true;
    subscribe();
  }

  function watch() {
    if (socket !== null && Date.now() - heardAtMs > 2 * heartbeatMs) drop(CLOSE_SILENT);
  }

  return {
    start() {
      watchdog = setInterval(watch, WATCH_MS);
      connect();
    },
    /** Tries again without waiting for the pause to end, as when the browser is online again. */
    retryNow() {
      if (socket === null) connect();
    },
    stop() {
      clearInterval(watchdog);
      clearTimeout(retry);
      const open = socket;
      socket = null;
      open?.close();
    },
  };
}

/** @param {string} text @returns {any} The frame, or null where it is none. */
function parseFrame(text) {
  try {
    const frame = JSON.parse(text);
    return typeof frame?.type === 'string' ? frame : null;
  } catch {
    return null;
  }
}

/** Height in a heartbeat, which names a block or only its number. @param {any} block */
function heightOf(block) {
  const number = block?.number ?? block;
  return number === null || number === undefined ? null : String(number);
}
