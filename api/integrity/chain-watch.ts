import type { Logger } from 'pino';
import { BlockNotFoundError, createPublicClient, type Hex, http } from 'viem';
import type { Clock } from '../clock.ts';

/** Heights whose first sight is remembered; far more than any lag that is still served. */
const REMEMBERED_HEIGHTS = 4_096n;
const REQUEST_TIMEOUT_MS = 3_000;

/** Block by height and hash. */
export type BlockId = { number: bigint; hash: Hex };

/** What the API itself sees of the chain, kept fresh in the background. */
export type ChainWatch = {
  /** Newest head the node told, and when it was first seen (milliseconds). Undefined until the first answer. */
  head(): (BlockId & { seenAtMs: number }) | undefined;
  /** The node's `safe` block. */
  safe(): BlockId | undefined;
  /** The node's `finalized` block. */
  finalized(): BlockId | undefined;
  /** When a block of this height was first seen here, milliseconds; undefined when it is too old to remember. */
  seenAtMs(number: bigint): number | undefined;
  /** Asks the node for the canonical hash at a height; undefined when it has no such block. Throws when unreachable. */
  canonicalHash(number: bigint): Promise<Hex | undefined>;
  /** Milliseconds since the node last answered. */
  silentForMs(): number;
};

/** A {@link ChainWatch} that can be started and stopped. */
export type ChainWatcher = ChainWatch & { start(): void; stop(): Promise<void> };

/** Watches a node over HTTP: head and tags in one batch at each interval. */
export function createChainWatch(options: {
  rpcUrl: string;
  clock: Clock;
  logger: Logger;
  intervalMs?: number;
}): ChainWatcher {
  const { rpcUrl, clock, logger, intervalMs = 250 } = options;
  const client = createPublicClient({
    transport: http(rpcUrl, { batch: true, retryCount: 0, timeout: REQUEST_TIMEOUT_MS }),
  });
  const sight = new HeightMemory();
  const seen: { head?: BlockId & { seenAtMs: number }; safe?: BlockId; finalized?: BlockId } = {};
  let answeredAtMs = clock.nowMs();
  let reachable = true;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const [head, safe, finalized] = await Promise.all([
      client.getBlock({ blockTag: 'latest' }),
      client.getBlock({ blockTag: 'safe' }).catch(ignoreMissing),
      client.getBlock({ blockTag: 'finalized' }).catch(ignoreMissing),
    ]);
    const nowMs = clock.nowMs();
    answeredAtMs = nowMs;
    if (head.hash !== seen.head?.hash) {
      sight.remember(head.number, nowMs);
      seen.head = { number: head.number, hash: head.hash, seenAtMs: nowMs };
    }
    if (safe !== undefined) seen.safe = { number: safe.number, hash: safe.hash };
    if (finalized !== undefined)
      seen.finalized = { number: finalized.number, hash: finalized.hash };
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      try {
        await look();
        if (!reachable) logger.info('the node answers again');
        reachable = true;
      } catch (error) {
        if (reachable) logger.warn({ err: error }, 'the node does not answer');
        reachable = false;
      }
      await clock.wait(intervalMs);
    }
  }

  return {
    head: () => seen.head,
    safe: () => seen.safe,
    finalized: () => seen.finalized,
    seenAtMs: (number) => sight.of(number),
    silentForMs: () => clock.nowMs() - answeredAtMs,
    async canonicalHash(blockNumber) {
      const block = await client.getBlock({ blockNumber }).catch(ignoreMissing);
      return block?.hash;
    },
    start() {
      running = loop();
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

/** A node that has no such block, or no such tag, says so; anything else is a failure. */
function ignoreMissing(error: unknown): undefined {
  if (error instanceof BlockNotFoundError) return undefined;
  throw error;
}

/** When each height was first seen. A jump counts for all heights it passed, since none of them was seen before. */
class HeightMemory {
  readonly #seenAtMs = new Map<bigint, number>();
  #highest: bigint | undefined;

  remember(number: bigint, nowMs: number): void {
    const first = this.#highest === undefined ? number : this.#highest + 1n;
    const oldest = number - REMEMBERED_HEIGHTS;
    for (let height = first > oldest ? first : oldest; height <= number; height += 1n) {
      this.#seenAtMs.set(height, nowMs);
      this.#seenAtMs.delete(height - REMEMBERED_HEIGHTS);
    }
    if (this.#highest === undefined || number > this.#highest) this.#highest = number;
  }

  of(number: bigint): number | undefined {
    return this.#seenAtMs.get(number);
  }
}
