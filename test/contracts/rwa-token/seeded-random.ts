/** A source of repeatable chance. */
export type SeededRandom = {
  /** An integer from 0 up to, not including, `limit`, which is at most 2^32. */
  below: (limit: number) => number;
  /** One of the items, each as likely as the others. */
  pick: <T>(items: readonly [T, ...T[]]) => T;
};

/**
 * Makes a source whose answers depend on the seed only (the mulberry32 generator, 32 bits of state).
 *
 * @example
 * seededRandom(1).below(100) // 62, in every run
 */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return { below, pick: (items) => items[below(items.length)] ?? items[0] };
}
