import { index, onchainTable } from 'ponder';

/** Everyone who has held an RWA token, traded or staked; custody contracts are not among them. */
export const account = onchainTable(
  'account',
  (t) => ({
    address: t.hex().primaryKey(),
    /** Block and time, in Unix seconds, of the first Transfer, TradeCreated, TradeAccepted or Staked. */
    firstBlock: t.bigint().notNull(),
    firstSeenAt: t.bigint().notNull(),
  }),
  (table) => ({ firstSeenIndex: index().on(table.firstSeenAt) }),
);
