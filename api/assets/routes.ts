import type { OpenAPIHono } from '@hono/zod-openapi';
import { toHex } from 'viem';
import { z } from 'zod';
import type { ApiEnv, AppDeps } from '../app.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import type { Transaction } from '../db/database.ts';
import { ApiProblem } from '../errors.ts';
import { eventPosition, eventView } from '../event-view.ts';
import { readState } from '../read-state.ts';
import { stateRoute, stateRouteOfOne } from '../state-route.ts';
import { tokenView } from '../trades/view.ts';
import { page, pageQuery, stateQuery, uint256 } from '../wire.ts';
import {
  type AssetRow,
  type HolderRow,
  selectAsset,
  selectAssetEvents,
  selectAssets,
  selectDocuments,
  selectHolders,
  selectTiers,
  selectVerifications,
} from './queries.ts';
import { assetView, documentView, holderView, portfolioView } from './view.ts';
import { asset, assetDetail, assetEvent, document, holders, portfolio } from './wire.ts';

const params = z.object({ id: uint256 });

const listAssets = stateRoute('/api/assets', {
  summary: 'Assets with their tokens, by id',
  request: { query: pageQuery },
  data: page(asset),
});
const getPortfolio = stateRoute('/api/assets/portfolio', {
  summary: 'All assets of the platform in short, with totals in US dollars',
  request: { query: stateQuery },
  data: portfolio,
});

const getAsset = stateRouteOfOne('/api/assets/{id}', {
  summary: 'One asset with its documents',
  request: { params, query: stateQuery },
  data: assetDetail,
});
const listHolders = stateRouteOfOne('/api/assets/{id}/holders', {
  summary: 'Accounts with a balance, largest first, beside the supply they add up to',
  request: { params, query: pageQuery },
  data: holders,
});
const listDocuments = stateRouteOfOne('/api/assets/{id}/documents', {
  summary: 'Documents as last set, by name',
  request: { params, query: stateQuery },
  data: z.object({ items: z.array(document), nextCursor: z.null() }),
});
const listHistory = stateRouteOfOne('/api/assets/{id}/history', {
  summary: 'Changes of the record and of the token as a whole, newest first',
  request: { params, query: pageQuery },
  data: page(assetEvent),
});

/** Adds the routes of assets. */
export function addAssetRoutes(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  addLists(app, deps);
  addDetail(app, deps);
  addHolders(app, deps);
  addHistory(app, deps);
}

function addLists(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  app.openapi(listAssets, async (c) => {
    const query = c.req.valid('query');
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const answer = await readState(deps, query, async ({ tx }) => {
      const rows = await selectAssets(tx, { after, limit: query.limit + 1 });
      const parts = await selectParts(tx, rows);
      return toPage(rows, {
        limit: query.limit,
        view: (row) => assetView(row, parts, deps.guard.finalityOf),
        position: (row) => row.asset.id,
      });
    });
    return c.json(answer, 200);
  });
  app.openapi(getPortfolio, async (c) =>
    c.json(
      await readState(deps, c.req.valid('query'), async ({ tx }) =>
        portfolioView(await selectAssets(tx)),
      ),
      200,
    ),
  );
}

function addDetail(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  const { finalityOf } = deps.guard;
  app.openapi(getAsset, async (c) => {
    const answer = await readState(deps, c.req.valid('query'), async ({ tx }) => {
      const row = await existingAsset(tx, c.req.valid('param').id);
      const documents = await selectDocuments(tx, row.asset.id);
      return {
        ...assetView(row, await selectParts(tx, [row]), finalityOf),
        documents: documents.map((document) => documentView(document, finalityOf)),
        staked: row.token.staked.toString(),
        escrowed: row.token.escrowed.toString(),
      };
    });
    return c.json(answer, 200);
  });
  app.openapi(listDocuments, async (c) => {
    const answer = await readState(deps, c.req.valid('query'), async ({ tx }) => {
      const row = await existingAsset(tx, c.req.valid('param').id);
      const documents = await selectDocuments(tx, row.asset.id);
      return { items: documents.map((item) => documentView(item, finalityOf)), nextCursor: null };
    });
    return c.json(answer, 200);
  });
}

function addHolders(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  app.openapi(listHolders, async (c) => {
    const { limit, cursor, ...query } = c.req.valid('query');
    const after = cursor === undefined ? undefined : holderAt(decodeCursor(cursor));
    const answer = await readState(deps, query, async ({ tx }) => {
      const { token } = await existingAsset(tx, c.req.valid('param').id);
      const rows = await selectHolders(tx, token.address, { after, limit: limit + 1 });
      return {
        token: tokenView(token),
        supply: token.totalSupply.toString(),
        holderCount: token.holderCount,
        ...toPage(rows, {
          limit,
          view: (row) => holderView(row, token.totalSupply),
          position: holderPosition,
        }),
      };
    });
    return c.json(answer, 200);
  });
}

function addHistory(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  app.openapi(listHistory, async (c) => {
    const { limit, cursor, ...query } = c.req.valid('query');
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const answer = await readState(deps, query, async ({ tx }) => {
      const { asset } = await existingAsset(tx, c.req.valid('param').id);
      const of = { id: asset.id, address: asset.token };
      const rows = await selectAssetEvents(tx, of, { after, limit: limit + 1 });
      return toPage(rows, {
        limit,
        view: (row) => eventView(row, deps.guard.finalityOf),
        position: eventPosition,
      });
    });
    return c.json(answer, 200);
  });
}

async function existingAsset(tx: Transaction, id: string): Promise<AssetRow> {
  const row = await selectAsset(tx, BigInt(id));
  if (row === undefined) throw new ApiProblem('asset_not_found');
  return row;
}

async function selectParts(tx: Transaction, rows: AssetRow[]) {
  if (rows.length === 0) return { tiers: [], verifications: { newest: [], counts: [] } };
  return {
    tiers: await selectTiers(
      tx,
      rows.map(({ token }) => token.address),
    ),
    verifications: await selectVerifications(
      tx,
      rows.map(({ asset }) => asset.id),
    ),
  };
}

/** Holders are ordered by balance and then by address, so both make a position. */
function holderPosition({ balance, account }: HolderRow): bigint {
  return (balance << 160n) | BigInt(account);
}

function holderAt(position: bigint) {
  const account = toHex(position & (2n ** 160n - 1n), { size: 20 });
  return { balance: position >> 160n, account };
}
