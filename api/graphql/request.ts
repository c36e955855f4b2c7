import type { Context } from 'hono';
import type { ApiEnv } from '../app.ts';
import { ApiProblem } from '../errors.ts';
import { type GraphqlRequest, graphqlBody, graphqlParameters, graphqlState } from './wire.ts';

/**
 * Reads a request as the GraphQL-over-HTTP specification has it.
 *
 * @throws {ZodError} which means 400 `invalid_request`.
 * @throws {ApiProblem} 415 `unsupported_media_type`.
 */
export async function readRequest(c: Context<ApiEnv>): Promise<GraphqlRequest> {
  const parameters = Object.fromEntries(new URL(c.req.url).searchParams);
  if (c.req.method === 'GET' || c.req.method === 'HEAD') {
    const { query, variables, operationName, ...state } = graphqlParameters.parse(parameters);
    return toRequest({ query, variables, operationName }, state);
  }
  const [mediaType] = (c.req.header('content-type') ?? '').split(';');
  if (mediaType?.trim().toLowerCase() !== 'application/json') {
    throw new ApiProblem('unsupported_media_type');
  }
  const state = graphqlState.parse(parameters);
  return toRequest(graphqlBody.parse(parseJson(await c.req.text())), state);
}

type Parameters = {
  query: string;
  variables?: Record<string, unknown> | null | undefined;
  operationName?: string | null | undefined;
};

function toRequest(
  { query, variables, operationName }: Parameters,
  state: Pick<GraphqlRequest, 'allowStale' | 'minBlock' | 'minBlockWaitMs'>,
): GraphqlRequest {
  return {
    ...state,
    source: query,
    variables: variables ?? {},
    operationName: operationName ?? undefined,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiProblem('invalid_request', {
      issues: [{ path: 'body', message: 'must be JSON' }],
    });
  }
}
