import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';

/** Drizzle over a pool. Columns are snake_case in PostgreSQL, as Ponder makes them. */
export function createDatabase(pool: pg.Pool) {
  return drizzle(pool, { casing: 'snake_case' });
}

export type Database = ReturnType<typeof createDatabase>;

/** A transaction of {@link Database}. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
