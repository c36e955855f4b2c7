import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Counter } from 'prom-client';
import { KEPT_DOCUMENTS, LIMITS } from './limits.ts';
import { DocumentProblem } from './problems.ts';
import { LIMIT_RULES } from './rules.ts';

/** A document that fits the schema and its limits. */
export type ValidDocument = DocumentNode;

const RULES = [...LIMIT_RULES, ...specifiedRules];
/** Errors of one document that are told. */
const MAX_ERRORS = 20;

/** Documents by their text; the ones used last are kept, since parsing and validating cost more than most answers. */
export class DocumentCache {
  readonly #schema: GraphQLSchema;
  readonly #lookups: Counter<'result'>;
  readonly #capacity: number;
  /** In the order of their last use. */
  readonly #documents = new Map<string, ValidDocument>();

  constructor(options: { schema: GraphQLSchema; lookups: Counter<'result'>; capacity?: number }) {
    this.#schema = options.schema;
    this.#lookups = options.lookups;
    this.#capacity = options.capacity ?? KEPT_DOCUMENTS;
  }

  /** @throws {DocumentProblem} for a text that is no document of this schema, or breaks a limit. */
  get(source: string): ValidDocument {
    const kept = this.#documents.get(source);
    this.#lookups.inc({ result: kept === undefined ? 'miss' : 'hit' });
    const document = kept ?? this.#read(source);
    this.#documents.delete(source);
    this.#documents.set(source, document);
    const [oldest] = this.#documents.keys();
    if (this.#documents.size > this.#capacity && oldest !== undefined) {
      this.#documents.delete(oldest);
    }
    return document;
  }

  #read(source: string): ValidDocument {
    const document = parseDocument(source);
    const errors = validate(this.#schema, document, RULES, { maxErrors: MAX_ERRORS });
    if (errors.length > 0) throw new DocumentProblem('invalid_document', errors);
    return document;
  }
}

function parseDocument(source: string): DocumentNode {
  try {
    return parse(source, { maxTokens: LIMITS.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // The parser tells this one by its text only.
    const isTooLong = error.message.includes('tokens. Parsing aborted');
    throw new DocumentProblem(isTooLong ? 'too_many_tokens' : 'syntax_error', [error]);
  }
}
