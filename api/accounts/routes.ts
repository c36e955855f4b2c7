import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { answer } from '../answer.ts';
import type { ApiEnv, AppDeps } from '../app.ts';
import { type Stamp, withSnapshot } from '../db/snapshot.ts';
import { tokenView } from '../trades/view.ts';
import { address, envelope, stateQuery } from '../wire.ts';
import { countTrades, selectCredits, selectHoldings } from './queries.ts';
import { type Account, account } from './wire.ts';

const getAccount = createRoute({
  method: 'get',
  path: '/api/accounts/{address}',
  summary: 'Holdings, eligibility, credits and trade counts of an account',
  request: { params: z.object({ address }), query: stateQuery },
  responses: {
    200: {
      description: 'The account',
      content: { 'application/json': { schema: envelope(account) } },
    },
  },
});

/** Adds the routes of accounts. */
export function addAccountRoutes(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  app.openapi(getAccount, async (c) => {
    const { address: asked } = c.req.valid('param');
    const { meta, data } = await withSnapshot(deps, async ({ tx, stamp }) => {
      const meta = deps.guard.vouch(stamp, c.req.valid('query'));
      const holdings = await selectHoldings(tx, asked);
      const credits = await selectCredits(tx, asked);
      const trades = await countTrades(tx, asked);
      return { meta, data: accountView({ address: asked, holdings, credits, trades }, stamp) };
    });
    return c.json(answer(deps.clock, { data, meta }), 200);
  });
}

type AccountRows = {
  address: `0x${string}`;
  holdings: Awaited<ReturnType<typeof selectHoldings>>;
  credits: Awaited<ReturnType<typeof selectCredits>>;
  trades: Account['trades'];
};

function accountView({ address, holdings, credits, trades }: AccountRows, stamp: Stamp): Account {
  return {
    address,
    holdings: holdings.map((row) => holdingView(row, stamp)),
    credits: credits.map(({ token, amount }) => ({
      token: tokenView(token),
      amount: amount.toString(),
    })),
    trades,
  };
}

function holdingView(
  { holding, decimals, symbol }: AccountRows['holdings'][number],
  { timestamp }: Stamp,
): Account['holdings'][number] {
  const { sendUntil, receiveUntil, country, custody } = holding;
  return {
    token: tokenView({ address: holding.token, symbol, decimals }),
    balance: holding.balance.toString(),
    frozen: holding.frozen.toString(),
    eligibility: {
      sendUntil: Number(sendUntil),
      receiveUntil: Number(receiveUntil),
      country,
      canSend: custody || timestamp <= sendUntil,
      canReceive: custody || timestamp <= receiveUntil,
    },
    custody,
  };
}
