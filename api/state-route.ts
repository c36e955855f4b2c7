import { createRoute, type RouteConfig } from '@hono/zod-openapi';
import type { z } from 'zod';
import { notFound, stateRefusals } from './refusals.ts';
import { envelope } from './wire.ts';

type Description<Request, Data> = { summary: string; request: Request; data: Data };

/** Describes a GET route that answers from the index. Its area is the path's second part. */
export function stateRoute<
  Path extends string,
  Request extends NonNullable<RouteConfig['request']>,
  Data extends z.ZodType,
>(path: Path, { summary, request, data }: Description<Request, Data>) {
  const ok = { description: summary, content: { 'application/json': { schema: envelope(data) } } };
  const [, , area = ''] = path.split('/');
  return createRoute({
    ...{ method: 'get', path, summary, tags: [area] },
    request,
    responses: { 200: ok, ...stateRefusals },
  });
}

/** The same for a route of one thing, which there may not be. */
export function stateRouteOfOne<
  Path extends string,
  Request extends NonNullable<RouteConfig['request']>,
  Data extends z.ZodType,
>(path: Path, description: Description<Request, Data>) {
  const route = stateRoute(path, description);
  return { ...route, responses: { ...route.responses, ...notFound } };
}
