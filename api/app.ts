import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { addAccountRoutes } from './accounts/routes.ts';
import { refusal } from './answer.ts';
import type { Clock } from './clock.ts';
import type { Database } from './db/database.ts';
import { ApiProblem } from './errors.ts';
import type { ChainWatch } from './integrity/chain-watch.ts';
import type { Guard } from './integrity/guard.ts';
import { addIntegrityRoutes } from './integrity/routes.ts';
import { allowedMethods } from './methods.ts';
import { toProblem } from './problems.ts';
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
      contentSecurityPolicy: { defaultSrc: ["'self'"], connectSrc: ["'self'", 'ws:', 'wss:'] },
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
  addAccountRoutes(app, deps);
  addPage(app);
  addRefusals(app, deps);
  return app;
}

/** Turns whatever went wrong into the envelope; what is not meant for the caller goes to the log only. */
function addRefusals(app: OpenAPIHono<ApiEnv>, { clock, logger }: AppDeps): void {
  app.notFound((c) => {
    const methods = allowedMethods(app.routes, c.req.path);
    throw methods.length === 0
      ? new ApiProblem('route_not_found')
      : new ApiProblem('method_not_allowed', { headers: { Allow: methods.join(', ') } });
  });
  app.onError((error, c) => {
    const id = c.get('requestId');
    const problem = toProblem(error);
    if (problem.code === 'internal_error') logger.error({ err: error, requestId: id }, 'request');
    for (const [name, value] of Object.entries(problem.headers)) c.header(name, value);
    return c.json(refusal(clock, { problem, requestId: id }), problem.status);
  });
}
