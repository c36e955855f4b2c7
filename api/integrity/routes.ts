import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv, AppDeps } from '../app.ts';
import type { BlockId } from './chain-watch.ts';
import type { Readiness } from './guard.ts';

/** Adds `/health`, `/ready`, `/status` and `/metrics`: for machines that watch this one, so without the envelope. */
export function addIntegrityRoutes(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  const { guard, watch, registry } = deps;

  app.get('/health', (c) => c.json({ status: 'ok' }));

  app.get('/ready', (c) => {
    const readiness = guard.readiness();
    return c.json(readyView(readiness), readiness.status === 'ok' ? 200 : 503);
  });

  app.get('/status', (c) => {
    const readiness = guard.readiness();
    const { indexed } = readiness;
    return c.json({
      ...readyView(readiness),
      chainId: deps.chainId,
      head: blockView(watch.head()),
      indexed: blockView(indexed),
      safe: blockView(watch.safe()),
      finalized: blockView(watch.finalized()),
      lagBlocks: lagBlocks(watch.head(), indexed),
    });
  });

  app.get('/metrics', async (c) => {
    c.header('Content-Type', registry.contentType);
    return c.body(await registry.metrics());
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
