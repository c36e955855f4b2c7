import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { answer } from '../answer.ts';
import type { ApiEnv, AppDeps } from '../app.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { withSnapshot } from '../db/snapshot.ts';
import { ApiProblem } from '../errors.ts';
import { envelope, page, stateQuery, uint256 } from '../wire.ts';
import { selectTrade, selectTradeEvents, selectTradeEvidence, selectTrades } from './queries.ts';
import { tradeDetailView, tradeView } from './view.ts';
import { trade, tradeDetail, tradesQuery } from './wire.ts';

const listTrades = createRoute({
  method: 'get',
  path: '/api/trades',
  summary: 'Escrow trades, filtered, newest first',
  request: { query: tradesQuery },
  responses: {
    200: {
      description: 'A page of trades',
      content: { 'application/json': { schema: envelope(page(trade)) } },
    },
  },
});

const getTrade = createRoute({
  method: 'get',
  path: '/api/trades/{id}',
  summary: 'One escrow trade with its timeline and evidence',
  request: { params: z.object({ id: uint256 }), query: stateQuery },
  responses: {
    200: {
      description: 'The trade',
      content: { 'application/json': { schema: envelope(tradeDetail) } },
    },
  },
});

/** Adds the routes of trades. */
export function addTradeRoutes(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  const { guard, clock } = deps;

  app.openapi(listTrades, async (c) => {
    const query = c.req.valid('query');
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const { rows, meta } = await withSnapshot(deps, async ({ tx, stamp }) => ({
      meta: guard.vouch(stamp, query),
      // One more than asked for tells whether there is a next page.
      rows: await selectTrades(tx, query, { after, limit: query.limit + 1 }),
    }));
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    const nextCursor = rows.length > items.length && last ? encodeCursor(last.id) : null;
    const data = { items: items.map((row) => tradeView(row, guard.finalityOf)), nextCursor };
    return c.json(answer(clock, { data, meta }), 200);
  });

  app.openapi(getTrade, async (c) => {
    const id = BigInt(c.req.valid('param').id);
    const { meta, ...found } = await withSnapshot(deps, async ({ tx, stamp }) => {
      const meta = guard.vouch(stamp, c.req.valid('query'));
      const row = await selectTrade(tx, id);
      if (row === undefined) throw new ApiProblem('trade_not_found');
      const events = await selectTradeEvents(tx, id);
      return { meta, row, events, evidence: await selectTradeEvidence(tx, id) };
    });
    return c.json(answer(clock, { data: tradeDetailView(found, guard.finalityOf), meta }), 200);
  });
}
