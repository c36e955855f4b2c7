import { type Address, getContract } from 'viem';
import type { Market } from './market.ts';

/** US dollars with 18 decimals that the assets begin at, by id; later ones begin at the last. */
const FIRST_NAV = [104_250_000_000_000_000_000n, 11_870_000_000_000_000_000n];

/** What a whole token of an asset is worth at first, and roughly ever after: US dollars with 18 decimals. */
export function firstNav(id: bigint): bigint {
  return FIRST_NAV[Number(id) - 1] ?? FIRST_NAV.at(-1) ?? 0n;
}

/** An asset of the market: its token, and what its amounts are called. */
export type MarketAsset = Awaited<ReturnType<typeof loadAssets>>[number];

/** All assets that the registry knows, by id. */
export async function loadAssets({ registry, token, reader, wallet }: Market) {
  const count = Number(await registry.read.assetCount());
  const ids = Array.from({ length: count }, (_, index) => BigInt(index + 1));
  return Promise.all(
    ids.map(async (id) => {
      const { token: address } = await registry.read.assetOf([id]);
      const client = { public: reader, wallet };
      const contract = getContract({ address, abi: token.abi, client });
      return { id, token: contract, symbol: await contract.read.symbol() };
    }),
  );
}

/** Name of a token's amounts. @throws For a token of no asset: the market deals in none. */
export function symbolOf(assets: MarketAsset[], address: Address): string {
  const asset = assets.find(({ token }) => token.address.toLowerCase() === address.toLowerCase());
  if (asset === undefined) throw new Error(`The registry has no token ${address}`);
  return asset.symbol;
}
