import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { cors } from 'hono/cors';
import type { ApiEnv, AppDeps } from '../app.ts';
import type { ApiProblem } from '../errors.ts';
import { createGraphqlService, type GraphqlDeps } from './execute.ts';
import { addGraphiqlPage } from './page.ts';
import { DocumentProblem, isGraphqlError, toGraphqlProblem } from './problems.ts';
import { readRequest } from './request.ts';

const RESPONSE_JSON = 'application/graphql-response+json';
const JSON_ONLY = 'application/json';

/** Chain id of local development chains: there the page to try queries on is served. */
const LOCAL_CHAIN_ID = 31337;

/**
 * Adds `/graphql`, as the GraphQL-over-HTTP specification has it. Beside the request, the address takes `allowStale`,
 * `minBlock` and `minBlockWaitMs`; each answer has its block and its cost in `extensions`.
 */
export function addGraphqlRoutes(
  app: OpenAPIHono<ApiEnv>,
  deps: GraphqlDeps & Pick<AppDeps, 'logger' | 'corsOrigins'>,
): void {
  const service = createGraphqlService(deps);

  async function answerGraphql(c: Context<ApiEnv>) {
    try {
      const request = await readRequest(c);
      const readOnly = c.req.method !== 'POST';
      return send(c, await service.answer(request, { readOnly }), 200);
    } catch (error) {
      return refuse(c, error);
    }
  }

  function refuse(c: Context<ApiEnv>, error: unknown) {
    const problem = toGraphqlProblem(error);
    const requestId = c.get('requestId');
    if (problem.code === 'internal_error') deps.logger.error({ err: error, requestId }, 'graphql');
    for (const [name, value] of Object.entries(problem.headers)) c.header(name, value);
    // Readers of application/json look for GraphQL errors in a 200 only; see "application/json" in the specification.
    const isPlain = mediaTypeOf(c) === JSON_ONLY && isGraphqlError(problem);
    return send(c, { errors: errorsOf(problem, requestId) }, isPlain ? 200 : problem.status);
  }

  app.use('/graphql', cors({ origin: deps.corsOrigins }));
  if (deps.chainId === LOCAL_CHAIN_ID) addGraphiqlPage(app);
  app.get('/graphql', answerGraphql);
  app.post('/graphql', answerGraphql);
}

function mediaTypeOf(c: Context): string {
  return accepts(c, {
    header: 'Accept',
    supports: [RESPONSE_JSON, JSON_ONLY],
    default: JSON_ONLY,
  });
}

function send(c: Context, body: object, status: 200 | ApiProblem['status']) {
  c.header('Content-Type', `${mediaTypeOf(c)}; charset=utf-8`);
  c.header('Vary', 'Accept', { append: true });
  return c.body(JSON.stringify(body), status);
}

/** A refusal as the GraphQL specification has errors; code and request id stand in each one's extensions. */
function errorsOf(problem: ApiProblem, requestId: string) {
  const { code, message, issues } = problem;
  if (problem instanceof DocumentProblem) {
    return problem.errors.map((error) => {
      const { extensions, ...shown } = error.toJSON();
      return { ...shown, extensions: { code, ...extensions, requestId } };
    });
  }
  const extensions = { code, ...(issues === undefined ? {} : { issues }), requestId };
  return [{ message, extensions }];
}
