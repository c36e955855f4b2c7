import { sql } from 'drizzle-orm';
import { bigint, index, integer, numeric, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

/** Schema of the log. The API alone writes it. */
export const feedSchema = pgSchema('feed');

/** The log, append-only. `seq` has no gaps: it is given under a lock inside the appending transaction. */
export const feedEntry = feedSchema.table(
  'entry',
  {
    seq: bigint({ mode: 'number' }).primaryKey(),
    type: text({ enum: ['event', 'reorg', 'finalized'] }).notNull(),
    /** Only of events. */
    op: text({ enum: ['apply', 'revert', 'set'] }),
    /** `chainId:blockHash:logIndex` of an event; the block's hash of a reorg or a finality mark. */
    id: text().notNull(),
    channels: text().array().notNull(),
    /** Block that the entry is about. */
    blockNumber: numeric({ precision: 78, scale: 0, mode: 'bigint' }).notNull(),
    blockHash: text().notNull(),
    /** Place of the log in its block; null unless an event. */
    logIndex: integer(),
    /** What every reader is sent, to the byte. Text, since JSON is, and PostgreSQL can then show it. */
    frame: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    index('entry_block').on(table.blockNumber, table.logIndex),
    index('entry_channels').using('gin', table.channels),
  ],
);

/** Where the log stands; one row, moved by each appending transaction. */
export const feedHead = feedSchema.table('head', {
  chainId: integer().primaryKey(),
  /** Random; changes only if the log itself was lost, and makes old cursors invalid. */
  epoch: text().notNull().default(sql`replace(gen_random_uuid()::text, '-', '')`),
  /** Newest entry; 0 for an empty log. */
  seq: bigint({ mode: 'number' }).notNull().default(0),
  /** Block that the log reflects, and the newest one it called final. Null before the first. */
  blockNumber: numeric({ precision: 78, scale: 0, mode: 'bigint' }),
  blockHash: text(),
  finalizedNumber: numeric({ precision: 78, scale: 0, mode: 'bigint' }),
  finalizedHash: text(),
});
