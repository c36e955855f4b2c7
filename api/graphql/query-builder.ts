import { createTableRelationsHelpers, extractTablesRelationalConfig } from 'drizzle-orm';
import {
  PgDatabase,
  PgDialect,
  type PgPreparedQuery,
  PgSession,
  type PreparedQueryConfig,
} from 'drizzle-orm/pg-core';
import * as tables from '../../indexer/ponder.schema.ts';
import type { Transaction } from '../db/database.ts';
import type { PonderQueryBuilder } from './ponder.ts';

type TransactionSession = Transaction['_']['session'];
type PrepareArguments = Parameters<PgSession['prepareQuery']>;

const dialect = new PgDialect({ casing: 'snake_case' });

/** Tables and relations as drizzle's relational queries want them; made once, since it takes longer than a query. */
const { tables: schema, tableNamesMap } = extractTablesRelationalConfig(
  tables,
  createTableRelationsHelpers,
);

/**
 * Lends a transaction to Ponder's resolvers. Their statements run one after the other, as a transaction's connection
 * wants it; after the first failure, and after `close`, none runs.
 *
 * @param beforeEach Called before each statement; what it throws is the failure.
 */
export function createQueryBuilder(tx: Transaction, beforeEach: () => void) {
  const session = new SessionInTurn(tx._.session, beforeEach);
  const raw = new PgDatabase(dialect, session, { fullSchema: tables, schema, tableNamesMap });
  const qb: PonderQueryBuilder = { raw, wrap: (query) => query(raw) };
  return { qb, close: () => session.close() };
}

/** A transaction's session that runs one statement at a time. */
class SessionInTurn extends PgSession {
  readonly #inner: TransactionSession;
  readonly #beforeEach: () => void;
  /** The newest statement; whatever comes next waits for it, and fails with it. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(inner: TransactionSession, beforeEach: () => void) {
    super(dialect);
    this.#inner = inner;
    this.#beforeEach = beforeEach;
  }

  override prepareQuery<T extends PreparedQueryConfig>(
    ...args: PrepareArguments
  ): PgPreparedQuery<T> {
    const prepared = this.#inner.prepareQuery<T>(...args);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = (values) => this.#inTurn(() => execute(values));
    return prepared;
  }

  override transaction(): never {
    throw new Error('A request has one transaction');
  }

  /** An execution that fails leaves resolvers behind: they ask nothing more, and the statement that runs is waited for. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#last.catch(() => undefined);
  }

  #inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(() => {
      if (this.#closed) throw new Error('The transaction has ended');
      this.#beforeEach();
      return run();
    });
    this.#last = turn;
    return turn;
  }
}
