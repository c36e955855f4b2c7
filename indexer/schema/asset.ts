import { index, onchainTable, primaryKey } from 'ponder';

/** One registered asset. */
export const asset = onchainTable(
  'asset',
  (t) => ({
    /** Asset id in the registry, from 1. */
    id: t.bigint().primaryKey(),
    /** Its token. */
    token: t.hex().notNull(),
    /** Written by AssetRegistered and AssetUpdated, as are the next four. */
    name: t.text().notNull(),
    location: t.text().notNull(),
    assetType: t.text().notNull(),
    /** Of the whole asset, in US dollars with 18 decimals; zero for unknown. */
    valuation: t.bigint().notNull(),
    status: t.text().$type<AssetStatus>().notNull(),
    /** URIs of pictures. Written by AssetImagesSet. */
    images: t.text().array().notNull(),
    /** Block, time and transaction of AssetRegistered. */
    createdBlock: t.bigint().notNull(),
    createdBlockHash: t.hex().notNull(),
    createdAt: t.bigint().notNull(),
    createdTxHash: t.hex().notNull(),
    /** Block and time of the newest event of this asset in the registry. */
    updatedBlock: t.bigint().notNull(),
    updatedBlockHash: t.hex().notNull(),
    updatedAt: t.bigint().notNull(),
  }),
  (table) => ({ tokenIndex: index().on(table.token) }),
);

/** Where an asset stands, named as in the contract. */
export type AssetStatus = 'Active' | 'Suspended' | 'Retired';

/** One document of an asset, as last set. Written by DocumentSet. */
export const assetDocument = onchainTable(
  'asset_document',
  (t) => ({
    assetId: t.bigint().notNull(),
    name: t.text().notNull(),
    uri: t.text().notNull(),
    contentHash: t.hex().notNull(),
    /** Unix seconds, and block. */
    setAt: t.bigint().notNull(),
    setBlock: t.bigint().notNull(),
    setBlockHash: t.hex().notNull(),
    setTxHash: t.hex().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.assetId, table.name] }) }),
);

/** One statement of a third party about an asset. Written by VerificationAdded. */
export const assetVerification = onchainTable(
  'asset_verification',
  (t) => ({
    /** Id of the event. */
    id: t.text().primaryKey(),
    assetId: t.bigint().notNull(),
    verifier: t.hex().notNull(),
    /** What was verified. */
    kind: t.text().notNull(),
    uri: t.text().notNull(),
    contentHash: t.hex().notNull(),
    /** Unix seconds, and block. */
    addedAt: t.bigint().notNull(),
    addedBlock: t.bigint().notNull(),
    addedBlockHash: t.hex().notNull(),
  }),
  (table) => ({ assetIndex: index().on(table.assetId) }),
);
