import {
  type DocumentNode,
  execute,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { Counter } from 'prom-client';
import type { AppDeps } from '../app.ts';
import { withSnapshot } from '../db/snapshot.ts';
import { ApiProblem } from '../errors.ts';
import type { StampMeta } from '../integrity/guard.ts';
import { createMinBlockWaiter, requireBlock } from '../integrity/min-block.ts';
import { type Cost, costOf } from './cost.ts';
import { DocumentCache } from './documents.ts';
import { LIMITS } from './limits.ts';
import { buildDataLoaderCache } from './ponder.ts';
import { DocumentProblem } from './problems.ts';
import { limitStatements } from './queries.ts';
import { createQueryBuilder } from './query-builder.ts';
import { createGraphqlSchema, type GraphqlContext } from './schema.ts';
import type { GraphqlRequest } from './wire.ts';

/** What requests are answered from. */
export type GraphqlDeps = Pick<AppDeps, 'db' | 'chainId' | 'clock' | 'registry'> & {
  guard: Pick<AppDeps['guard'], 'vouch'>;
};

/** A whole answer; there are no partial ones. */
export type GraphqlAnswer = {
  data: Record<string, unknown>;
  extensions: { meta: StampMeta; cost: Cost };
};

/** Answers GraphQL requests from snapshots of the index. */
export type GraphqlService = {
  /**
   * @param options.readOnly For a GET request, which may hold queries only.
   * @throws Whatever failed, for `toGraphqlProblem`.
   */
  answer(request: GraphqlRequest, options: { readOnly: boolean }): Promise<GraphqlAnswer>;
};

export function createGraphqlService(deps: GraphqlDeps): GraphqlService {
  const schema = createGraphqlSchema();
  const documents = new DocumentCache({
    schema,
    lookups: new Counter({
      name: 'halyard_graphql_documents_total',
      help: 'Documents by whether they were kept, parsed and validated, from an earlier request',
      labelNames: ['result'],
      registers: [deps.registry],
    }),
  });
  const minBlock = createMinBlockWaiter(deps);

  return {
    async answer(request, { readOnly }) {
      const document = documents.get(request.source);
      const operation = selectOperation(document, request.operationName);
      refuseWrites(operation, readOnly);
      const variables = coerceVariables(schema, operation, request.variables);
      const cost = costOf(schema, { document, operation }, variables);
      await minBlock.wait(request);
      const { data, meta } = await read(deps, { schema, document, request });
      return { data, extensions: { meta, cost } };
    },
  };
}

function selectOperation(document: DocumentNode, name?: string): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation !== undefined && operation !== null) return operation;
  throw new ApiProblem('invalid_document', {
    issues: [{ path: 'operationName', message: 'must name one operation of the document' }],
  });
}

function refuseWrites({ operation }: OperationDefinitionNode, readOnly: boolean): void {
  if (operation === 'query') return;
  if (readOnly) throw new ApiProblem('method_not_allowed', { headers: { Allow: 'POST' } });
  throw new ApiProblem('invalid_document', {
    issues: [{ path: 'query', message: `must be a query: there is no ${operation}` }],
  });
}

function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions }: OperationDefinitionNode,
  variables: Record<string, unknown>,
): Record<string, unknown> {
  const { coerced, errors } = getVariableValues(schema, variableDefinitions ?? [], variables);
  if (errors !== undefined) throw new DocumentProblem('invalid_argument', errors);
  return coerced;
}

type Execution = { schema: GraphQLSchema; document: DocumentNode; request: GraphqlRequest };

/** Executes a request in one snapshot. A field that fails refuses the whole: what else was asked for may rest on it. */
async function read(deps: GraphqlDeps, { schema, document, request }: Execution) {
  const { guard, clock } = deps;
  return withSnapshot(deps, async ({ tx, stamp }) => {
    const meta = guard.vouch(stamp, request);
    requireBlock(stamp, request);
    await limitStatements(tx, LIMITS.statementMs);
    const endMs = clock.nowMs() + LIMITS.requestMs;
    const { qb, close } = createQueryBuilder(tx, () => {
      if (clock.nowMs() > endMs) throw new ApiProblem('query_timeout');
    });
    const contextValue: GraphqlContext = { qb, getDataLoader: buildDataLoaderCache(qb), meta };
    const { variables: variableValues, operationName } = request;
    try {
      const result = await execute({
        ...{ schema, document, contextValue, variableValues },
        operationName: operationName ?? null,
      });
      const [error] = result.errors ?? [];
      if (error !== undefined) throw error.originalError ?? error;
      return { data: { ...result.data }, meta };
    } finally {
      await close();
    }
  });
}
