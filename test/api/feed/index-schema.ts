import pg from 'pg';
import type { Hex } from 'viem';
import {
  createIndexerSchema,
  findOrCreateBuild,
  nameLiveSchema,
} from '../../../indexer/supervisor/queries.ts';

export const CHAIN_ID = 31337;
const SCHEMA = 'index_test';

/** A block of the test's chain: its height, the fork it is on, and how many events it holds. */
export type TestBlock = { number: bigint; fork: string; events: number };

/** Hash of a block, unlike on each fork. */
export function hashOf({ number, fork }: { number: bigint; fork: string }): Hex {
  return `0x${Buffer.from(`${fork}:${number}`).toString('hex').padStart(64, '0')}`;
}

/** Feed id of an event. */
export function idOf(block: TestBlock, logIndex: number): string {
  return `${CHAIN_ID}:${hashOf(block)}:${logIndex}`;
}

/** A schema like Ponder's, written by the test as the indexer would write it. */
export async function createIndex(connectionString: string) {
  const db = new pg.Client({ connectionString });
  await db.connect();
  await createIndexerSchema(db);
  const build = { schemaName: SCHEMA, buildId: 'test', blocksFrom: 0n };
  await findOrCreateBuild(db, CHAIN_ID, build);
  await nameLiveSchema(db, { ...build, chainId: CHAIN_ID, startBlock: 0n, status: 'live' });
  await db.query(`
    CREATE SCHEMA ${SCHEMA};
    SET search_path TO ${SCHEMA};
    CREATE TABLE block (number numeric(78) PRIMARY KEY, hash text, parent_hash text, timestamp numeric(78));
    CREATE TABLE event (
      id text PRIMARY KEY, chain_id integer, block_number numeric(78), block_hash text,
      block_timestamp numeric(78), tx_hash text, log_index integer, contract text, name text,
      args json, result json, accounts text[], trade_id numeric(78)
    );
  `);

  async function writeBlock(block: TestBlock): Promise<void> {
    const { number, events } = block;
    const hash = hashOf(block);
    await db.query('BEGIN');
    await db.query('INSERT INTO block VALUES ($1, $2, $2, $3)', [
      `${number}`,
      hash,
      `${1_000n + number}`,
    ]);
    await db.query(
      `INSERT INTO event
       SELECT $1 || ':' || $2 || ':' || i, $1::integer, $3, $2, $4, '0x11', i, '0x' || repeat('2', 40), 'TradeAccepted',
              json_build_object('tradeId', (i + 1)::text), '{}', ARRAY['0xab'], i + 1
       FROM generate_series(0, $5::integer - 1) AS i`,
      [`${CHAIN_ID}`, hash, `${number}`, `${1_000n + number}`, events],
    );
    await db.query('COMMIT');
  }

  /** Takes rows away from a height on, as a reorg or a restart of the indexer does. */
  async function dropFrom(number: bigint): Promise<void> {
    await db.query('BEGIN');
    await db.query('DELETE FROM block WHERE number >= $1', [`${number}`]);
    await db.query('DELETE FROM event WHERE block_number >= $1', [`${number}`]);
    await db.query('COMMIT');
  }

  async function entries() {
    const { rows } = await db.query('SELECT * FROM feed.entry ORDER BY seq');
    return rows as {
      seq: string;
      type: string;
      op: string | null;
      id: string;
      frame: string;
      block_number: string;
    }[];
  }

  /** What is applied once the log is folded, in chain order. */
  async function folded(): Promise<string[]> {
    const applied: string[] = [];
    for (const { op, id } of await entries()) {
      if (op === 'apply') applied.push(id);
      if (op === 'revert') {
        if (applied.at(-1) !== id) throw new Error(`${id} was reverted out of order`);
        applied.pop();
      }
    }
    return applied;
  }

  async function indexed(): Promise<string[]> {
    const { rows } = await db.query('SELECT id FROM event ORDER BY block_number, log_index');
    return rows.map(({ id }) => id);
  }

  return { db, writeBlock, dropFrom, entries, folded, indexed, end: () => db.end() };
}
