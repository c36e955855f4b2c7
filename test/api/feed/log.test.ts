import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readHead } from '../../../api/feed/queries.ts';
import { createTestClock, readLog, settle, story } from './read-log.ts';
import {
  ACCOUNTS,
  CHAIN_ID,
  CHANNELS,
  createTestIndex,
  createTestWatch,
  hashOf,
  makeBlock,
  makeBlocks,
  type TestIndex,
} from './test-index.ts';

let index: TestIndex;
let chain: ReturnType<typeof createTestWatch>;
let clock: ReturnType<typeof createTestClock>;

beforeEach(async () => {
  index = await createTestIndex();
  chain = createTestWatch();
  clock = createTestClock();
});
afterEach(() => index.close());

const run = () => settle({ db: index.db, watch: chain.watch, clock });
const head = () => readHead(index.db, CHAIN_ID);
const told = () => story(index.db);

describe('apply', () => {
  test('default: a frame has the documented members in the documented order', async () => {
    await index.write([makeBlock('A', 1)]);
    await run();
    const [entry] = await readLog(index.db);
    const { epoch } = await head();
    expect(JSON.stringify(entry)).toBe(
      JSON.stringify({
        type: 'event',
        cursor: Buffer.from(`${epoch}.1`).toString('base64url'),
        seq: 1,
        op: 'apply',
        id: `31337:${hashOf('A', 1)}:0`,
        event: 'TradeCreated',
        contract: `0x${'cc'.repeat(20)}`,
        channels: CHANNELS,
        block: { chainId: 31337, number: '1', hash: hashOf('A', 1), timestamp: 1_790_000_001 },
        txHash: hashOf('A', 1),
        logIndex: 0,
        data: {
          tradeId: '7',
          seller: ACCOUNTS[0],
          buyer: ACCOUNTS[1],
          amount: '1000000000000000000',
        },
      }),
    );
  });

  test('behavior: the whole history comes first, also from below the first block row, in bounded steps', async () => {
    await index.write(makeBlocks('A', [1, 4], { events: 600 }), { blockRows: false });
    await index.write(makeBlocks('A', [5, 6], { events: 0 }));
    expect(await run()).toBe(3);
    const entries = await readLog(index.db);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 2_400 }, (_, i) => i + 1));
    expect(await head()).toMatchObject({ seq: 2_400, blockNumber: 6n, blockHash: hashOf('A', 6) });
  });

  test('behavior: a block of more events than a step holds is written whole', async () => {
    await index.write([makeBlock('A', 1, { events: 2_500 }), makeBlock('A', 2)]);
    expect(await run()).toBe(2);
    expect((await told()).slice(-2)).toEqual(['apply A1.2499', 'apply A2.0']);
  });

  test('behavior: a block without events moves the head and writes nothing', async () => {
    await index.write(makeBlocks('A', [1, 2]));
    await run();
    await index.write([makeBlock('A', 3, { events: 0 })]);
    await run();
    expect(await head()).toMatchObject({ seq: 2, blockNumber: 3n, blockHash: hashOf('A', 3) });
    expect(await run()).toBe(0);
  });

  test('behavior: an index that is filled again is left alone', async () => {
    await index.setStatus('backfilling');
    await index.write(makeBlocks('A', [1, 2]));
    expect(await run()).toBe(0);
    await index.setStatus('live');
    await run();
    expect(await told()).toEqual(['apply A1.0', 'apply A2.0']);
  });

  test('behavior: nothing is written past a hole, and all of it once the hole is filled', async () => {
    await index.write(makeBlocks('A', [1, 5]));
    await index.drop(3, { only: true });
    await run();
    expect(await told()).toEqual(['apply A1.0', 'apply A2.0']);
    await index.write([makeBlock('A', 3)]);
    await run();
    expect((await told()).slice(2)).toEqual(['apply A3.0', 'apply A4.0', 'apply A5.0']);
  });

  test('behavior: an orphan that the index kept below a new block is not built upon', async () => {
    await index.write(makeBlocks('A', [1, 3]));
    await index.write([makeBlock('B', 4)]);
    await run();
    expect(await told()).toEqual(['apply A1.0', 'apply A2.0', 'apply A3.0']);
  });
});

