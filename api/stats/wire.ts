import { z } from 'zod';
import { annualRate, decimal, integer, stateQuery, tokenRef, unixSeconds, usd } from '../wire.ts';

/** Value locked at one time; null while no token had a net asset value. */
export const tvlPoint = z.object({
  at: unixSeconds,
  value: usd.nullable(),
  /** Tokens with something staked or escrowed but without a net asset value: they are not in the value. */
  unpriced: z.int(),
});

/** Change against an earlier time; null where there is nothing to compare with. */
export const change = z
  .object({ since: unixSeconds, value: usd, percent: decimal.nullable() })
  .nullable();

/** Total value locked: what is staked or escrowed, at the net asset value of the time, in US dollars. */
export const tvl = z.object({
  current: tvlPoint,
  change24h: change,
  change7d: change,
  /** Last known value at the end of each interval, oldest first; the last one is the current. */
  history: z.array(tvlPoint),
  tokens: z.array(
    z.object({
      token: tokenRef,
      /** Base units. */
      staked: integer,
      escrowed: integer,
      nav: usd.nullable(),
      navAt: unixSeconds.nullable(),
      value: usd.nullable(),
    }),
  ),
});

/** Query of the total value: how far apart the points of the history are, and how many. */
export const tvlQuery = stateQuery.extend({
  interval: z.enum(['minute', 'hour', 'day']).default('day'),
  points: z.coerce
    .number({ error: 'must be a whole number' })
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(720, { error: 'must be at most 720' })
    .default(30),
});

/** People on the platform. */
export const users = z.object({
  /** Accounts that have held an RWA token, traded or staked; custody contracts are none. */
  totalUsers: z.int(),
  /** Accounts with a stake that has not left. */
  activeStakers: z.int(),
  change24h: z.object({ totalUsers: z.int(), activeStakers: z.int() }),
});

const rates = {
  /** Average over pools by what is staked in the tier, or plain where nothing is; null without such a tier. */
  flexible: annualRate.nullable(),
  oneYear: annualRate.nullable(),
  twoYear: annualRate.nullable(),
  /** Average over all stakes by their value; null while nothing of value is staked. */
  averageApy: annualRate.nullable(),
};

/** Simple annual rates of the pools together. */
export const yields = z.object({
  ...rates,
  /** The rates at the end of each of the last 30 days, oldest first. */
  historical: z.array(z.object({ at: unixSeconds, ...rates })),
  pools: z.array(
    z.object({
      token: tokenRef,
      flexible: rates.flexible,
      oneYear: rates.oneYear,
      twoYear: rates.twoYear,
    }),
  ),
});

/** Query of trade statistics: trades that ended, or were created, within the time before the stamped block. */
export const tradeStatsQuery = stateQuery.extend({
  since: z.enum(['24h', '7d', '30d', 'all']).default('all'),
});

/** What trades came to. */
export const tradeStats = z.object({
  since: tradeStatsQuery.shape.since.unwrap(),
  created: z.int(),
  ended: z.object({
    completed: z.int(),
    cancelled: z.int(),
    expired: z.int(),
    resolved: z.int(),
  }),
  /** Open now, whenever they were created. */
  open: z.int(),
  /** Of those that ended, in per cent; null where none did. */
  completionRatePercent: decimal.nullable(),
  /** Of those that ended, those that had a dispute, in per cent; null where none ended. */
  disputeRatePercent: decimal.nullable(),
  /** Median from creation to completion; null where none completed. */
  medianSeconds: z.number().nullable(),
  /** What completed trades sold, by token; its value at today's net asset value. */
  volume: z.array(z.object({ token: tokenRef, amount: integer, value: usd.nullable() })),
  /** Sum of what has a value; null where nothing has. */
  volumeValue: usd.nullable(),
});

export type TvlQuery = z.infer<typeof tvlQuery>;
export type Tvl = z.infer<typeof tvl>;
export type Users = z.infer<typeof users>;
export type Yields = z.infer<typeof yields>;
export type TradeStats = z.infer<typeof tradeStats>;
export type TradeStatsQuery = z.infer<typeof tradeStatsQuery>;
