import type { Hex } from 'viem';
import { YEAR_SECONDS } from '../../indexer/src/staking-math.ts';
import { rateView } from '../usd.ts';
import type { selectPrincipalChanges, selectRateChanges, selectTiers, TvlRow } from './queries.ts';
import type { Yields } from './wire.ts';

type Rates = Omit<Yields, 'historical' | 'pools'>;
type Tier = Awaited<ReturnType<typeof selectTiers>>[number];
type RateChange = Awaited<ReturnType<typeof selectRateChanges>>[number];
type PrincipalChange = Awaited<ReturnType<typeof selectPrincipalChanges>>[number];

/** A tier at a time: its rate, and what is staked in it in base units and in US dollars with 18 decimals. */
type TierState = {
  termSeconds: bigint;
  aprBps: number;
  /** Null without a net asset value. */
  value: bigint | null;
};

/** What yields are told from. */
export type YieldRows = {
  tiers: Tier[];
  rateChanges: RateChange[];
  principalChanges: PrincipalChange[];
  tvl: TvlRow[];
};

/** Days at whose ends the history tells the rates. */
export const HISTORY_DAYS = 30;

/** The tiers as they were at a time; one that was not there yet is left out. */
function tiersAt(rows: YieldRows, { at, place }: { at: bigint; place: number }): TierState[] {
  return rows.tiers.flatMap(({ token, tier, termSeconds }) => {
    const aprBps = rateAt(rows.rateChanges, { token, tier, at });
    if (aprBps === undefined) return [];
    const principal = rows.principalChanges
      .filter((row) => row.token === token && row.tier === tier && row.place <= place)
      .reduce((sum, { change }) => sum + change, 0n);
    const priced = rows.tvl.find((row) => row.at === at && row.token === token);
    const nav = priced?.nav ?? null;
    const value = nav === null ? null : (principal * nav) / 10n ** BigInt(priced?.decimals ?? 0);
    return [{ termSeconds: BigInt(termSeconds), aprBps, value }];
  });
}

/** Rate of a tier at a time, basis points a year; undefined before it was set. */
function rateAt(
  changes: RateChange[],
  { token, tier, at }: { token: Hex; tier: number; at: bigint },
): number | undefined {
  const last = changes.findLast(
    (row) => row.at <= at && row.token === token && row.args.tier === String(tier),
  );
  return last === undefined ? undefined : Number(last.args.aprBps);
}

/** Rates of all pools together at each of these times (Unix seconds, rising). */
export function ratesAt(rows: YieldRows, times: bigint[]): Rates[] {
  return times.map((at, place) => {
    const states = tiersAt(rows, { at, place });
    const ofTerm = (seconds: bigint) =>
      average(states.filter(({ termSeconds }) => termSeconds === seconds));
    return {
      flexible: ofTerm(0n),
      oneYear: ofTerm(YEAR_SECONDS),
      twoYear: ofTerm(2n * YEAR_SECONDS),
      averageApy: weighted(states),
    };
  });
}

/** By value staked; where nothing of value is, every pool counts the same. */
function average(states: TierState[]): Rates['flexible'] {
  if (states.length === 0) return null;
  const sum = states.reduce((total, { aprBps }) => total + aprBps, 0);
  return weighted(states) ?? rateView(sum / states.length);
}

/** By value staked; null where nothing of value is. */
function weighted(states: TierState[]): Rates['averageApy'] {
  const total = states.reduce((sum, { value }) => sum + (value ?? 0n), 0n);
  if (total <= 0n) return null;
  const sum = states.reduce((all, { aprBps, value }) => all + BigInt(aprBps) * (value ?? 0n), 0n);
  // Two places of a basis point are kept, which is four of a per cent.
  return rateView(Number((sum * 100n) / total) / 100);
}
