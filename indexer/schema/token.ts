import { index, onchainTable, primaryKey } from 'ponder';

/** One RWA token, found through its asset. */
export const token = onchainTable('token', (t) => ({
  address: t.hex().primaryKey(),
  assetId: t.bigint().notNull(),
  /** Written by AssetTokenCreated, as are the next three. */
  name: t.text().notNull(),
  symbol: t.text().notNull(),
  /** Decimal places of one whole token. */
  decimals: t.integer().notNull(),
  /** Highest supply, base units. */
  cap: t.bigint().notNull(),
  /** Base units. Written by Transfer from and to zero. */
  totalSupply: t.bigint().notNull(),
  /** Accounts with a balance, custody contracts included. Written by Transfer. */
  holderCount: t.integer().notNull(),
  /** Written by Paused and Unpaused. */
  paused: t.boolean().notNull(),
  /** US dollars for one whole token, 18 decimals, and when it was set, Unix seconds; null before the first NavUpdated. */
  nav: t.bigint(),
  navAt: t.bigint(),
  /** Principal in its staking pool, base units. Written by Staked, Unstaked, PositionSeized. */
  staked: t.bigint().notNull(),
  /** Balance of the escrow contract, base units. Written by Transfer. */
  escrowed: t.bigint().notNull(),
}));

/** What of a token is staked and escrowed, and its value, after each block that changed one of the three. */
export const tvlPoint = onchainTable(
  'tvl_point',
  (t) => ({
    token: t.hex().notNull(),
    blockNumber: t.bigint().notNull(),
    /** Unix seconds. */
    timestamp: t.bigint().notNull(),
    /** Base units. */
    staked: t.bigint().notNull(),
    escrowed: t.bigint().notNull(),
    /** US dollars for one whole token, 18 decimals; null before the first NavUpdated. */
    nav: t.bigint(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.token, table.blockNumber] }),
    timeIndex: index().on(table.token, table.timestamp),
  }),
);

/** One account's holding of one RWA token, with its eligibility and frozen amount. */
export const tokenAccount = onchainTable(
  'token_account',
  (t) => ({
    token: t.hex().notNull(),
    account: t.hex().notNull(),
    /** Base units. Written by Transfer. */
    balance: t.bigint().notNull(),
    /** Absolute frozen amount in base units, may exceed the balance. Written by Frozen. */
    frozen: t.bigint().notNull(),
    /** Last second at which it may send, zero for never. Written by EligibilitySet. */
    sendUntil: t.bigint().notNull(),
    /** Last second at which it may receive, zero for never. Written by EligibilitySet. */
    receiveUntil: t.bigint().notNull(),
    /** ISO 3166-1 numeric, zero for unknown. Written by EligibilitySet. */
    country: t.integer().notNull(),
    /** Whether it is a custody contract. Written by CustodySet. */
    custody: t.boolean().notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.token, table.account] }),
    accountIndex: index().on(table.account),
  }),
);
