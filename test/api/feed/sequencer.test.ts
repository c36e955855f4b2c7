import pg from 'pg';
import { pino } from 'pino';
import type { Hex } from 'viem';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../../../api/db/database.ts';
import { migrate } from '../../../api/db/migrate.ts';
import { advanceLog } from '../../../api/feed/sequencer.ts';
import type { BlockId, ChainWatch } from '../../../api/integrity/chain-watch.ts';
import { createRandom } from '../../../dev/market/random.ts';
import { createDatabase as createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { CHAIN_ID, createIndex, hashOf, idOf, type TestBlock } from './index-schema.ts';

let database: TestDatabase;
let pool: pg.Pool;
let index: Awaited<ReturnType<typeof createIndex>>;
/** What the node says: its chain by height, and its finalized block. */
let node: { chain: Map<bigint, Hex>; finalized: BlockId | undefined };

beforeEach(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 10 });
  pool.on('error', () => undefined);
  // Replicas start at once: one migrates, the other waits.
  await Promise.all([migrate(pool), migrate(pool)]);
  index = await createIndex(database.url);
  node = { chain: new Map(), finalized: undefined };
});

afterEach(async () => {
  await index.end();
  await pool.end();
  await database.drop();
});

const watch: ChainWatch = {
  head: () => undefined,
  safe: () => undefined,
  finalized: () => node.finalized,
  seenAtMs: () => undefined,
  canonicalHash: async (number) => node.chain.get(number),
  silentForMs: () => 0,
};

function sequencer() {
  const logger = pino({ level: 'silent' });
  return advanceLog({ db: createDatabase(pool), chainId: CHAIN_ID, watch, logger });
}

/** Lets the sequencer work until it has nothing more to do at once. */
async function settle(): Promise<void> {
  while (await sequencer());
}

/** Puts a block on the node's chain and into the index. */
async function mine(block: TestBlock): Promise<void> {
  node.chain.set(block.number, hashOf(block));
  await index.writeBlock(block);
}

/** The node leaves its chain from a height on. */
function forget(from: bigint): void {
  for (const number of node.chain.keys()) if (number >= from) node.chain.delete(number);
}

const a = (number: bigint, events = 1): TestBlock => ({ number, fork: 'a', events });
const b = (number: bigint, events = 1): TestBlock => ({ number, fork: 'b', events });

async function log(): Promise<string[]> {
  return (await index.entries()).map(
    ({ type, op, block_number }) => `${op ?? type} ${block_number}`,
  );
}

test('behavior: history comes first, in batches, in order and without a gap', async () => {
  for (let number = 1n; number <= 5n; number += 1n) await mine(a(number, 450));
  await settle();
  const entries = await index.entries();
  expect(entries.map(({ seq }) => Number(seq))).toEqual(entries.map((_, position) => position + 1));
  expect(await index.folded()).toEqual(await index.indexed());
  expect(entries).toHaveLength(2_250);
});

test('behavior: a block larger than a batch is one transaction, and does not stop the log', async () => {
  for (const block of [a(1n, 1_000), a(2n, 2_300), a(3n)]) await mine(block);
  await settle();
  await mine(a(4n));
  await settle();
  expect(await index.folded()).toEqual(await index.indexed());
  expect(await index.entries()).toHaveLength(3_302);
});

test('behavior: the head follows blocks without events, and nothing is written for them', async () => {
  await mine(a(1n));
  await settle();
  await mine(a(2n, 0));
  await settle();
  expect(await log()).toEqual(['apply 1']);
  const { rows } = await index.db.query('SELECT * FROM feed.head');
  expect(rows).toMatchObject([{ seq: '1', block_number: '2', block_hash: hashOf(a(2n)) }]);
});

test('behavior: a frame has the members of the protocol in their order', async () => {
  await mine(a(7n));
  await settle();
  const [entry] = await index.entries();
  const frame = JSON.parse(entry?.frame ?? '');
  expect(Object.keys(frame)).toEqual(
    'type cursor seq op id event contract channels block txHash logIndex data'.split(' '),
  );
  expect(frame).toMatchObject({
    channels: ['activity', 'trades', 'trade:1', 'account:0xab'],
    block: { chainId: CHAIN_ID, number: '7', hash: hashOf(a(7n)), timestamp: 1_007 },
  });
});

test('behavior: a reorg is told, then reverted newest first, then the new chain applied', async () => {
  for (const block of [a(1n), a(2n), a(3n, 2)]) await mine(block);
  await settle();
  await index.dropFrom(2n);
  forget(2n);
  for (const block of [b(2n), b(3n)]) await mine(block);
  await settle();
  expect((await log()).slice(4)).toEqual([
    'reorg 3',
    'revert 3',
    'revert 3',
    'revert 2',
    'apply 2',
    'apply 3',
  ]);
  const reorg = JSON.parse((await index.entries())[4]?.frame ?? '');
  expect(reorg).toMatchObject({
    from: { number: '3', hash: hashOf(a(3n)) },
    ancestor: { number: '1', hash: hashOf(a(1n)) },
    reverted: [idOf(a(3n), 1), idOf(a(3n), 0), idOf(a(2n), 0)],
  });
  expect(reorg.channels).toContain('system');
});

