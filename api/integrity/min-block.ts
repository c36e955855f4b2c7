import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { type Stamp, withSnapshot } from '../db/snapshot.ts';
import { ApiProblem } from '../errors.ts';

const INTERVAL_MS = 50;

/** What a request asks for, see `minBlockFields` in wire.ts; without `minBlock` any state will do. */
export type MinBlockQuery = { minBlock?: bigint | undefined; minBlockWaitMs: number };

/** Waits for the index. However many requests wait, it is looked at once per interval. */
export type MinBlockWaiter = {
  /**
   * Resolves when the index holds the block asked for, or one above it. No transaction is held meanwhile, so the
   * snapshot that is read next must be checked with {@link requireBlock}.
   *
   * @throws {ApiProblem} 504 `min_block_timeout`.
   * @throws {NoIndexError} while there is no index to wait for.
   */
  wait(query: MinBlockQuery): Promise<void>;
};

/** Makes the waiter that all routes share. */
export function createMinBlockWaiter(options: {
  db: Database;
  chainId: number;
  clock: Clock;
}): MinBlockWaiter {
  const { clock } = options;
  let looking: Promise<Stamp> | undefined;

  function look(): Promise<Stamp> {
    looking ??= withSnapshot(options, async ({ stamp }) => stamp).finally(() => {
      looking = undefined;
    });
    return looking;
  }

  return {
    async wait({ minBlock, minBlockWaitMs }) {
      if (minBlock === undefined) return;
      const limitMs = clock.nowMs() + minBlockWaitMs;
      for (;;) {
        const stamp = await look();
        if (stamp.number >= minBlock) return;
        if (clock.nowMs() >= limitMs) throw notReached(stamp, minBlock);
        await clock.wait(INTERVAL_MS);
      }
    },
  };
}

/**
 * Holds a snapshot against the block asked for: a reorg may have taken it back since it was waited for.
 *
 * @throws {ApiProblem} 504 `min_block_timeout`.
 */
export function requireBlock(stamp: Stamp, { minBlock }: Pick<MinBlockQuery, 'minBlock'>): void {
  if (minBlock !== undefined && stamp.number < minBlock) throw notReached(stamp, minBlock);
}

function notReached({ number }: Stamp, minBlock: bigint): ApiProblem {
  return new ApiProblem('min_block_timeout', {
    message: `The index is at block ${number} and has not reached ${minBlock} in time.`,
    headers: { 'Retry-After': '1' },
  });
}
