import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Logger } from 'pino';
import { refusal } from './answer.ts';
import type { ApiEnv } from './app.ts';
import type { Clock } from './clock.ts';
import { ApiProblem } from './errors.ts';
import { allowedMethods } from './methods.ts';
import { toProblem } from './problems.ts';

/** Turns whatever went wrong into the envelope; what is not meant for the caller goes to the log only. */
export function addRefusals(
  app: OpenAPIHono<ApiEnv>,
  { clock, logger }: { clock: Clock; logger: Logger },
): void {
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
