import { tokenView } from '../trades/view.ts';
import { percentOf, sumKnown, usdValueOf, usdView } from '../usd.ts';
import type { selectTokens, TvlRow } from './queries.ts';
import type { Tvl, TvlQuery } from './wire.ts';

const DAY_SECONDS = 86_400n;

const STEPS = { minute: 60n, hour: 3_600n, day: DAY_SECONDS } as const;

type TokenRow = Awaited<ReturnType<typeof selectTokens>>[number];

/** Times of the history: so many intervals apart, ending with the given time. Unix seconds, rising. */
export function historyTimes({ interval, points }: TvlQuery, end: bigint): bigint[] {
  const step = STEPS[interval];
  return Array.from({ length: points }, (_, index) => end - BigInt(points - 1 - index) * step);
}

/** Times that changes are told against. */
export function changeTimes(end: bigint): { day: bigint; week: bigint } {
  return { day: end - DAY_SECONDS, week: end - 7n * DAY_SECONDS };
}

/** Total value locked at a time, from the rows of that time; null where none had a net asset value. */
function valueAt(rows: TvlRow[]): bigint | null {
  return sumKnown(rows.map((row) => usdValueOf(row.staked + row.escrowed, row)));
}

/** What the total value is, was, and how it changed. */
export function tvlView(
  { rows, tokens }: { rows: TvlRow[]; tokens: TokenRow[] },
  { query, end }: { query: TvlQuery; end: bigint },
): Tvl {
  const byTime = Map.groupBy(rows, ({ at }) => at);
  const rowsAt = (at: bigint) => byTime.get(at) ?? [];
  const now = valueAt(rowsAt(end));
  const { day, week } = changeTimes(end);
  const pointAt = (at: bigint) => ({
    at: Number(at),
    value: usdView(valueAt(rowsAt(at))),
    unpriced: rowsAt(at).filter((row) => row.nav === null && row.staked + row.escrowed > 0n).length,
  });
  return {
    current: pointAt(end),
    change24h: changeView(now, { before: valueAt(rowsAt(day)), at: day }),
    change7d: changeView(now, { before: valueAt(rowsAt(week)), at: week }),
    history: historyTimes(query, end).map(pointAt),
    tokens: tokens.map(tokenTvl),
  };
}

function changeView(
  now: bigint | null,
  { before, at }: { before: bigint | null; at: bigint },
): Tvl['change24h'] {
  if (now === null || before === null) return null;
  const value = usdView(now - before);
  return value === null
    ? null
    : { since: Number(at), value, percent: percentOf(now - before, before) };
}

function tokenTvl(token: TokenRow): Tvl['tokens'][number] {
  return {
    token: tokenView(token),
    staked: token.staked.toString(),
    escrowed: token.escrowed.toString(),
    nav: usdView(token.nav),
    navAt: token.navAt === null ? null : Number(token.navAt),
    value: usdView(usdValueOf(token.staked + token.escrowed, token)),
  };
}