describe('revert', () => {
  test('behavior: the reorg, its reverts newest first, then the new chain', async () => {
    await index.write(makeBlocks('A', [1, 4], { events: 2 }));
    await run();
    await index.drop(3);
    await index.write(makeBlocks('B', [3, 4], { parentFork: 'A' }));
    await run();
    expect((await told()).slice(8)).toEqual([
      'reorg A4 > A2',
      ...['revert A4.1', 'revert A4.0', 'revert A3.1', 'revert A3.0'],
      ...['apply B3.0', 'apply B4.0'],
    ]);
    const entries = await readLog(index.db);
    const reorg = entries[8];
    expect(reorg).toMatchObject({
      channels: [...CHANNELS, 'system'],
      reverted: [4, 3].flatMap((height) =>
        [1, 0].map((log) => `31337:${hashOf('A', height)}:${log}`),
      ),
    });
    const { cursor: _1, seq: _2, op: _3, ...applied } = Object(entries[7]);
    expect(entries[9]).toMatchObject({ ...applied, op: 'revert', seq: 10 });
  });

  test('behavior: from A to B to A applies the same ids again', async () => {
    const first = makeBlocks('A', [1, 3]);
    await index.write(first);
    await run();
    await index.drop(3);
    await index.write([makeBlock('B', 3, { parentFork: 'A' })]);
    await run();
    await index.drop(3);
    await index.write(first.slice(2));
    await run();
    expect((await told()).slice(3)).toEqual([
      ...['reorg A3 > A2', 'revert A3.0', 'apply B3.0'],
      ...['reorg B3 > A2', 'revert B3.0', 'apply A3.0'],
    ]);
    await index.drop(2);
    await index.write(makeBlocks('C', [2, 3], { parentFork: 'A' }));
    await run();
    expect((await told()).slice(9)).toEqual([
      ...['reorg A3 > A1', 'revert A3.0', 'revert A2.0', 'apply C2.0', 'apply C3.0'],
    ]);
  });

  test('behavior: a reorg of blocks without events is told too', async () => {
    await index.write([makeBlock('A', 1), ...makeBlocks('A', [2, 3], { events: 0 })]);
    await run();
    await index.drop(3);
    await index.write(makeBlocks('B', [3, 3], { events: 0, parentFork: 'A' }));
    await run();
    expect(await told()).toEqual(['apply A1.0', 'reorg A3 > A2']);
    expect(await head()).toMatchObject({ blockNumber: 3n, blockHash: hashOf('B', 3) });
  });

  test('behavior: a shorter chain takes back what lies above it', async () => {
    await index.write(makeBlocks('A', [1, 5]));
    await run();
    await index.drop(3);
    await index.write([makeBlock('B', 3, { parentFork: 'A' })]);
    await run();
    expect((await told()).slice(5)).toEqual([
      ...['reorg A5 > A2', 'revert A5.0', 'revert A4.0', 'revert A3.0', 'apply B3.0'],
    ]);
  });

  test('behavior: a chain begun anew takes everything back, final or not', async () => {
    await index.write(makeBlocks('A', [1, 4]));
    await run();
    chain.told.finalized = { number: 3n, hash: hashOf('A', 3) };
    await run();
    await index.openSchema('index_2');
    await index.write(makeBlocks('B', [1, 2]));
    await run();
    expect((await told()).slice(4)).toEqual([
      'final A3',
      'reorg A4 > nothing',
      ...['revert A4.0', 'revert A3.0', 'revert A2.0', 'revert A1.0', 'apply B1.0', 'apply B2.0'],
    ]);
    expect(await head()).toMatchObject({ finalizedNumber: null, blockNumber: 2n });
  });

  test('behavior: a reorg of very many events goes back in bounded steps', async () => {
    await index.write([makeBlock('A', 1), ...makeBlocks('A', [2, 6], { events: 600 })]);
    await run();
    await index.drop(2);
    await index.write(makeBlocks('B', [2, 2], { parentFork: 'A' }));
    await run();
    const steps = (await told()).filter((line) => line.startsWith('reorg'));
    expect(steps).toEqual([
      'reorg A6 > A5',
      'reorg A5 > A4',
      'reorg A4 > A3',
      'reorg A3 > A2',
      'reorg A2 > A1',
    ]);
    expect((await told()).at(-1)).toBe('apply B2.0');
  });
});

