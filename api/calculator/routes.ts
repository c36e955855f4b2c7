import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv, AppDeps } from '../app.ts';
import { readState } from '../read-state.ts';
import { notFound, stateRefusals } from '../refusals.ts';
import { selectPools } from '../staking/queries.ts';
import { poolFor } from '../staking/quote.ts';
import { envelope } from '../wire.ts';
import { project } from './projection.ts';
import { type ProjectionQuery, projection, projectionQuery } from './wire.ts';

const described = {
  path: '/api/calculator/projection',
  tags: ['calculator'],
  summary: 'What a stake would earn, to the last unit',
  responses: {
    200: {
      description: 'The projection',
      content: { 'application/json': { schema: envelope(projection) } },
    },
    ...stateRefusals,
    ...notFound,
  },
};

const getProjection = createRoute({
  method: 'get',
  ...described,
  request: { query: projectionQuery },
});

const postProjection = createRoute({
  method: 'post',
  ...described,
  request: {
    body: { required: true, content: { 'application/json': { schema: projectionQuery } } },
  },
});

/** Adds the calculator, which asks no more than it answers: nothing is kept. */
export function addCalculatorRoutes(app: OpenAPIHono<ApiEnv>, deps: AppDeps): void {
  const answerTo = (query: ProjectionQuery) =>
    readState(deps, query, async ({ tx, stamp }) =>
      project(poolFor(await selectPools(tx), query.token), query, stamp.timestamp),
    );
  app.openapi(getProjection, async (c) => c.json(await answerTo(c.req.valid('query')), 200));
  app.openapi(postProjection, async (c) => c.json(await answerTo(c.req.valid('json')), 200));
}
