import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { addAccountRoutes } from './accounts/routes.ts';
import { addRefusals } from './add-refusals.ts';
import { addAssetRoutes } from './assets/routes.ts';
import { addCalculatorRoutes } from './calculator/routes.ts';
import type { Clock } from './clock.ts';
import type { Database } from './db/database.ts';
import { ApiProblem } from './errors.ts';
import type { Feed } from './feed/feed.ts';
import type { Limits } from './feed/limits.ts';
import { addFeedRoutes } from './feed/routes.ts';
import { addGraphqlRoutes } from './graphql/routes.ts';
import type { ChainWatch } from './integrity/chain-watch.ts';
import type { Guard } from './integrity/guard.ts';
import { addIntegrityRoutes } from './integrity/routes.ts';
import { addOpenApiRoutes } from './openapi/routes.ts';
import { toProblem } from './problems.ts';
import { addStakingRoutes } from './staking/routes.ts';
import { addStatsRoutes } from './stats/routes.ts';
import { addTradeRoutes } from './trades/routes.ts';
import { addPage } from './web.ts';

const MAX_BODY_BYTES = 64 * 1024;

/** What a request carries through the middlewares. */
export type ApiEnv = { Variables: { requestId: string } };

/** Everything the API works with; it makes no connection of its own. */
export type AppDeps = {
  db: Database;
  chainId: number;
  watch: ChainWatch;
  guard: Guard;
  clock: Clock;
  logger: Logger;
  registry: Registry;
  feed: Feed;
  /** Narrower bounds for the feed's readers, in tests. */
  feedLimits?: Partial<Limits>;
  /** Origins that browsers may call from, beside the page's own. */
  corsOrigins: string[];
};

/** Builds the HTTP API. Pure: nothing runs, and nothing is read, before a request. */
export function createApp(deps: AppDeps) {
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw toProblem(result.error);
    },
  });
  app.use(requestId());
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        imgSrc: ["'self'", 'data:'],
      },
    }),
  );
  app.use('/api/*', cors({ origin: deps.corsOrigins }));
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new ApiProblem('body_too_large');
      },
    }),
  );
  addIntegrityRoutes(app, deps);
  addTradeRoutes(app, deps);
  addAssetRoutes(app, deps);
  addStatsRoutes(app, deps);
  addStakingRoutes(app, deps);
  addCalculatorRoutes(app, deps);
  addAccountRoutes(app, deps);
  addFeedRoutes(app, deps);
  addGraphqlRoutes(app, deps);
  addOpenApiRoutes(app);
  addPage(app);
  addRefusals(app, deps);
  return app;
}
