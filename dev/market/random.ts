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
  /** One of the items, each as likely as its weight says; undefined where there is none. */
  weigh<Item extends { weight: number }>(items: readonly Item[]): Item | undefined;
};

/**
 * Random choices about one subject.
 *
 * @param subject What the choices are about, so that two subjects of one seed have nothing in common.
 */
export function createRandom(seed: number, subject = ''): Random {
  const next = mulberry32(hash(`${seed} ${subject}`));
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (likelihood) => next() < likelihood,
    pick: (items) => items[Math.floor(next() * items.length)],
    weigh(items) {
      let left = next() * items.reduce((sum, { weight }) => sum + weight, 0);
      return items.find(({ weight }) => {
        left -= weight;
        return left < 0;
      });
    },
  };
}

/** A small generator with a 32-bit state (public domain, Tommy Ettinger). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a, so that neighbouring seeds and trades start far apart. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return state >>> 0;
}
