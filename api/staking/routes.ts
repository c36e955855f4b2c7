import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Hex } from 'viem';
import { z } from 'zod';
import type { ApiEnv, AppDeps } from '../app.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import { readState } from '../read-state.ts';
import { notFound, stateRefusals } from '../refusals.ts';
import { stateRoute } from '../state-route.ts';
import { address, envelope, stakingQuestion, stakingQuote, stateQuery } from '../wire.ts';
import { selectPools, selectPositions } from './queries.ts';
import { poolFor, quote } from './quote.ts';
import { poolView, positionView, totalsView } from './view.ts';
import {
  type PositionsQuery,
  poolsQuery,
  positionsQuery,
  stakingPool,
  stakingStatus,
  statusQuery,
} from './wire.ts';

const listPools = stateRoute('/api/staking/pools', {
  summary: 'Staking pools with their books, tiers and what each tier still takes',
  request: { query: poolsQuery },
  data: z.object({ items: z.array(stakingPool), nextCursor: z.null() }),
});
const getStatus = stateRoute('/api/staking/status/{account}', {
  summary: 'Stakes of an account and what it can claim',
  request: { params: z.object({ account: address }), query: positionsQuery },
  data: stakingStatus,
});
const getStatusByQuery = stateRoute('/api/staking/status', {
  summary: 'Stakes of the account in the query',
  request: { query: statusQuery },
  data: stakingStatus,
});

const postQuote = createRoute({
  method: 'post',
  path: '/api/staking/quote',
  tags: ['staking'],
  summary: 'What a stake would be: reward, unlock, and whether the pool takes it now',
  request: {
    query: stateQuery,
    body: { required: true, content: { 'application/json': { schema: stakingQuestion } } },
  },
  responses: {
    200: {
      description: 'The quote',
      content: { 'application/json': { schema: envelope(stakingQuote) } },
    },
    ...stateRefusals,
    ...notFound,
  },
});

/** Adds the routes of staking. */
export function addStakingRoutes(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  app.openapi(listPools, async (c) => {
    const query = c.req.valid('query');
    const answer = await readState(deps, query, async ({ tx, stamp }) => {
      const pools = await selectPools(tx, query.token);
      return { items: pools.map((pool) => poolView(pool, stamp.timestamp)), nextCursor: null };
    });
    return c.json(answer, 200);
  });
  app.openapi(getStatus, async (c) => {
    const { account } = c.req.valid('param');
    return c.json(await readStakes(deps, account, c.req.valid('query')), 200);
  });
  app.openapi(getStatusByQuery, async (c) => {
    const { address: account, ...query } = c.req.valid('query');
    return c.json(await readStakes(deps, account, query), 200);
  });
  addQuote(app, deps);
}

function addQuote(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  app.openapi(postQuote, async (c) => {
    const question = c.req.valid('json');
    const answer = await readState(deps, c.req.valid('query'), async ({ tx, stamp }) =>
      quote(poolFor(await selectPools(tx), question.token), question, stamp.timestamp),
    );
    return c.json(answer, 200);
  });
}

/** Stakes of an account, a page of them, with totals over all that match. */
export function readStakes(
  deps: AppDeps,
  account: Hex,
  { limit, cursor, token, state, ...query }: PositionsQuery,
) {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const filter = { account, token, state };
  return readState(deps, query, async ({ tx, stamp }) => {
    const rows = await selectPositions(tx, filter, { after, limit: limit + 1 });
    return {
      account,
      totals: totalsView(await selectPositions(tx, filter), stamp.timestamp),
      ...toPage(rows, {
        limit,
        view: (row) => positionView(row, stamp.timestamp, deps.guard.finalityOf),
        position: ({ position }) => position.id,
      }),
    };
  });
}
