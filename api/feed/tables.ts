import { sql } from 'drizzle-orm';
import { bigint, index, integer, numeric, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

/** Schema of the log. The API alone writes it. */
export const feedSchema = pgSchema('feed');

const height = () => numeric({ precision: 78, scale: 0, mode: 'bigint' });

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
    blockNumber: height().notNull(),
    blockHash: text().notNull(),
    /** Place of the log in its block; null unless an event. */
    logIndex: integer(),
    /**
     * What every reader is sent, to the byte. Not jsonb, which would reorder the members; not bytea, whose hexadecimal
     * form would double what each replica reads.
     */
    frame: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    index('entry_block').on(table.blockNumber, table.logIndex),
    index('entry_channels').using('gin', table.channels),
  ],
);

/**
 * The one chain that the log stands on: each block that has applied events, and each block above the finality mark that
 * the log passed. Comparing the index with it tells a reorg also where no event was touched.
 */
export const feedTrail = feedSchema.table('trail', {
  number: height().primaryKey(),
  hash: text().notNull(),
  /** Events of this block that stand applied. */
  events: integer().notNull(),
});

/** Where the log stands; one row, moved by each appending transaction. */
export const feedHead = feedSchema.table('head', {
  chainId: integer().primaryKey(),
  /** Random; changes only if the log itself was lost, and makes old cursors invalid. */
  epoch: text().notNull().default(sql`replace(gen_random_uuid()::text, '-', '')`),
  /** Newest entry; 0 for an empty log. */
  seq: bigint({ mode: 'number' }).notNull().default(0),
  /** Block that the log reflects, with or without events. Null before the first. */
  blockNumber: height(),
  blockHash: text(),
  /** Newest block that the log called final, and when it did. Null before the first. */
  finalizedNumber: height(),
  finalizedHash: text(),
  finalizedAt: timestamp({ withTimezone: true }),
});
