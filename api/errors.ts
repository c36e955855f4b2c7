/**
 * Every refusal the API gives: its code, HTTP status and public text. Nothing else leaves the server; what happened
 * inside is in the log, under the answer's request id.
 */
export const ERRORS = {
  invalid_request: { status: 400, message: 'The request is malformed; each issue is listed.' },
  invalid_argument: { status: 400, message: 'An argument cannot be used; each issue is listed.' },
  syntax_error: { status: 400, message: 'The document cannot be parsed.' },
  invalid_document: { status: 400, message: 'The document does not fit the schema.' },
  too_many_tokens: { status: 400, message: 'The document has too many tokens.' },
  too_many_aliases: { status: 400, message: 'The document has too many aliases.' },
  too_deep: { status: 400, message: 'The document nests too deeply.' },
  too_costly: { status: 400, message: 'The request asks for too many rows.' },
  bad_cursor: { status: 400, message: 'The cursor was not given out by this list.' },
  unknown_channel: { status: 400, message: 'There is no such channel.' },
  too_many_channels: { status: 400, message: 'A reader takes at most 100 channels.' },
  route_not_found: { status: 404, message: 'There is no such route.' },
  asset_not_found: { status: 404, message: 'There is no such asset.' },
  pool_not_found: { status: 404, message: 'There is no staking pool of this token.' },
  tier_not_found: { status: 404, message: 'The staking pool has no such tier.' },
  trade_not_found: { status: 404, message: 'There is no such trade.' },
  method_not_allowed: { status: 405, message: 'The route does not take this method.' },
  cursor_expired: { status: 410, message: 'The feed no longer keeps what came after the cursor.' },
  body_too_large: { status: 413, message: 'The body is larger than 64 KiB.' },
  unsupported_media_type: { status: 415, message: 'The body must be application/json.' },
  internal_error: {
    status: 500,
    message: 'Something failed here; the request id names it in the log.',
  },
  index_not_ready: { status: 503, message: 'The index cannot vouch for its state now.' },
  feed_not_ready: { status: 503, message: 'The feed is not open yet.' },
  database_unavailable: { status: 503, message: 'The database does not answer.' },
  query_timeout: { status: 504, message: 'The request took longer than it may; ask for less.' },
  min_block_timeout: { status: 504, message: 'The index has not reached the block in time.' },
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
