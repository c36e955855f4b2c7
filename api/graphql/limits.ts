/** Bounds of one request; each has its own error code. */
export const LIMITS = {
  /** Lexical tokens in a document; the introspection query of usual tools has about 300. */
  tokens: 1_000,
  /** Fields inside one another; the introspection query of usual tools has 15. */
  depth: 16,
  /** Aliases in a document, so that one field is not asked for without end. */
  aliases: 30,
  /** Lists of fields inside one another in introspection, where each level multiplies the answer. */
  introspectionLists: 1,
  /** Rows that a request may ask for, see cost.ts. */
  rows: 10_000,
  /** Rows of one list; the schema builder's own bound. */
  listRows: 1_000,
  /** Time of one SQL statement. */
  statementMs: 3_000,
  /** Time of all SQL statements of one request. */
  requestMs: 8_000,
} as const;

/** Rows of a list for which no limit is given; the schema builder's own default. */
export const DEFAULT_LIST_ROWS = 50;

/** Parsed and validated documents that are kept. */
export const KEPT_DOCUMENTS = 500;
