import { HTTPException } from 'hono/http-exception';
import { ZodError } from 'zod';
import { NoIndexError } from './db/snapshot.ts';
import { ApiProblem, type Issue } from './errors.ts';

/** Node's and PostgreSQL's codes for a database that is not there, or is going away. */
const UNAVAILABLE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[123]|08\d{3}|53300)$/;
const UNAVAILABLE_TEXT = /Connection terminated|timeout exceeded when trying to connect/;

/** The public face of whatever was thrown. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof ZodError) return malformed(error);
  if (error instanceof NoIndexError) {
    return new ApiProblem('index_not_ready', {
      message: `The index cannot vouch for its state: ${error.reason}.`,
      headers: { 'Retry-After': '1' },
    });
  }
  if (error instanceof HTTPException && error.status === 400) {
    return new ApiProblem('invalid_request', {
      issues: [{ path: 'body', message: error.message }],
    });
  }
  if (isDatabaseAway(error)) {
    return new ApiProblem('database_unavailable', { headers: { 'Retry-After': '1' } });
  }
  return new ApiProblem('internal_error');
}

function malformed(error: ZodError): ApiProblem {
  const issues = error.issues.flatMap((issue): Issue[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: key, message: 'is not a parameter of this route' }))
      : [{ path: issue.path.join('.'), message: issue.message }],
  );
  return new ApiProblem('invalid_request', { issues });
}

/** Drivers wrap one another: the code may lie on a cause. */
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (
    UNAVAILABLE.test(String(Reflect.get(error, 'code'))) ||
    UNAVAILABLE_TEXT.test(error.message)
  ) {
    return true;
  }
  return isDatabaseAway(error.cause);
}
