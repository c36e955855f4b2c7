import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/database.ts';

/** Bounds the time of each later statement of the transaction, instead of the pool's own bound. */
export async function limitStatements(tx: Transaction, timeoutMs: number): Promise<void> {
  await tx.execute(sql`SELECT set_config('statement_timeout', ${String(timeoutMs)}, true)`);
}
