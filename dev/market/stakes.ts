import type { MarketAsset } from './assets.ts';
import { formatAsset } from './format.ts';
import type { Market, Trader } from './market.ts';
import type { Move, Round } from './moves.ts';

/** How many of the newest positions are looked at: more than the market ever keeps. */
const LOOK_BACK = 80;
/** The depth at which no more stakes are made. */
const MOST_STAKES = 40;

/** A ten-thousandth of a token, in base units. */
const ASSET_STEP = 10n ** 14n;

/** Reserve of a pool that is filled up again, and by how much: years of what the market stakes. Base units. */
const LOW_RESERVE = 500n * 10n ** 18n;
const REFILL = 2_000n * 10n ** 18n;

/** Tiers of a pool as the platform opens it, and how often each is chosen. */
const TIERS = [
  { tier: 0, name: 'flexible', weight: 5 },
  { tier: 1, name: 'one year', weight: 0.5 },
  { tier: 2, name: 'two years', weight: 0.3 },
  { tier: 3, name: 'minutes', weight: 4 },
] as const;

/** States of the contract's enum, in its order. */
const ACTIVE = 1;
const SEIZED = 3;

type Stake = { id: bigint; owner: Trader; symbol: string; claimable: bigint; isRipe: boolean } & {
  tier: number;
  principal: bigint;
  isActive: boolean;
};

/** Everything that the market's accounts can do about staking now. */
export async function stakeMoves(round: Round): Promise<Move[]> {
  const stakes = await standingStakes(round);
  const active = stakes.filter(({ isActive }) => isActive).length;
  const funding = await Promise.all(round.assets.map((asset) => fundMoves(round.market, asset)));
  return [
    ...funding.flat(),
    ...(active < MOST_STAKES ? newStake(round) : []),
    ...stakes.flatMap((stake) => movesOfStake(round.market, stake)),
  ];
}

function newStake({ market, assets, random }: Round): Move[] {
  const [asset, owner] = [random.pick(assets), random.pick(market.traders)];
  const chosen = random.weigh(TIERS);
  if (asset === undefined || owner === undefined || chosen === undefined) return [];
  const amount = BigInt(random.between(5_000, 149_999)) * ASSET_STEP;
  const args = [asset.token.address, chosen.tier, amount] as const;
  return [
    {
      subject: 'stake',
      weight: 3,
      says: `${chosen.name}  ${formatAsset(amount, asset.symbol)}`,
      actor: owner,
      send: () => market.staking.write.stake(args, { account: owner }),
    },
  ];
}

function movesOfStake({ staking }: Market, stake: Stake): Move[] {
  const { id, owner, claimable, symbol } = stake;
  const base = { subject: `stake ${id}`, actor: owner };
  const account = owner;
  return [
    ...(claimable === 0n
      ? []
      : [
          {
            ...base,
            weight: 0.05,
            says: `claim  ${formatAsset(claimable, symbol)}`,
            send: () => staking.write.claim([id], { account }),
          },
        ]),
    ...(stake.isActive && stake.isRipe
      ? [
          {
            ...base,
            weight: stake.tier === 0 ? 0.05 : 1,
            says: `unstake  ${formatAsset(stake.principal, symbol)}`,
            send: () => staking.write.unstake([id], { account }),
          },
        ]
      : []),
  ];
}

/** The operator keeps the reserve filled, so that rewards never run dry here. */
async function fundMoves(
  { staking, operations }: Market,
  { token, symbol }: MarketAsset,
): Promise<Move[]> {
  const { free } = await staking.read.poolOf([token.address]);
  if (free >= LOW_RESERVE) return [];
  return [
    {
      ...{ subject: 'reserve', weight: 20, actor: operations },
      says: `fund  ${formatAsset(REFILL, symbol)}`,
      async send() {
        // Issued for this purpose: the operator holds nothing else.
        await token.write.mint([operations.address, REFILL], { account: operations });
        return staking.write.fund([token.address, REFILL], { account: operations });
      },
    },
  ];
}

/** The newest positions of the market's traders that still hold or owe something, read from the contract. */
async function standingStakes({ market, assets }: Round): Promise<Stake[]> {
  const { reader, staking, traders } = market;
  const [{ timestamp }, count] = await Promise.all([
    reader.getBlock({ blockTag: 'pending' }),
    staking.read.positionCount(),
  ]);
  const length = Math.min(LOOK_BACK, Number(count));
  const ids = Array.from({ length }, (_, index) => count - BigInt(length - 1 - index));
  const read = await Promise.all(
    ids.map(async (id) => {
      const position = await staking.read.positionOf([id]);
      const isStanding = position.state === ACTIVE || position.state === SEIZED;
      const claimable = isStanding ? await staking.read.claimable([id]) : 0n;
      return { id, position, claimable, isStanding };
    }),
  );
  return read.flatMap(({ id, position, claimable, isStanding }) => {
    const owner = traders.find(({ address }) => address === position.account);
    const asset = assets.find(({ token }) => token.address === position.token);
    if (!isStanding || owner === undefined || asset === undefined) return [];
    const { tier, principal, state } = position;
    const isRipe = timestamp >= position.unlockAt;
    const isActive = state === ACTIVE;
    return [{ id, owner, symbol: asset.symbol, tier, principal, claimable, isRipe, isActive }];
  });
}
