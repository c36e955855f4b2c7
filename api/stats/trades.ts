import { tokenView } from '../trades/view.ts';
import { percentOf, sumKnown, usdValueOf, usdView } from '../usd.ts';
import type { countTrades, selectVolume } from './queries.ts';
import type { TradeStats, TradeStatsQuery } from './wire.ts';

const SECONDS = { '24h': 86_400n, '7d': 604_800n, '30d': 2_592_000n } as const;

/** Time that a window of statistics begins after, Unix seconds; -1 for the whole history. */
export function windowStart({ since }: TradeStatsQuery, end: bigint): bigint {
  return since === 'all' ? -1n : end - SECONDS[since];
}

/** What trades came to, as it goes on the wire. */
export function tradeStatsView(
  since: TradeStats['since'],
  {
    counts,
    volume,
  }: {
    counts: Awaited<ReturnType<typeof countTrades>>;
    volume: Awaited<ReturnType<typeof selectVolume>>;
  },
): TradeStats {
  const { created, completed, cancelled, expired, resolved, disputed, open, medianSeconds } =
    counts;
  const ended = BigInt(completed + cancelled + expired + resolved);
  const valued = volume.map(({ token, nav, amount }) => ({
    token,
    amount,
    value: usdValueOf(amount, { decimals: token.decimals, nav }),
  }));
  return {
    since,
    created,
    ended: { completed, cancelled, expired, resolved },
    open,
    completionRatePercent: percentOf(BigInt(completed), ended),
    disputeRatePercent: percentOf(BigInt(disputed), ended),
    medianSeconds: medianSeconds === null ? null : Number(medianSeconds),
    volume: valued.map(({ token, amount, value }) => ({
      token: tokenView(token),
      amount: amount.toString(),
      value: usdView(value),
    })),
    volumeValue: usdView(sumKnown(valued.map(({ value }) => value))),
  };
}
