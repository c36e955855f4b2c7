// @ts-check

/**
 * @typedef {import('../api/assets/wire.ts').Asset} Asset
 * @typedef {import('../api/stats/wire.ts').Tvl} Tvl
 * @typedef {import('../api/stats/wire.ts').Yields} Yields
 * @typedef {import('../api/staking/wire.ts').StakingPool} StakingPool
 * @typedef {{ assets: Asset[], tvl: Tvl, yields: Yields, pools: StakingPool[] }} Figures
 */

/**
 * @typedef {object} Platform What the page knows of assets, value and staking.
 * @property {Figures | null} figures Null until they were read once.
 * @property {number | null} readAtMs When they were read.
 * @property {string | null} refusal Why the last reading failed, as a sentence.
 */

/** Entries of one burst ask together, and readings follow each other no faster than this. */
const GATHER_MS = 300;
const SPACING_MS = 2_000;

/** Ages and rewards move without an event, so the figures are read anew at times. */
const REFRESH_MS = 30_000;

/**
 * Reads the figures of the platform, one reading at a time. A failed one keeps what was read before, and says why.
 *
 * @param {object} options
 * @param {() => Promise<Figures>} options.fetchFigures
 * @param {(platform: Platform) => void} options.onChange
 */
export function createPlatform({ fetchFigures, onChange }) {
  /** @type {Platform} */
  let platform = { figures: null, readAtMs: null, refusal: null };
  let startedAtMs = Number.NEGATIVE_INFINITY;
  let isReading = false;
  let isWanted = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {Partial<Platform>} change */
  function commit(change) {
    platform = { ...platform, ...change };
    onChange(platform);
  }

  async function read() {
    clearTimeout(timer);
    isReading = true;
    isWanted = false;
    startedAtMs = Date.now();
    try {
      commit({ figures: await fetchFigures(), readAtMs: Date.now(), refusal: null });
    } catch (error) {
      commit({ refusal: error instanceof Error ? error.message : String(error) });
    }
    isReading = false;
    timer = setTimeout(read, isWanted ? pauseMs() : REFRESH_MS);
  }

  function pauseMs() {
    return Math.max(GATHER_MS, startedAtMs + SPACING_MS - Date.now());
  }

  return {
    /** Something changed that only the API can tell. */
    want() {
      if (isWanted) return;
      isWanted = true;
      if (isReading) return;
      clearTimeout(timer);
      timer = setTimeout(read, pauseMs());
    },
  };
}
