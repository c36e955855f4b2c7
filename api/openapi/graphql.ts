import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { ApiEnv } from '../app.ts';
import { graphqlBody, graphqlParameters, graphqlState } from '../graphql/wire.ts';
import { errorEnvelope, stampMeta } from '../wire.ts';

/* `/graphql` parses its requests by the GraphQL-over-HTTP specification itself, so it is only described here. */

/** A whole answer; there are no partial ones. */
const answer = z
  .object({
    data: z.record(z.string(), z.unknown()),
    extensions: z.object({
      meta: stampMeta,
      /** Rows that the request could ask for at most, and how many are too many. */
      cost: z.object({ rows: z.int(), limit: z.int() }),
    }),
  })
  .meta({ id: 'GraphqlAnswer' });

/** A refusal; code, request id and the issues found stand in each error's extensions. */
const refusal = z
  .object({
    errors: z
      .array(
        z.object({
          message: z.string(),
          extensions: z.looseObject({ code: z.string(), requestId: z.string() }),
        }),
      )
      .min(1),
  })
  .meta({ id: 'GraphqlRefusal' });

const inBothTypes = (schema: z.ZodType) => ({
  'application/json': { schema },
  'application/graphql-response+json': { schema },
});

const shared = {
  path: '/graphql',
  tags: ['graphql'],
  description:
    'As the GraphQL-over-HTTP specification has it; the schema answers introspection. Who accepts ' +
    '`application/json` only is told of errors in the document with status 200.',
  responses: {
    200: {
      description: 'The data, all from one block',
      content: {
        'application/json': { schema: z.union([answer, refusal]) },
        'application/graphql-response+json': { schema: answer },
      },
    },
    400: {
      description: 'The request or its document cannot be used; each error is listed',
      content: inBothTypes(refusal),
    },
    503: {
      description: 'The index cannot vouch for its state now, or the database does not answer',
      content: inBothTypes(refusal),
    },
    // A body that is too large is refused before anyone knows what was asked for.
    default: { description: 'Any other refusal', content: inBothTypes(refusal.or(errorEnvelope)) },
  },
};

const getGraphql = createRoute({
  ...{ method: 'get', summary: 'A GraphQL query in the address' },
  ...shared,
  request: { query: graphqlParameters },
});

const postGraphql = createRoute({
  ...{ method: 'post', summary: 'A GraphQL request' },
  ...shared,
  request: {
    query: graphqlState,
    body: { required: true, content: { 'application/json': { schema: graphqlBody } } },
  },
});

/** Describes `/graphql` beside the routes that describe themselves. */
export function describeGraphql({ openAPIRegistry }: OpenAPIHono<ApiEnv>): void {
  openAPIRegistry.registerPath(getGraphql);
  openAPIRegistry.registerPath(postGraphql);
}
