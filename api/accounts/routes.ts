import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { ApiEnv, AppDeps } from '../app.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import { eventPosition } from '../event-view.ts';
import { readState } from '../read-state.ts';
import { selectPositions } from '../staking/queries.ts';
import { readStakes } from '../staking/routes.ts';
import { positionsQuery, stakingStatus } from '../staking/wire.ts';
import { stateRoute } from '../state-route.ts';
import { readTrades } from '../trades/routes.ts';
import { trade, tradesQuery } from '../trades/wire.ts';
import { address, page, pageQuery, stateQuery } from '../wire.ts';
import { countTrades, selectActivity, selectCredits, selectHoldings } from './queries.ts';
import { accountView, activityView } from './view.ts';
import { account, activityItem } from './wire.ts';

const params = z.object({ address });

const getAccount = stateRoute('/api/accounts/{address}', {
  summary: 'Holdings, eligibility, credits, stakes and trade counts of an account',
  request: { params, query: stateQuery },
  data: account,
});
const listPositions = stateRoute('/api/accounts/{address}/positions', {
  summary: 'Stakes of an account, newest first, and what it can claim',
  request: { params, query: positionsQuery },
  data: stakingStatus,
});
const listTrades = stateRoute('/api/accounts/{address}/trades', {
  summary: 'Trades that an account sells or buys in, newest first',
  request: { params, query: tradesQuery.omit({ account: true }) },
  data: page(trade),
});
const listActivity = stateRoute('/api/accounts/{address}/activity', {
  summary: 'Events that concern an account, newest first',
  request: { params, query: pageQuery },
  data: page(activityItem),
});

/** Adds the routes of accounts. */
export function addAccountRoutes(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  app.openapi(getAccount, async (c) => {
    const { address: asked } = c.req.valid('param');
    const answer = await readState(deps, c.req.valid('query'), async ({ tx, stamp }) => {
      const holdings = await selectHoldings(tx, asked);
      const credits = await selectCredits(tx, asked);
      const trades = await countTrades(tx, asked);
      const positions = await selectPositions(tx, { account: asked });
      return accountView({ address: asked, holdings, credits, trades, positions }, stamp);
    });
    return c.json(answer, 200);
  });
  app.openapi(listPositions, async (c) => {
    const { address: asked } = c.req.valid('param');
    return c.json(await readStakes(deps, asked, c.req.valid('query')), 200);
  });
  app.openapi(listTrades, async (c) => {
    const { address: asked } = c.req.valid('param');
    return c.json(await readTrades(deps, { ...c.req.valid('query'), account: asked }), 200);
  });
  addActivity(app, deps);
}

function addActivity(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  app.openapi(listActivity, async (c) => {
    const { address: asked } = c.req.valid('param');
    const { limit, cursor, ...query } = c.req.valid('query');
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const answer = await readState(deps, query, async ({ tx }) =>
      toPage(await selectActivity(tx, asked, { after, limit: limit + 1 }), {
        limit,
        view: (row) => activityView(row, deps.guard.finalityOf),
        position: eventPosition,
      }),
    );
    return c.json(answer, 200);
  });
}
