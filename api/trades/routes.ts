import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { ApiEnv, AppDeps } from '../app.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import { ApiProblem } from '../errors.ts';
import { readState } from '../read-state.ts';
import { stateRoute, stateRouteOfOne } from '../state-route.ts';
import { page, stateQuery, uint256 } from '../wire.ts';
import { selectTrade, selectTradeEvents, selectTradeEvidence, selectTrades } from './queries.ts';
import { tradeDetailView, tradeView } from './view.ts';
import { type TradesQuery, trade, tradeDetail, tradesQuery } from './wire.ts';

const listTrades = stateRoute('/api/trades', {
  summary: 'Escrow trades, filtered, newest first',
  request: { query: tradesQuery },
  data: page(trade),
});
const getTrade = stateRouteOfOne('/api/trades/{id}', {
  summary: 'One escrow trade with its timeline and evidence',
  request: { params: z.object({ id: uint256 }), query: stateQuery },
  data: tradeDetail,
});

/** Adds the routes of trades. */
export function addTradeRoutes(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  const { guard } = deps;

  app.openapi(listTrades, async (c) => {
    return c.json(await readTrades(deps, c.req.valid('query')), 200);
  });

  app.openapi(getTrade, async (c) => {
    const id = BigInt(c.req.valid('param').id);
    return c.json(
      await readState(deps, c.req.valid('query'), async ({ tx }) => {
        const row = await selectTrade(tx, id);
        if (row === undefined) throw new ApiProblem('trade_not_found');
        const events = await selectTradeEvents(tx, id);
        const evidence = await selectTradeEvidence(tx, id);
        return tradeDetailView({ row, events, evidence }, guard.finalityOf);
      }),
      200,
    );
  });
}

/** A page of the trades that match. */
export function readTrades(deps: AppDeps, query: TradesQuery) {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
  return readState(deps, query, async ({ tx }) =>
    toPage(await selectTrades(tx, query, { after, limit: query.limit + 1 }), {
      limit: query.limit,
      view: (row) => tradeView(row, deps.guard.finalityOf),
      position: (row) => row.id,
    }),
  );
}
