import { desc, sql } from 'drizzle-orm';
import type { Hex } from 'viem';
import { block } from '../../indexer/ponder.schema.ts';
import type { Database, Transaction } from './database.ts';

/** Block that everything read in one snapshot reflects. */
export type Stamp = { chainId: number; number: bigint; hash: Hex; timestamp: bigint };

/** One consistent view of the index. */
export type Snapshot = { tx: Transaction; schemaName: string; stamp: Stamp };

/** Why there is no state to read. */
export type NoIndexReason = 'starting' | 'backfilling';

/** The index cannot be read yet. */
export class NoIndexError extends Error {
  override name = 'NoIndexError';
  readonly reason: NoIndexReason;

  constructor(reason: NoIndexReason) {
    super(`The index is ${reason}.`);
    this.reason = reason;
  }
}

/** PostgreSQL's codes for a schema and a table that are not there. */
const MISSING = new Set(['3F000', '42P01']);

/**
 * Reads the index in one read-only REPEATABLE READ transaction: all rows of an answer come from the state after one
 * block, whatever the indexer commits meanwhile.
 *
 * @throws {NoIndexError} while no schema is named, or the named one has not caught up since its last start.
 */
export async function withSnapshot<Result>(
  { db, chainId }: { db: Database; chainId: number },
  read: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> {
  return db.transaction(
    async (tx) => {
      const schemaName = await enterLiveSchema(tx, chainId);
      const [newest] = await tx.select().from(block).orderBy(desc(block.number)).limit(1);
      if (newest === undefined) throw new NoIndexError('backfilling');
      const { number, hash, timestamp } = newest;
      return read({ tx, schemaName, stamp: { chainId, number, hash, timestamp } });
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/** Reads which schema is live and makes it the one that table names mean, for this transaction only. */
async function enterLiveSchema(tx: Transaction, chainId: number): Promise<string> {
  const { rows } = await tx
    .execute<{ schema_name: string; status: string }>(
      sql`SELECT schema_name, status, set_config('search_path', schema_name, true)
          FROM indexer.deployment WHERE chain_id = ${chainId}`,
    )
    .catch((error: unknown) => {
      if (isMissing(error)) throw new NoIndexError('starting');
      throw error;
    });
  const [row] = rows;
  if (row === undefined) throw new NoIndexError('starting');
  if (row.status !== 'live') throw new NoIndexError('backfilling');
  return row.schema_name;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && MISSING.has(code);
}
