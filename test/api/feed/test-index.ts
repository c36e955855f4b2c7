import { createHash } from 'node:crypto';
import { toSnakeCase } from 'drizzle-orm/casing';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import pg from 'pg';
import type { Hex } from 'viem';
import { createDatabase as openDatabase } from '../../../api/db/database.ts';
import { migrate } from '../../../api/db/migrate.ts';
import type { BlockId, ChainWatch } from '../../../api/integrity/chain-watch.ts';
import { block, event } from '../../../indexer/ponder.schema.ts';
import * as supervisor from '../../../indexer/supervisor/queries.ts';
import { createDatabase } from '../../support/database.ts';
import { waitFor } from '../../support/wait-for.ts';

export const CHAIN_ID = 31337;
const START_BLOCK = 1n;

/** A block of a test's chain. Its hash tells fork and height, so that an entry can be read at a glance. */
export type TestBlock = {
  fork: string;
  number: bigint;
  hash: Hex;
  parentHash: Hex;
  events: (typeof event.$inferInsert)[];
};

/** Accounts and token of every event made here. */
export const ACCOUNTS = [`0x${'aa'.repeat(20)}`, `0x${'bb'.repeat(20)}`] as const;

export const TOKEN = `0x${'ee'.repeat(20)}` as const;

/** Channels of every event made here. */
export const CHANNELS = [
  'activity',
  'trades',
  'trade:7',
  `token:${TOKEN}`,
  ...ACCOUNTS.map((account) => `account:${account}`),
];

export function hashOf(fork: string, number: number | bigint): Hex {
  return `0x${createHash('sha256').update(`${fork}${number}`).digest('hex')}`;
}

/** One block of a fork. `parentFork` names the fork of its parent, where the chain split below it. */
export function makeBlock(
  fork: string,
  height: number,
  { events = 1, parentFork = fork }: { events?: number; parentFork?: string } = {},
): TestBlock {
  const number = BigInt(height);
  const hash = hashOf(fork, height);
  const rows = Array.from({ length: events }, (_, logIndex) => ({
    id: `${CHAIN_ID}:${hash}:${logIndex}`,
    chainId: CHAIN_ID,
    blockNumber: number,
    blockHash: hash,
    blockTimestamp: 1_790_000_000n + number,
    txHash: hash,
    logIndex,
    contract: `0x${'cc'.repeat(20)}` as const,
    source: 'TradeEscrow' as const,
    name: 'TradeCreated',
    args: { tradeId: '7', seller: ACCOUNTS[0], buyer: ACCOUNTS[1], amount: '1000000000000000000' },
    result: { state: 'Created' },
    accounts: [...ACCOUNTS],
    token: TOKEN,
    tradeId: 7n,
  }));
  return { fork, number, hash, parentHash: hashOf(parentFork, height - 1), events: rows };
}

/** Blocks of one fork, both heights included; the first one's parent may be of another fork. */
export function makeBlocks(
  fork: string,
  [from, to]: [number, number],
  options: { events?: number; parentFork?: string } = {},
): TestBlock[] {
  return Array.from({ length: to - from + 1 }, (_, place) =>
    makeBlock(fork, from + place, place === 0 ? options : { events: options.events ?? 1 }),
  );
}

export type TestIndex = Awaited<ReturnType<typeof createTestIndex>>;

/** A database with the feed's tables and an index that a test writes row by row, as the indexer would. */
export async function createTestIndex() {
  const database = await createDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 10 });
  const db = openDatabase(pool);
  await migrate(pool);
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await supervisor.createIndexerSchema(admin);
  let schemaName = 'index_1';

  /** Fills a schema from the column definitions, and names it as the one that is served. */
  async function openSchema(name: string, status: supervisor.DeploymentStatus = 'live') {
    schemaName = name;
    await admin.query(`CREATE SCHEMA ${name}`);
    for (const table of [block, event]) await admin.query(createTable(name, table));
    await setStatus(status);
  }

  async function setStatus(status: supervisor.DeploymentStatus) {
    const build = { schemaName, buildId: 'test', blocksFrom: START_BLOCK };
    await supervisor.findOrCreateBuild(admin, CHAIN_ID, build);
    const row = { ...build, chainId: CHAIN_ID, startBlock: START_BLOCK, status };
    await supervisor.nameLiveSchema(admin, row);
  }

  /** Writes blocks one by one, each with its rows in one transaction, and notifies as Ponder does. */
  async function write(blocks: TestBlock[], { blockRows = true } = {}) {
    for (const { number, hash, parentHash, events } of blocks) {
      await inSchema(async (tx) => {
        if (events.length > 0) await tx.insert(event).values(events);
        const timestamp = 1_790_000_000n + number;
        if (blockRows) await tx.insert(block).values({ number, hash, parentHash, timestamp });
        await tx.execute(`NOTIFY "${schemaName}_live_query", '[]'`);
      });
    }
  }

  /** Takes away what the index holds from a height on, or of one block; Ponder notifies nobody of that. */
  async function drop(from: number, { only = false } = {}) {
    const operator = only ? '=' : '>=';
    await admin.query(`DELETE FROM ${schemaName}.event WHERE block_number ${operator} $1`, [from]);
    await admin.query(`DELETE FROM ${schemaName}.block WHERE number ${operator} $1`, [from]);
  }

  function inSchema(
    work: (tx: Parameters<Parameters<typeof db.transaction>[0]>[0]) => Promise<void>,
  ) {
    return db.transaction(async (tx) => {
      await tx.execute(`SET LOCAL search_path TO ${schemaName}`);
      await work(tx);
    });
  }

  await openSchema(schemaName);
  return {
    url: database.url,
    pool,
    db,
    admin,
    openSchema,
    setStatus,
    write,
    drop,
    async close() {
      await pool.end();
      await untilAlone(admin);
      await admin.end();
      await database.drop();
    },
  };
}

/** Waits for the sessions of ended pools, which close a little later; one that is ended by force would fail the run. */
export async function untilAlone(admin: pg.Client): Promise<void> {
  await waitFor('the other sessions to end', async () => {
    const { rowCount } = await admin.query(
      'SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    return rowCount === 0;
  });
}

function createTable(schemaName: string, table: PgTable): string {
  const { name, columns } = getTableConfig(table);
  const list = columns.map(
    (column) =>
      `${toSnakeCase(column.name)} ${column.getSQLType()}` +
      `${column.notNull ? ' NOT NULL' : ''}${column.primary ? ' PRIMARY KEY' : ''}`,
  );
  return `CREATE TABLE ${schemaName}.${name} (${list.join(', ')})`;
}

/** The chain as its node tells it; a test says what that is. */
export function createTestWatch() {
  const canonical = new Map<bigint, Hex>();
  const told: { finalized: BlockId | undefined; isDown: boolean } = {
    finalized: undefined,
    isDown: false,
  };
  const watch: ChainWatch = {
    head: () => undefined,
    safe: () => undefined,
    finalized: () => told.finalized,
    seenAtMs: () => undefined,
    silentForMs: () => 0,
    async canonicalHash(number) {
      if (told.isDown) throw new Error('The node does not answer');
      return canonical.get(number);
    },
  };
  return {
    watch,
    told,
    /** Puts blocks on the node's chain; whatever lay above the first of them is gone. */
    mine(blocks: TestBlock[]) {
      const lowest = blocks[0]?.number ?? 0n;
      for (const number of canonical.keys()) if (number >= lowest) canonical.delete(number);
      for (const { number, hash } of blocks) canonical.set(number, hash);
    },
  };
}
