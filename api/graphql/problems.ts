import type { GraphQLError } from 'graphql';
import { ApiProblem, ERRORS, type ErrorCode } from '../errors.ts';
import { toProblem } from '../problems.ts';

/** A document, or its variables, that cannot be executed: each error with its place. */
export class DocumentProblem extends ApiProblem {
  override name = 'DocumentProblem';
  readonly errors: readonly GraphQLError[];

  /** @param code Of the errors that have none of their own. */
  constructor(code: ErrorCode, errors: readonly GraphQLError[]) {
    super(errors.map(ownCode).find((own) => own !== undefined) ?? code);
    this.errors = errors;
  }
}

function ownCode({ extensions }: GraphQLError): ErrorCode | undefined {
  const { code } = extensions;
  return Object.keys(ERRORS).find((known): known is ErrorCode => known === code);
}

/** PostgreSQL's code for a statement that was ended at its time limit. */
const QUERY_CANCELED = '57014';

/**
 * The public face of what failed while a request was executed. PostgreSQL refuses values that no column can hold
 * (class 22), such as a word for a number in a cursor: those came from the request, whose every other part is checked.
 */
export function toGraphqlProblem(error: unknown): ApiProblem {
  const code = String(Reflect.get(Object(error), 'code'));
  if (code === QUERY_CANCELED) return new ApiProblem('query_timeout');
  if (/^22/.test(code)) {
    return new ApiProblem('invalid_argument', {
      issues: [{ path: 'query', message: 'holds a value that no column can have' }],
    });
  }
  return toProblem(error);
}

/** Codes of an HTTP request that holds no GraphQL request; every other refusal below 500 is an answer to one. */
const NOT_GRAPHQL = new Set<ErrorCode>([
  'invalid_request',
  'method_not_allowed',
  'body_too_large',
  'unsupported_media_type',
]);

/** Whether the GraphQL request was understood and refused, rather than malformed or not served. */
export function isGraphqlError({ code, status }: ApiProblem): boolean {
  return status < 500 && !NOT_GRAPHQL.has(code);
}
