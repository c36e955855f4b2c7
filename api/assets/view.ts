import { YEAR_SECONDS } from '../../indexer/src/staking-math.ts';
import type { Finality } from '../integrity/guard.ts';
import { tokenView } from '../trades/view.ts';
import { percentOf, rateView, sumKnown, usdValueOf, usdView } from '../usd.ts';
import type { AssetRow, DocumentRow, HolderRow, TierRow, VerificationRow } from './queries.ts';
import type { Asset, AssetDetail, Holders, Portfolio } from './wire.ts';

type FinalityOf = (number: bigint) => Finality;

/** What an asset is shown with. */
export type AssetParts = {
  tiers: TierRow[];
  verifications: { newest: VerificationRow[]; counts: { assetId: bigint; total: number }[] };
};

/** Rate of the first tier with a term, in seconds. */
export function rateOfTerm(tiers: TierRow[], seconds: bigint) {
  const tier = tiers.find(({ termSeconds }) => BigInt(termSeconds) === seconds);
  return tier === undefined ? null : rateView(tier.aprBps);
}

function apyView(tiers: TierRow[]): Asset['apy'] {
  if (tiers.length === 0) return null;
  return {
    flexible: rateOfTerm(tiers, 0n),
    oneYear: rateOfTerm(tiers, YEAR_SECONDS),
    twoYear: rateOfTerm(tiers, 2n * YEAR_SECONDS),
  };
}

function navView({ nav, navAt }: AssetRow['token']): Asset['nav'] {
  const value = usdView(nav);
  return value === null || navAt === null ? null : { value, at: Number(navAt) };
}

/** An asset as it goes on the wire. */
export function assetView(
  { asset, token }: AssetRow,
  { tiers, verifications }: AssetParts,
  finalityOf: FinalityOf,
): Asset {
  const { name, paused } = token;
  return {
    id: asset.id.toString(),
    token: { ...tokenView(token), name, paused },
    name: asset.name,
    location: asset.location,
    type: asset.assetType,
    state: asset.status,
    value: asset.valuation === 0n ? null : usdView(asset.valuation),
    nav: navView(token),
    supplyValue: usdView(usdValueOf(token.totalSupply, token)),
    supply: token.totalSupply.toString(),
    cap: token.cap.toString(),
    holders: token.holderCount,
    apy: apyView(tiers.filter((tier) => tier.token === token.address)),
    images: asset.images,
    verifications: verificationsView(asset.id, verifications),
    created: {
      block: { number: asset.createdBlock.toString(), hash: asset.createdBlockHash },
      at: Number(asset.createdAt),
      txHash: asset.createdTxHash,
    },
    updated: {
      block: { number: asset.updatedBlock.toString(), hash: asset.updatedBlockHash },
      at: Number(asset.updatedAt),
    },
    status: finalityOf(asset.updatedBlock),
  };
}

function verificationsView(
  assetId: bigint,
  { newest, counts }: AssetParts['verifications'],
): Asset['verifications'] {
  return {
    count: counts.find((row) => row.assetId === assetId)?.total ?? 0,
    items: newest
      .filter((row) => row.assetId === assetId)
      .map(({ verifier, kind, uri, contentHash, addedAt }) => ({
        verifier,
        kind,
        uri,
        contentHash,
        at: Number(addedAt),
      })),
  };
}

/** A document as it goes on the wire. */
export function documentView(
  row: DocumentRow,
  finalityOf: FinalityOf,
): AssetDetail['documents'][number] {
  const { name, uri, contentHash } = row;
  return {
    name,
    uri,
    contentHash,
    at: Number(row.setAt),
    block: { number: row.setBlock.toString(), hash: row.setBlockHash },
    txHash: row.setTxHash,
    status: finalityOf(row.setBlock),
  };
}

/** All assets in one list, with what they add up to. */
export function portfolioView(rows: AssetRow[]): Portfolio {
  const valued = rows.map(({ asset, token }) => ({
    asset,
    token,
    supplyValue: usdValueOf(token.totalSupply, token),
    tvl: usdValueOf(token.staked + token.escrowed, token),
  }));
  const supplyValue = sumKnown(valued.map((row) => row.supplyValue));
  return {
    items: valued.map((row) => ({
      id: row.asset.id.toString(),
      name: row.asset.name,
      type: row.asset.assetType,
      state: row.asset.status,
      token: tokenView(row.token),
      supply: row.token.totalSupply.toString(),
      nav: navView(row.token),
      supplyValue: usdView(row.supplyValue),
      tvl: usdView(row.tvl),
      sharePercent: row.supplyValue === null ? null : percentOf(row.supplyValue, supplyValue ?? 0n),
    })),
    totals: {
      assets: rows.length,
      unpriced: valued.filter((row) => row.supplyValue === null).length,
      supplyValue: usdView(supplyValue),
      tvl: usdView(sumKnown(valued.map((row) => row.tvl))),
    },
  };
}

/** A holder as it goes on the wire. */
export function holderView(row: HolderRow, supply: bigint): Holders['items'][number] {
  const { account, balance, frozen, custody } = row;
  return {
    account,
    balance: balance.toString(),
    frozen: frozen.toString(),
    sharePercent: percentOf(balance, supply),
    custody,
  };
}
