import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { ApiEnv, AppDeps } from '../app.ts';
import type { BlockId } from './chain-watch.ts';
import type { Readiness } from './guard.ts';
import { health, ready, status } from './wire.ts';

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const tags = ['operations'];

const getHealth = createRoute({
  ...{ method: 'get', path: '/health', tags, summary: 'Whether the process lives' },
  responses: { 200: { description: 'It does', content: json(health) } },
});
const getReady = createRoute({
  ...{ method: 'get', path: '/ready', tags, summary: 'Whether answers are vouched for' },
  responses: {
    200: { description: 'They are', content: json(ready) },
    503: { description: 'They are not, for the reason given', content: json(ready) },
  },
});
const getStatus = createRoute({
  ...{ method: 'get', path: '/status', tags, summary: 'Where chain and index stand' },
  responses: { 200: { description: 'Blocks and readiness', content: json(status) } },
});
const getMetrics = createRoute({
  ...{ method: 'get', path: '/metrics', tags, summary: 'Metrics for Prometheus' },
  responses: { 200: { description: 'Metrics', content: { 'text/plain': { schema: z.string() } } } },
});

/** Adds `/health`, `/ready`, `/status` and `/metrics`: for machines that watch this one, so without the envelope. */
export function addIntegrityRoutes(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  const { guard, watch, registry } = deps;

  app.openapi(getHealth, (c) => c.json({ status: 'ok' }, 200));

  app.openapi(getReady, (c) => {
    const readiness = guard.readiness();
    return c.json(readyView(readiness), readiness.status === 'ok' ? 200 : 503);
  });

  app.openapi(getStatus, (c) => {
    const readiness = guard.readiness();
    const { indexed } = readiness;
    return c.json(
      {
        ...readyView(readiness),
        chainId: deps.chainId,
        head: blockView(watch.head()),
        indexed: blockView(indexed),
        safe: blockView(watch.safe()),
        finalized: blockView(watch.finalized()),
        lagBlocks: lagBlocks(watch.head(), indexed),
      },
      200,
    );
  });

  app.openapi(getMetrics, async (c) => {
    c.header('Content-Type', registry.contentType);
    return c.text(await registry.metrics(), 200);
  });
}

function readyView({ status, sinceMs }: Readiness) {
  return {
    status,
    ...(status === 'ok' ? {} : { reason: REASONS[status] }),
    since: new Date(sinceMs).toISOString(),
  };
}

/** What each refusal means, in plain words. */
const REASONS = {
  starting: 'No index is named live yet.',
  backfilling: 'The index has not reached the head of the chain since its last start.',
  lagging: 'The index is further behind the chain than allowed.',
  stalled: 'The chain moves and the index does not.',
  rpc_down: 'The chain node does not answer.',
  database_down: 'The database does not answer.',
  diverged: 'The newest indexed block is not on the chain.',
} as const;

function blockView(block: BlockId | undefined) {
  return block === undefined ? null : { number: block.number.toString(), hash: block.hash };
}

function lagBlocks(head: BlockId | undefined, indexed: BlockId | undefined): number | null {
  if (head === undefined || indexed === undefined) return null;
  return Math.max(0, Number(head.number - indexed.number));
}
