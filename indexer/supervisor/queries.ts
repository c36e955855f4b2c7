import type { Client } from 'pg';
import pg from 'pg';

/** What a reader needs to know of one chain's index; the supervisor alone writes it. */
export type DeploymentStatus = 'backfilling' | 'live';

/** One Ponder schema: fixed when it is made. */
export type SchemaBuild = { schemaName: string; buildId: string; blocksFrom: bigint };

/** Makes the schema `indexer`, if it is not there. Safe to run at each start. */
export async function createIndexerSchema(db: Client): Promise<void> {
  await db.query(`
    CREATE SCHEMA IF NOT EXISTS indexer;
    -- One row per Ponder schema ever filled; blocks_from is the first block that has a row in it.
    CREATE TABLE IF NOT EXISTS indexer.build (
      schema_name text PRIMARY KEY,
      chain_id integer NOT NULL,
      build_id text NOT NULL,
      blocks_from numeric(78,0) NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    );
    -- One row per chain: the schema that is served, and whether it has caught up since its last start.
    CREATE TABLE IF NOT EXISTS indexer.deployment (
      chain_id integer PRIMARY KEY,
      schema_name text NOT NULL REFERENCES indexer.build (schema_name),
      status text NOT NULL CHECK (status IN ('backfilling', 'live')),
      build_id text NOT NULL,
      blocks_from numeric(78,0) NOT NULL,
      start_block numeric(78,0) NOT NULL,
      live_since timestamptz
    );
  `);
}

/** Takes the lock that makes this supervisor the only one for a chain; held until the session ends. */
export async function lockChain(db: Client, chainId: number): Promise<boolean> {
  const { rows } = await db.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_lock(hashtext('halyard.supervisor'), $1) AS locked`,
    [chainId],
  );
  return rows[0]?.locked === true;
}

/** The schema of a build, made on first use with the given first block and unchanged ever after. */
export async function findOrCreateBuild(
  db: Client,
  chainId: number,
  wanted: SchemaBuild,
): Promise<SchemaBuild> {
  await db.query(
    `INSERT INTO indexer.build (schema_name, chain_id, build_id, blocks_from)
     VALUES ($1, $2, $3, $4) ON CONFLICT (schema_name) DO NOTHING`,
    [wanted.schemaName, chainId, wanted.buildId, wanted.blocksFrom.toString()],
  );
  const { rows } = await db.query<{ blocks_from: string }>(
    'SELECT blocks_from FROM indexer.build WHERE schema_name = $1',
    [wanted.schemaName],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`The build of schema ${wanted.schemaName} vanished`);
  return { ...wanted, blocksFrom: BigInt(row.blocks_from) };
}

/** Names the schema that is served for a chain. */
export async function nameLiveSchema(
  db: Client,
  row: SchemaBuild & { chainId: number; startBlock: bigint; status: DeploymentStatus },
): Promise<void> {
  await db.query(
    `INSERT INTO indexer.deployment
       (chain_id, schema_name, status, build_id, blocks_from, start_block, live_since)
     VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $3 = 'live' THEN now() END)
     ON CONFLICT (chain_id) DO UPDATE SET
       schema_name = EXCLUDED.schema_name, status = EXCLUDED.status, build_id = EXCLUDED.build_id,
       blocks_from = EXCLUDED.blocks_from, start_block = EXCLUDED.start_block,
       live_since = EXCLUDED.live_since`,
    [
      row.chainId,
      row.schemaName,
      row.status,
      row.buildId,
      row.blocksFrom.toString(),
      row.startBlock.toString(),
    ],
  );
}

/** The schema that is served for a chain, if any. */
export async function liveSchemaName(db: Client, chainId: number): Promise<string | undefined> {
  const { rows } = await db.query<{ schema_name: string }>(
    'SELECT schema_name FROM indexer.deployment WHERE chain_id = $1',
    [chainId],
  );
  return rows[0]?.schema_name;
}

/** Newest block in a Ponder schema; undefined while it has no tables or no rows. */
export async function newestBlock(db: Client, schemaName: string): Promise<bigint | undefined> {
  const table = `${pg.escapeIdentifier(schemaName)}.block`;
  const { rows: tables } = await db.query('SELECT to_regclass($1) AS found', [table]);
  if (tables[0]?.found === null) return undefined;
  const { rows } = await db.query<{ number: string | null }>(
    `SELECT max(number) AS number FROM ${table}`,
  );
  const number = rows[0]?.number ?? null;
  return number === null ? undefined : BigInt(number);
}

/**
 * Frees a Ponder schema that a dead process left locked. Ponder itself would wait 25 s for the lock's heartbeat, also
 * after an orderly stop. Only the holder of the chain's lock may call it: no other Ponder can then be at work.
 */
export async function releasePonderLock(db: Client, schemaName: string): Promise<void> {
  await db.query(
    // Sessions of the whole server are listed, and the same build in another database has the same names.
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = ANY($1)`,
    [['internal', 'user', 'readonly'].map((role) => `${schemaName}_${role}`)],
  );
  const table = `${pg.escapeIdentifier(schemaName)}._ponder_meta`;
  const { rows } = await db.query('SELECT to_regclass($1) AS found', [table]);
  if (rows[0]?.found === null) return;
  await db.query(`UPDATE ${table} SET value = jsonb_set(value, '{is_locked}', '0')`);
}
