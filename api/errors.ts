/**
 * Every refusal the API gives: its code, HTTP status and public text. Nothing else leaves the server; what happened
 * inside is in the log, under the answer's request id.
 */
export const ERRORS = {
  invalid_request: { status: 400, message: 'The request is malformed; each issue is listed.' },
  bad_cursor: { status: 400, message: 'The cursor was not given out by this list.' },
  route_not_found: { status: 404, message: 'There is no such route.' },
  trade_not_found: { status: 404, message: 'There is no such trade.' },
  method_not_allowed: { status: 405, message: 'The route does not take this method.' },
  body_too_large: { status: 413, message: 'The body is larger than 64 KiB.' },
  internal_error: {
    status: 500,
    message: 'Something failed here; the request id names it in the log.',
  },
  index_not_ready: { status: 503, message: 'The index cannot vouch for its state now.' },
  database_unavailable: { status: 503, message: 'The database does not answer.' },
} as const;

/** Code of the catalogue. */
export type ErrorCode = keyof typeof ERRORS;

/** One thing wrong with a request: where, and what. */
export type Issue = { path: string; message: string };

/** A refusal on its way to the caller. Everything in it is public. */
export class ApiProblem extends Error {
  override name = 'ApiProblem';
  readonly code: ErrorCode;
  readonly issues: Issue[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    code: ErrorCode,
    details: { message?: string; issues?: Issue[]; headers?: Record<string, string> } = {},
  ) {
    super(details.message ?? ERRORS[code].message);
    this.code = code;
    this.issues = details.issues;
    this.headers = details.headers ?? {};
  }

  get status() {
    return ERRORS[this.code].status;
  }
}
