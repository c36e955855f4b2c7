import { onchainTable } from 'ponder';

/** Every block from the start that is fixed once per schema; written in the transaction of the block's rows. */
export const block = onchainTable('block', (t) => ({
  /** Height. */
  number: t.bigint().primaryKey(),
  hash: t.hex().notNull(),
  parentHash: t.hex().notNull(),
  /** Unix seconds. */
  timestamp: t.bigint().notNull(),
}));
