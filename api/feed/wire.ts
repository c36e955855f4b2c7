import { z } from 'zod';
import { address, blockId, hash, integer, pageQuery } from '../wire.ts';

/** Opaque position in the log: everything up to and including it has been given. */
export const cursor = z.string().meta({ description: 'Opaque position in the log' });

const seq = z.int().positive();
const requestId = z.union([z.string(), z.int()]);
const asked = { id: requestId.optional() };

/** Channels as a client names them. Which exist, and how many are too many, is answered with codes of its own. */
const channels = z.array(z.string()).min(1);

/** Everything a client can send. */
export const clientFrame = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    channels,
    since: cursor.optional(),
    snapshot: z.literal(false, { error: 'true is not offered yet' }).optional(),
    finality: z.literal('latest', { error: 'only "latest" is offered yet' }).optional(),
    ...asked,
  }),
  z.strictObject({ type: z.literal('unsubscribe'), channels, ...asked }),
  z.strictObject({
    type: z.literal('joinRoom'),
    rooms: channels,
    since: cursor.optional(),
    ...asked,
  }),
  z.strictObject({ type: z.literal('leaveRoom'), rooms: channels, ...asked }),
  z.strictObject({ type: z.literal('ping'), ...asked }),
]);

/** One chain event, applied or taken back. */
export const eventEntry = z.object({
  type: z.literal('event'),
  cursor,
  seq,
  op: z.enum(['apply', 'revert']),
  id: z.string(),
  event: z.string(),
  contract: address,
  channels: z.array(z.string()),
  block: z.object({ chainId: z.int(), number: integer, hash, timestamp: z.int() }),
  txHash: hash,
  logIndex: z.int(),
  /** The event's arguments; integers as decimal strings. */
  data: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
});

/**
 * The chain took another way: the log steps back from one block to another, and the reverts of these ids follow. A reorg
 * of very many events takes several such steps; only the last `ancestor` is then on the new chain. It is null where
 * nothing that the log holds is left, as after a dev chain was begun anew.
 */
export const reorgEntry = z.object({
  type: z.literal('reorg'),
  cursor,
  seq,
  channels: z.array(z.string()),
  from: blockId,
  ancestor: blockId.nullable(),
  reverted: z.array(z.string()),
});

/** Everything up to this block is final. */
export const finalizedEntry = z.object({
  type: z.literal('finalized'),
  cursor,
  seq,
  channels: z.tuple([z.literal('*')]),
  block: blockId,
});

/** Any entry of the log. */
export const entryFrame = z.union([eventEntry, reorgEntry, finalizedEntry]);

/** Codes of `error` frames. */
export const errorCode = z.enum([
  'bad_frame',
  'unknown_channel',
  'too_many_channels',
  'rate_limited',
  'bad_cursor',
  'not_ready',
]);

/** Answer to a subscription: from where the channels are given. */
export const subscribed = z.object({
  type: z.literal('subscribed'),
  channels: z.array(z.string()),
  cursor,
  /** Whether all since the given cursor follows; false without a cursor, and with one that cannot be resumed from. */
  recovered: z.boolean(),
  mode: z.enum(['live', 'replay']),
  ...asked,
});

/** State of this replica, for readers of `system`: at their subscription, and whenever readiness or a block changes. */
export const statusFrame = z.object({
  type: z.literal('status'),
  status: z.enum([
    'ok',
    'starting',
    'backfilling',
    'lagging',
    'stalled',
    'rpc_down',
    'database_down',
    'diverged',
  ]),
  /** Since when it is so, ISO 8601. */
  since: z.string(),
  /** Newest block of the node, and of the index. */
  head: blockId.nullable(),
  indexed: blockId.nullable(),
  /** 0 at the node's head, else milliseconds since the next block was first seen. */
  lagMs: z.int().nullable(),
  ts: z.int(),
});

/** Everything the server sends over a WebSocket beside entries. */
export const serverFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    protocol: z.literal(1),
    epoch: z.string(),
    head: cursor,
    heartbeatMs: z.int(),
  }),
  subscribed,
  statusFrame,
  z.object({ type: z.literal('unsubscribed'), channels: z.array(z.string()), ...asked }),
  z.object({
    type: z.literal('heartbeat'),
    /** Everything up to this was sent on this connection, as far as its channels ask for it. */
    head: cursor,
    /** Height that the log reflects; null before the first block. */
    indexedBlock: integer.nullable(),
    lagMs: z.int().nullable(),
    ts: z.int(),
  }),
  z.object({ type: z.literal('pong'), ...asked }),
  z.object({ type: z.literal('error'), code: errorCode, message: z.string(), ...asked }),
]);

/** Last event of a stream: why it ends. Its reader goes on from `cursor`, or from the cursor it came with. */
export const closed = z.object({
  type: z.literal('closed'),
  reason: z.enum(['slow_reader', 'restart', 'not_ready']),
  cursor: cursor.optional(),
});

/** Channels as a query names them. */
const channelList = z.string().transform((names) => names.split(','));

/** Query of `GET /api/feed`. The header `Last-Event-ID` goes before `since`. */
export const streamQuery = z.strictObject({ channels: channelList, since: cursor.optional() });

/** Query of `GET /api/events`. */
export const eventsQuery = z.strictObject({
  /** Cursor of an earlier answer; the first entry that is kept comes first without one. */
  after: cursor.optional(),
  /** Every chain event, reorg and mark of finality, unless asked otherwise. */
  channels: channelList.default(['activity', 'system']),
  limit: pageQuery.shape.limit,
  /** How long to wait for an entry while there is none. */
  waitMs: z.coerce
    .number({ error: 'must be a whole number' })
    .int({ error: 'must be a whole number' })
    .min(0, { error: 'must be at least 0' })
    .max(30_000, { error: 'must be at most 30000' })
    .default(0),
});

/** Answer of `GET /api/events`; without `meta`, for the entries name their blocks themselves. */
export const eventsAnswer = z.object({
  success: z.literal(true),
  data: z.object({
    entries: z.array(entryFrame),
    /** Where to go on. It passes entries on other channels, and may stand where it stood. */
    cursor,
    /** End of the log. */
    head: cursor,
  }),
  timestamp: z.int().meta({ description: 'Time of the answer, milliseconds' }),
});

export type StatusFrame = z.infer<typeof statusFrame>;
export type Subscribed = z.infer<typeof subscribed>;
export type Closed = z.infer<typeof closed>;
export type EventsQuery = z.infer<typeof eventsQuery>;
export type ClientFrame = z.infer<typeof clientFrame>;
export type ServerFrame = z.infer<typeof serverFrame>;
export type ErrorCode = z.infer<typeof errorCode>;
export type EventEntry = z.infer<typeof eventEntry>;
export type ReorgEntry = z.infer<typeof reorgEntry>;
export type FinalizedEntry = z.infer<typeof finalizedEntry>;
