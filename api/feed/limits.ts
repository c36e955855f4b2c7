/** Bounds of one connection; tests narrow some. */
export const LIMITS = {
  heartbeatMs: 15_000,
  /** Interval of the protocol's own ping, and how long its answer may take. */
  pingMs: 25_000,
  deadMs: 10_000,
  /** Time to the first subscription. */
  subscribeMs: 5_000,
  channels: 100,
  frameBytes: 16 * 1024,
  framesPerSecond: 10,
  /** Frames in one second that are no longer answered one by one: the connection is closed. */
  floodPerSecond: 50,
  /** Frames that wait behind a replay. */
  waitingFrames: 20,
  /** What a reader may leave unread before it is closed. */
  bufferedBytes: 1_048_576,
  /** Entries read from the log at once for a replay; the next are read when these were taken. */
  replayBatch: 200,
  /** After which a reader of server-sent events that lost its stream comes again. */
  retryMs: 1_000,
};

/** A restart asks its readers to come back one after the other, within this time. */
export const RECONNECT_SPREAD_MS = 3_000;

export type Limits = typeof LIMITS;

/** Codes that close a connection; those above 4000 are the protocol's own. */
export const CLOSE = { badFrames: 1008, restart: 1012, notReady: 1013, slowReader: 4008 } as const;
