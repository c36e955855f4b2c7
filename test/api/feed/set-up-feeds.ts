import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Limits } from '../../../api/feed/limits.ts';
import { waitFor } from '../../support/wait-for.ts';
import { type Replica, startReplica } from './feed-stack.ts';
import { createTestIndex, makeBlocks, type TestIndex } from './test-index.ts';

/** One index for a test file, and as many replicas of the feed as a test asks for; all end with the test. */
export function setUpFeeds() {
  const open: Replica[] = [];
  let index: TestIndex;
  let height = 0;

  beforeAll(async () => {
    index = await createTestIndex();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.stop()));
  });
  afterAll(() => index.close());

  return {
    get index() {
      return index;
    },
    /** Height of the chain so far. */
    get height() {
      return height;
    },
    async replica(options: { limits?: Partial<Limits>; sequencer?: boolean; port?: number } = {}) {
      const started = await startReplica(index, options);
      open.push(started);
      return started;
    },
    /** Adds blocks on top of the chain, with one event each unless told otherwise. */
    async grow(blocks = 1, events = 1) {
      await index.write(makeBlocks('A', [height + 1, height + blocks], { events }));
      height += blocks;
    },
    /** Waits until a replica has handed over all that is indexed. */
    settled: (feed: Replica['feed']) =>
      waitFor('the log to reach the index', () => feed.reflects() === BigInt(height)),
  };
}

/** Whole numbers from one to another, both included. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, place) => from + place);
}
