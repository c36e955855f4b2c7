import type { OpenAPIHono } from '@hono/zod-openapi';
import { YEAR_SECONDS } from '../../indexer/src/staking-math.ts';
import type { ApiEnv, AppDeps } from '../app.ts';
import { rateOfTerm } from '../assets/view.ts';
import type { Transaction } from '../db/database.ts';
import { readState } from '../read-state.ts';
import { selectPools } from '../staking/queries.ts';
import { stateRoute } from '../state-route.ts';
import { tokenView } from '../trades/view.ts';
import { stateQuery } from '../wire.ts';
import {
  countStakersAt,
  countTrades,
  countUsers,
  selectPrincipalChanges,
  selectRateChanges,
  selectTiers,
  selectTokens,
  selectTvlAt,
  selectVolume,
} from './queries.ts';
import { tradeStatsView, windowStart } from './trades.ts';
import { changeTimes, historyTimes, tvlView } from './tvl.ts';
import {
  type TvlQuery,
  tradeStats,
  tradeStatsQuery,
  tvl,
  tvlQuery,
  users,
  type Yields,
  yields,
} from './wire.ts';
import { HISTORY_DAYS, ratesAt } from './yields.ts';

const getTvl = stateRoute('/api/stats/tvl', {
  summary: 'Total value locked in US dollars, its changes and its history',
  request: { query: tvlQuery },
  data: tvl,
});
const getUsers = stateRoute('/api/stats/users', {
  summary: 'How many accounts there are, and how many stake',
  request: { query: stateQuery },
  data: users,
});
const getYields = stateRoute('/api/stats/yields', {
  summary: 'Simple annual rates, now and on the last 30 days',
  request: { query: stateQuery },
  data: yields,
});
const getTrades = stateRoute('/api/stats/trades', {
  summary: 'How trades ended, how long they took, and what they sold',
  request: { query: tradeStatsQuery },
  data: tradeStats,
});

/** Adds the routes of statistics. */
export function addStatsRoutes(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  app.openapi(getTvl, async (c) => {
    const query = c.req.valid('query');
    const answer = await readState(deps, query, ({ tx, stamp }) =>
      readTvl(tx, { query, end: stamp.timestamp }),
    );
    return c.json(answer, 200);
  });
  app.openapi(getUsers, async (c) => {
    const answer = await readState(deps, c.req.valid('query'), ({ tx, stamp }) =>
      readUsers(tx, stamp.timestamp),
    );
    return c.json(answer, 200);
  });
  app.openapi(getYields, async (c) => {
    const answer = await readState(deps, c.req.valid('query'), ({ tx, stamp }) =>
      readYields(tx, stamp.timestamp),
    );
    return c.json(answer, 200);
  });
  app.openapi(getTrades, async (c) => {
    const query = c.req.valid('query');
    const answer = await readState(deps, query, async ({ tx, stamp }) => {
      const start = windowStart(query, stamp.timestamp);
      const counts = await countTrades(tx, start);
      return tradeStatsView(query.since, { counts, volume: await selectVolume(tx, start) });
    });
    return c.json(answer, 200);
  });
}

async function readTvl(tx: Transaction, { query, end }: { query: TvlQuery; end: bigint }) {
  const { day, week } = changeTimes(end);
  const times = new Set([...historyTimes(query, end), day, week]);
  const rows = await selectTvlAt(tx, [...times]);
  return tvlView({ rows, tokens: await selectTokens(tx) }, { query, end });
}

async function readUsers(tx: Transaction, end: bigint) {
  const { day } = changeTimes(end);
  const { total, fresh } = await countUsers(tx, day);
  const activeStakers = await countStakersAt(tx, end);
  const before = await countStakersAt(tx, day);
  return {
    totalUsers: total,
    activeStakers,
    change24h: { totalUsers: fresh, activeStakers: activeStakers - before },
  };
}

async function readYields(tx: Transaction, end: bigint): Promise<Yields> {
  const times = historyTimes({ interval: 'day', points: HISTORY_DAYS, allowStale: false }, end);
  const rows = {
    tiers: await selectTiers(tx),
    rateChanges: await selectRateChanges(tx),
    principalChanges: await selectPrincipalChanges(tx, times),
    tvl: await selectTvlAt(tx, times),
  };
  const history = ratesAt(rows, times);
  const now = history.at(-1);
  if (now === undefined) throw new Error('A history without its last day');
  const pools = await selectPools(tx);
  return {
    ...now,
    historical: history.map((rates, index) => ({ at: Number(times[index]), ...rates })),
    pools: pools.map(({ token: address, symbol, decimals, tiers }) => ({
      token: tokenView({ address, symbol, decimals }),
      flexible: rateOfTerm(tiers, 0n),
      oneYear: rateOfTerm(tiers, YEAR_SECONDS),
      twoYear: rateOfTerm(tiers, 2n * YEAR_SECONDS),
    })),
  };
}
