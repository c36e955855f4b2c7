/** Random choices from one seed: the same seed on the same chain gives the same market. */
export type Random = {
  /** Below one, at least zero. */
  next(): number;
  /** Whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** Whether something of this likelihood happens. */
  chance(likelihood: number): boolean;
  /** One of the items; undefined where there is none. */
  pick<Item>(items: readonly Item[]): Item | undefined;
};

/** Mulberry32, a small generator with a 32-bit state (public domain, Tommy Ettinger). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (likelihood) => next() < likelihood,
    pick: (items) => items[Math.floor(next() * items.length)],
  };
}
