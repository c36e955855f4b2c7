import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../../dev/market/random.ts';
import { createTestClock, readLog, settle } from './read-log.ts';
import {
  createTestIndex,
  createTestWatch,
  makeBlock,
  type TestBlock,
  type TestIndex,
} from './test-index.ts';

/*
 * One chain lives a random life: blocks, reorgs of several depths, returns to a fork that was left, restarts of the
 * indexer, finality. Whenever the index is whole, the folded log must equal it. TEST_SEED repeats a run.
 */

const STEPS = 150;
const DEEPEST = 6;
const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);

let index: TestIndex;

beforeAll(async () => {
  index = await createTestIndex();
});
afterAll(() => index.close());

/** Ids that stand after all entries so far, in the order in which they were applied. */
async function fold(): Promise<string[]> {
  const standing: string[] = [];
  for (const entry of await readLog(index.db)) {
    if (entry.type !== 'event') continue;
    if (entry.op === 'apply') standing.push(entry.id);
    // Newest first: a revert can only take back what was applied last.
    else expect(standing.pop()).toBe(entry.id);
  }
  return standing;
}

test(`behavior: folded, the log equals the index after any blocks, reorgs and restarts, seed ${seed}`, async () => {
  const random = createRandom(seed);
  const node = createTestWatch();
  const clock = createTestClock();
  const run = () => settle({ db: index.db, watch: node.watch, clock });
  const chain: TestBlock[] = [];
  let left: TestBlock[] = [];
  let final = 0;

  /** New blocks on top of the first `height` ones, of a fork of their own. */
  function fresh(fork: string, height: number, count: number): TestBlock[] {
    const parentFork = chain[height - 1]?.fork ?? 'none';
    return Array.from({ length: count }, (_, place) =>
      makeBlock(fork, height + place + 1, {
        events: random.between(0, 3),
        parentFork: place === 0 ? parentFork : fork,
      }),
    );
  }

  /** Puts blocks on top of the first `height` ones, at the node and then in the index. */
  async function replaceAbove(height: number, blocks: TestBlock[]): Promise<void> {
    const orphans = chain.splice(height);
    if (orphans.length > 0) left = orphans;
    chain.push(...blocks);
    node.mine(blocks);
    await index.drop(height + 1);
    // The sequencer may look at any time, also between the end of one fork and the start of the other.
    if (random.chance(0.5)) await run();
    await index.write(blocks);
  }

  /** The indexer starts again: what it had is gone for a while, though the chain still has it. */
  async function restart(height: number): Promise<void> {
    await run();
    const before = await readLog(index.db);
    const blocks = chain.slice(height);
    await index.drop(height + 1);
    await run();
    await index.write(blocks.slice(0, 1));
    await run();
    expect(await readLog(index.db)).toEqual(before);
    await index.write(blocks.slice(1));
  }

  async function live(step: number): Promise<void> {
    const depth = Math.min(random.between(1, DEEPEST), chain.length - final);
    const base = chain.length - depth;
    const split = Number(left[0]?.number ?? 0n) - 1;
    const canReturn = split >= final && left[0]?.parentHash === chain[split - 1]?.hash;
    const roll = random.next();
    if (roll < 0.2) await replaceAbove(base, fresh(`f${step}`, base, random.between(1, depth + 1)));
    else if (roll < 0.35 && canReturn) await replaceAbove(split, left);
    else if (roll < 0.45) await restart(base);
    else await replaceAbove(chain.length, fresh(`f${step}`, chain.length, 1));
  }

  function finalize(): void {
    const mark = chain.at(-DEEPEST);
    if (mark === undefined || Number(mark.number) <= final) return;
    final = Number(mark.number);
    node.told.finalized = { number: mark.number, hash: mark.hash };
  }

  const standing = () => chain.flatMap(({ events }) => events.map(({ id }) => id));
  await replaceAbove(0, fresh('f', 0, DEEPEST));
  for (let step = 0; step < STEPS; step += 1) {
    await live(step);
    clock.at += 700;
    if (random.chance(0.1)) finalize();
    if (random.chance(0.3)) continue;
    await run();
    expect(await fold()).toEqual(standing());
  }
  await run();
  expect(await fold()).toEqual(standing());
  const entries = await readLog(index.db);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, place) => place + 1));
  // A life in which nothing happened would prove nothing.
  const kinds = entries.map((entry) => (entry.type === 'event' ? entry.op : entry.type));
  expect(new Set(kinds)).toEqual(new Set(['apply', 'revert', 'reorg', 'finalized']));
  const applied = entries.flatMap((entry) =>
    entry.type === 'event' && entry.op === 'apply' ? [entry.id] : [],
  );
  expect(new Set(applied).size).toBeLessThan(applied.length);
});
