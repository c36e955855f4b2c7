// @ts-check
import { emptyMarket, foldEntry, foldGap, foldSnapshot, raiseFinality } from './fold.js';

/** @import { TradeList } from './rest.js' */
/** @import { Entry, Market } from './types.js' */

/** Entries of one burst ask for one list together, and lists follow each other no faster than this. */
const GATHER_MS = 150;
const SPACING_MS = 1_000;

/** Pause after a refusal; it doubles up to the last. */
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 15_000;

/**
 * Holds the market: entries are folded as they come, and whatever entries cannot tell is read from the API with one
 * bounded list request at a time, however many trades want it.
 *
 * @param {object} options
 * @param {() => Promise<TradeList>} options.fetchTrades
 * @param {(market: Market) => void} options.onMarket
 * @param {(answer: TradeList) => void} options.onAnswer
 * @param {(error: unknown) => void} options.onRefusal
 */
export function createSession({ fetchTrades, onMarket, onAnswer, onRefusal }) {
  let market = emptyMarket();
  let loading = false;
  let failures = 0;
  let startedAtMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {Market} next */
  function commit(next) {
    market = next;
    onMarket(market);
    if (market.wanted && !loading && timer === undefined) {
      schedule(Math.max(GATHER_MS, startedAtMs + SPACING_MS - Date.now()));
    }
  }

  /** @param {number} pauseMs */
  function schedule(pauseMs) {
    clearTimeout(timer);
    timer = setTimeout(load, pauseMs);
  }

  async function load() {
    timer = undefined;
    loading = true;
    startedAtMs = Date.now();
    const { reorgs } = market;
    // What is wanted from here on is not covered by this request.
    market = { ...market, wanted: false };
    try {
      const answer = await fetchTrades();
      loading = false;
      failures = 0;
      take(answer, reorgs);
    } catch (error) {
      loading = false;
      onRefusal(error);
      market = { ...market, wanted: true };
      schedule(Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++));
    }
  }

  /** @param {TradeList} answer @param {number} reorgsBefore */
  function take(answer, reorgsBefore) {
    // An answer that crossed a reorg on its way may be of either chain, so it is asked for again.
    if (market.reorgs !== reorgsBefore) return commit({ ...market, wanted: true });
    const { data, meta } = answer;
    const complete = data.nextCursor === null;
    onAnswer(answer);
    commit(foldSnapshot(market, { trades: data.items, block: meta.block, complete }));
  }

  return {
    /** @param {Entry} entry */
    receive(entry) {
      commit(foldEntry(market, entry));
    },
    /**
     * Reads the list anew after each subscription; a hole in the log is shown.
     *
     * @param {{ recovered: boolean }} how
     */
    resume({ recovered }) {
      if (!recovered) market = foldGap(market, Date.now() / 1000);
      market = { ...market, wanted: true };
      onMarket(market);
      if (!loading) schedule(0);
    },
    /** @param {{ safe?: string | undefined, finalized?: string | undefined }} marks Heights. */
    raise(marks) {
      commit(raiseFinality(market, marks));
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
