import { z } from 'zod';
import {
  address,
  annualRate,
  blockId,
  chainEvent,
  decimal,
  finality,
  hash,
  integer,
  tokenRef,
  unixSeconds,
  usd,
} from '../wire.ts';

/** Statement of a third party about an asset. */
export const verification = z.object({
  verifier: address,
  /** What was verified, such as "title". */
  kind: z.string(),
  uri: z.string(),
  contentHash: hash,
  at: unixSeconds,
});

/** Document of an asset, as last set. */
export const document = z.object({
  name: z.string(),
  uri: z.string(),
  contentHash: hash,
  at: unixSeconds,
  block: blockId,
  txHash: hash,
  status: finality,
});

/** Value of one whole token as the valuer last set it. */
export const nav = z.object({ value: usd, at: unixSeconds });

/** Simple annual rates of the token's staking pool; null where it has no such tier. */
export const apy = z.object({
  flexible: annualRate.nullable(),
  oneYear: annualRate.nullable(),
  twoYear: annualRate.nullable(),
});

/** One registered asset. Amounts in base units of its token. */
export const asset = z.object({
  id: integer,
  token: tokenRef.extend({ name: z.string(), paused: z.boolean() }),
  name: z.string(),
  location: z.string(),
  type: z.string(),
  state: z.enum(['Active', 'Suspended', 'Retired']),
  /** The registrar's valuation of the whole asset; null where none was stated. */
  value: usd.nullable(),
  /** Null before the first one was set. */
  nav: nav.nullable(),
  /** Supply at the net asset value; null without one. */
  supplyValue: usd.nullable(),
  supply: integer,
  cap: integer,
  /** Accounts with a balance, custody contracts included. */
  holders: z.int(),
  /** Null without a staking pool. */
  apy: apy.nullable(),
  images: z.array(z.string()),
  /** The newest ten, and how many there are. */
  verifications: z.object({ count: z.int(), items: z.array(verification) }),
  created: z.object({ block: blockId, at: unixSeconds, txHash: hash }),
  updated: z.object({ block: blockId, at: unixSeconds }),
  /** Where the block of the newest registry change stands. */
  status: finality,
});

/** One asset with its documents and what of its token is staked and escrowed. */
export const assetDetail = asset.extend({
  documents: z.array(document),
  staked: integer,
  escrowed: integer,
});

/** One line of the platform's asset list. */
export const portfolioItem = z.object({
  id: integer,
  name: z.string(),
  type: z.string(),
  state: asset.shape.state,
  token: tokenRef,
  supply: integer,
  nav: nav.nullable(),
  supplyValue: usd.nullable(),
  /** Staked and escrowed, at the net asset value. */
  tvl: usd.nullable(),
  /** Part of the platform's supply value in per cent; null where it is unknown. */
  sharePercent: decimal.nullable(),
});

/** All assets of the platform with totals; totals add up what has a net asset value. */
export const portfolio = z.object({
  items: z.array(portfolioItem),
  totals: z.object({
    assets: z.int(),
    /** Assets without a net asset value: they are in no total. */
    unpriced: z.int(),
    supplyValue: usd.nullable(),
    tvl: usd.nullable(),
  }),
});

/** One holder of an asset's token. Amounts in base units. */
export const holder = z.object({
  account: address,
  balance: integer,
  /** Absolute, may exceed the balance. */
  frozen: integer,
  /** Part of the supply in per cent, to four places. */
  sharePercent: decimal.nullable(),
  /** A contract that holds for others. */
  custody: z.boolean(),
});

/** A page of holders, largest first. The balances on all pages of one block add up to `supply`. */
export const holders = z.object({
  token: tokenRef,
  supply: integer,
  holderCount: z.int(),
  items: z.array(holder),
  nextCursor: z.string().nullable(),
});

/** One change in an asset's life: of its record, or of its token as a whole. */
export const assetEvent = chainEvent;

export type Asset = z.infer<typeof asset>;
export type AssetDetail = z.infer<typeof assetDetail>;
export type Portfolio = z.infer<typeof portfolio>;
export type Holders = z.infer<typeof holders>;