describe('absence', () => {
  const blocks = makeBlocks('A', [1, 5]);

  test.each([
    ['the node confirms it', () => chain.mine(blocks)],
    ['the node has no such block', () => chain.mine(blocks.slice(0, 3))],
    ['the node does not answer', () => Object.assign(chain.told, { isDown: true })],
  ])('behavior: a block that is gone from the index is waited for when %s', async (_, arrange) => {
    await index.write(blocks);
    await run();
    await index.drop(3);
    arrange();
    expect(await run()).toBe(0);
    await index.write(blocks.slice(2));
    await index.write([makeBlock('A', 6)]);
    await run();
    expect((await told()).slice(5)).toEqual(['apply A6.0']);
  });

  test('behavior: a block that is gone from the index is taken back when the node has another', async () => {
    await index.write(blocks);
    await run();
    await index.drop(3);
    chain.mine([...blocks.slice(0, 3), ...makeBlocks('B', [4, 5], { parentFork: 'A' })]);
    await run();
    expect((await told()).slice(5)).toEqual(['reorg A5 > A3', 'revert A5.0', 'revert A4.0']);
    await index.write([...blocks.slice(2, 3), ...makeBlocks('B', [4, 4], { parentFork: 'A' })]);
    await run();
    expect((await told()).slice(8)).toEqual(['apply B4.0']);
  });

  test('behavior: a fresh schema whose block rows begin above the head goes on where the log stood', async () => {
    await index.write([...blocks, makeBlock('A', 6, { events: 0 })]);
    await run();
    chain.mine([...blocks, ...makeBlocks('A', [6, 9])]);
    await index.openSchema('index_2');
    await index.write([...blocks, makeBlock('A', 7)], { blockRows: false });
    await index.write(makeBlocks('A', [8, 9]));
    chain.told.isDown = true;
    expect(await run()).toBe(0);
    chain.told.isDown = false;
    chain.mine([...blocks, ...makeBlocks('A', [6, 9])]);
    await run();
    expect((await told()).slice(5)).toEqual(['apply A7.0', 'apply A8.0', 'apply A9.0']);
  });
});

describe('finality', () => {
  test('behavior: an advance is told once, where the index agrees, and at most once a second', async () => {
    await index.write(makeBlocks('A', [1, 4]));
    chain.told.finalized = { number: 2n, hash: hashOf('B', 2) };
    await run();
    expect((await told()).length).toBe(4);
    chain.told.finalized = { number: 2n, hash: hashOf('A', 2) };
    await run();
    chain.told.finalized = { number: 3n, hash: hashOf('A', 3) };
    expect(await run()).toBe(0);
    clock.at += 1_000;
    await run();
    expect(await run()).toBe(0);
    expect((await told()).slice(4)).toEqual(['final A2', 'final A3']);
    expect((await readLog(index.db)).at(-1)).toMatchObject({ channels: ['*'] });
  });

  test('behavior: a final block that the log has not reached is told when it has', async () => {
    chain.told.finalized = { number: 2n, hash: hashOf('A', 2) };
    await index.write([makeBlock('A', 1)]);
    await run();
    await index.write([makeBlock('A', 2)]);
    await run();
    expect(await told()).toEqual(['apply A1.0', 'apply A2.0', 'final A2']);
  });
});

describe('several sequencers', () => {
  test('behavior: together they write each entry once, without a gap', async () => {
    const others = Array.from({ length: 3 }, () => run());
    await Promise.all(others);
    for (let height = 1; height <= 30; height += 3) {
      await index.write(makeBlocks('A', [height, height + 2], { events: 3 }));
      await Promise.all([run(), run(), run()]);
    }
    await index.drop(20);
    await index.write(makeBlocks('B', [20, 31], { parentFork: 'A' }));
    await Promise.all([run(), run(), run()]);
    const entries = await readLog(index.db);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, place) => place + 1));
    expect((await told()).filter((line) => line.startsWith('reorg'))).toEqual(['reorg A30 > A19']);
    expect(entries.length).toBe(90 + 1 + 33 + 12);
  });
});