test('behavior: from A to B and back to A, the same event is applied twice', async () => {
  await mine(a(1n));
  await settle();
  for (const block of [b(1n), a(1n)]) {
    await index.dropFrom(1n);
    await mine(block);
    await settle();
  }
  expect(await log()).toEqual([
    'apply 1',
    'reorg 1',
    'revert 1',
    'apply 1',
    'reorg 1',
    'revert 1',
    'apply 1',
  ]);
  expect(await index.folded()).toEqual(await index.indexed());
});

test('behavior: absence is not a revert, and nothing newer passes what is waited for', async () => {
  for (const block of [a(1n), a(2n), a(3n)]) await mine(block);
  await settle();
  await index.dropFrom(2n);
  await settle();
  expect(await log()).toEqual(['apply 1', 'apply 2', 'apply 3']);
  for (const block of [a(2n), a(3n), a(4n)]) await mine(block);
  await settle();
  expect(await log()).toEqual(['apply 1', 'apply 2', 'apply 3', 'apply 4']);
});

test('behavior: what the node itself no longer has is reverted before the index has anything else', async () => {
  for (const block of [a(1n), a(2n)]) await mine(block);
  await settle();
  await index.dropFrom(2n);
  forget(2n);
  await settle();
  expect(await log()).toEqual(['apply 1', 'apply 2', 'reorg 2', 'revert 2']);
});

test('behavior: a fork below reverts everything above it', async () => {
  for (const block of [a(1n), a(2n), a(3n)]) await mine(block);
  await settle();
  await index.dropFrom(2n);
  forget(2n);
  await mine(b(2n, 0));
  await settle();
  expect((await log()).slice(3)).toEqual(['reorg 3', 'revert 3', 'revert 2']);
});

test('behavior: a block is called final only where the index has the node’s hash', async () => {
  for (const block of [a(1n), a(2n)]) await mine(block);
  node.finalized = { number: 1n, hash: hashOf(b(1n)) };
  await settle();
  expect(await log()).toEqual(['apply 1', 'apply 2']);
  node.finalized = { number: 1n, hash: hashOf(a(1n)) };
  await settle();
  await settle();
  expect(await log()).toEqual(['apply 1', 'apply 2', 'finalized 1']);
});

test('behavior: while the index fills again nothing is written', async () => {
  await mine(a(1n));
  await index.db.query(`UPDATE indexer.deployment SET status = 'backfilling'`);
  await settle();
  expect(await log()).toEqual([]);
});

test('behavior: several sequencers at once write nothing twice and leave no gap', async () => {
  for (let number = 1n; number <= 20n; number += 1n) {
    await mine(a(number, 3));
    await Promise.all([settle(), settle(), settle()]);
  }
  const entries = await index.entries();
  expect(entries.map(({ seq }) => Number(seq))).toEqual(entries.map((_, position) => position + 1));
  expect(entries.map(({ id }) => id)).toEqual(await index.indexed());
});

test('behavior: folded, the log equals the index after any blocks, reorgs and restarts', async () => {
  const seed = Number(process.env.TEST_SEED ?? 20_261_121);
  console.info(`seed ${seed}`);
  const random = createRandom(seed);
  const chain: TestBlock[] = [];
  for (let step = 0; step < 120; step += 1) {
    const deep = random.chance(0.2) ? random.between(1, Math.min(5, chain.length)) : 0;
    if (deep > 0) {
      const [first] = chain.splice(chain.length - deep);
      const from = first?.number ?? 0n;
      await index.dropFrom(from);
      // A reorg makes other blocks; a restart of the indexer brings the same ones back.
      if (random.chance(0.6)) forget(from);
      else for (const [number] of node.chain) if (number >= from) await restore(chain, number);
    }
    const number = BigInt(chain.length + 1);
    const block = { number, fork: `f${step}`, events: random.between(0, 3) };
    chain.push(block);
    blocks.set(hashOf(block), block);
    await mine(block);
    if (random.chance(0.7)) await settle();
  }
  await settle();
  expect(await index.folded()).toEqual(await index.indexed());
});

/** Every block that was ever mined, by its hash. */
const blocks = new Map<Hex, TestBlock>();

async function restore(chain: TestBlock[], number: bigint): Promise<void> {
  const block = blocks.get(node.chain.get(number) ?? '0x');
  if (block === undefined) throw new Error(`block ${number} was never mined`);
  if (await sequencer()) await settle();
  chain.push(block);
  await index.writeBlock(block);
}
