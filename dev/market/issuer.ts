import { keccak256, stringToHex } from 'viem';
import { firstNav, type MarketAsset } from './assets.ts';
import { formatAmount, formatAsset } from './format.ts';
import type { Move, Round } from './moves.ts';

/** Largest move of a value at once, in ten-thousandths: far within the token's own bound. */
const LARGEST_STEP = 60;

const DOCUMENTS = ['deed', 'survey', 'annual report', 'insurance', 'rent roll'];
const VERIFICATIONS = ['title', 'valuation', 'condition'];

/** Everything that the operator can do about an asset now. */
export async function issuerMoves(round: Round): Promise<Move[]> {
  const moves = await Promise.all(round.assets.map((asset) => movesOfAsset(round, asset)));
  return moves.flat();
}

async function movesOfAsset(round: Round, asset: MarketAsset): Promise<Move[]> {
  return [
    ...(await navMoves(round, asset)),
    ...recordMoves(round, asset),
    ...freezes(round, asset),
  ];
}

async function navMoves({ market, random }: Round, asset: MarketAsset): Promise<Move[]> {
  const { token, symbol, id } = asset;
  const { operations: account, reader } = market;
  const [[last, setAt], spacing, { timestamp }] = await Promise.all([
    token.read.nav(),
    token.read.navMinSpacing(),
    reader.getBlock({ blockTag: 'pending' }),
  ]);
  if (timestamp <= setAt + BigInt(spacing)) return [];
  const step = BigInt(10_000 + random.between(-LARGEST_STEP, LARGEST_STEP));
  // A whole cent: nobody values a house to the last digit.
  const value = setAt === 0n ? firstNav(id) : ((last * step) / 10_000n / 10n ** 16n) * 10n ** 16n;
  return [
    {
      ...{ subject: 'value', weight: setAt === 0n ? 50 : 1, actor: account },
      says: `${symbol}  ${formatAmount(value, { decimals: 18, places: 2 })} USD`,
      send: () => token.write.setNav([value], { account }),
    },
  ];
}

function recordMoves({ market, random }: Round, { id }: MarketAsset): Move[] {
  const { registry, operations: account } = market;
  const document = random.pick(DOCUMENTS) ?? '';
  const kind = random.pick(VERIFICATIONS) ?? '';
  const version = random.between(1, 1_000_000);
  const hash = keccak256(stringToHex(`${document} ${kind} ${id} ${version}`));
  const uri = (name: string) =>
    `ipfs://example/asset-${id}/${name.replaceAll(' ', '-')}-${version}.pdf`;
  const subject = `asset ${id}`;
  return [
    {
      ...{ subject, weight: 0.2, says: `document  ${document}`, actor: account },
      send: () => registry.write.setDocument([id, document, uri(document), hash], { account }),
    },
    {
      ...{ subject, weight: 0.1, says: `verification  ${kind}`, actor: account },
      send: () => registry.write.addVerification([id, kind, uri(kind), hash], { account }),
    },
  ];
}

/** Part of somebody's tokens is frozen for a while, as a court may order. */
function freezes({ market, random }: Round, { token, symbol }: MarketAsset): Move[] {
  const { operations: account, traders } = market;
  const holder = random.pick(traders);
  if (holder === undefined) return [];
  const amount = random.chance(0.5) ? 0n : BigInt(random.between(1, 20)) * 10n ** 18n;
  return [
    {
      ...{ subject: 'freeze', weight: 0.1, actor: account },
      says: `${formatAsset(amount, symbol)} of ${holder.address.slice(0, 6)}…`,
      send: () => token.write.setFrozenTokens([holder.address, amount], { account }),
    },
  ];
}
