import { index, onchainTable } from 'ponder';

/** Every event of every contract, append-only within one fork; a reorg deletes the orphaned rows. */
export const event = onchainTable(
  'event',
  (t) => ({
    /** `chainId:blockHash:logIndex`, unique across forks. */
    id: t.text().primaryKey(),
    chainId: t.integer().notNull(),
    blockNumber: t.bigint().notNull(),
    blockHash: t.hex().notNull(),
    /** Unix seconds. */
    blockTimestamp: t.bigint().notNull(),
    txHash: t.hex().notNull(),
    /** Place of the log in its block. */
    logIndex: t.integer().notNull(),
    /** Contract that emitted it, and what kind of contract that is. */
    contract: t.hex().notNull(),
    source: t.text().$type<EventSource>().notNull(),
    /** Event name as in the ABI. */
    name: t.text().notNull(),
    /** Arguments by name; integers as decimal strings, addresses in lower case. */
    args: t.json().$type<Record<string, string | boolean | string[]>>().notNull(),
    /** State that results, such as balances or the trade's state after; amounts as decimal strings. */
    result: t.json().$type<Record<string, string | boolean | null>>().notNull(),
    /** Accounts concerned: those among the arguments, and both parties of a trade. Never the zero address. */
    accounts: t.text().array().notNull(),
    /** Token concerned, if any: the emitting token itself, a pool's, or the asset of a trade. */
    token: t.hex(),
    /** Trade, asset or staking position concerned, if any. */
    tradeId: t.bigint(),
    assetId: t.bigint(),
    positionId: t.bigint(),
  }),
  (table) => ({
    blockIndex: index().on(table.blockNumber, table.logIndex),
    tokenIndex: index().on(table.token, table.blockNumber),
    tradeIndex: index().on(table.tradeId),
    assetIndex: index().on(table.assetId),
    positionIndex: index().on(table.positionId),
    accountsIndex: index().using('gin', table.accounts),
  }),
);

/** Contracts whose events are indexed. */
export type EventSource = 'AssetRegistry' | 'RwaToken' | 'Staking' | 'TradeEscrow';
