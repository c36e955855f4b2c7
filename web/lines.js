// @ts-check

/** @import { EventEntry, Line, ReorgEntry, Trade } from './types.js' */

/** Lines that the event list keeps; those struck through are kept beside them. */
export const LINE_LIMIT = 120;

/** Struck-through lines that the event list keeps. */
const STRUCK_LIMIT = 100;

/** Trades whose present state opens the list of a page that has seen no event yet. */
const SEED_LIMIT = 30;

/** @param {EventEntry} entry @returns {Line} */
export function lineOfEntry({ seq, id, event, block, data }) {
  return {
    key: `event-${seq}`,
    kind: 'event',
    tradeId: typeof data.tradeId === 'string' ? data.tradeId : null,
    name: event,
    entryId: id,
    block: { number: block.number, hash: block.hash },
    at: block.timestamp,
    data,
    reorged: false,
  };
}

/** @param {ReorgEntry} entry @returns {Line} */
export function lineOfReorg({ seq, from, ancestor, reverted }) {
  return {
    key: `reorg-${seq}`,
    kind: 'reorg',
    tradeId: null,
    name: 'Reorg',
    entryId: null,
    block: from,
    at: null,
    data: { ancestor: ancestor?.number ?? '', events: String(reverted.length) },
    reorged: false,
  };
}

/**
 * Line that says entries are missing here.
 *
 * @param {number} at Unix seconds on the reader's clock.
 * @returns {Line}
 */
export function gapLine(at) {
  return {
    key: `gap-${at}`,
    kind: 'gap',
    tradeId: null,
    name: 'Gap',
    entryId: null,
    block: null,
    at,
    data: {},
    reorged: false,
  };
}

/**
 * Puts a line on top and lets the oldest go; those struck through outlast the others.
 *
 * @param {readonly Line[]} lines Newest first.
 * @param {Line} line
 */
export function prependLine(lines, line) {
  let standing = 0;
  let struck = 0;
  return [line, ...lines].filter(({ reorged }) =>
    reorged ? ++struck <= STRUCK_LIMIT : ++standing <= LINE_LIMIT,
  );
}

/**
 * Strikes through what a revert undoes: the newest line of the same entry (a block that comes back applies its entries
 * again), and what the API told of the trade at that block.
 *
 * @param {readonly Line[]} lines
 * @param {EventEntry} entry
 */
export function strikeLines(lines, entry) {
  const applied = lines.find(({ entryId }) => entryId === entry.id);
  return lines.map((line) => {
    const told =
      line.kind === 'state' &&
      line.tradeId === entry.data.tradeId &&
      line.block?.hash === entry.block.hash;
    return line === applied || told ? { ...line, reorged: true } : line;
  });
}

/**
 * Fills the end of the list with the state of the trades that changed last, as the API told them.
 *
 * @param {readonly Line[]} lines
 * @param {readonly Trade[]} trades
 */
export function seedLines(lines, trades) {
  const seen = new Set(lines.map(({ tradeId, block }) => `${tradeId}@${block?.hash}`));
  const seeds = trades
    .map(lineOfTrade)
    .filter(({ tradeId, block }) => !seen.has(`${tradeId}@${block?.hash}`))
    .sort(
      (a, b) =>
        (b.at ?? 0) - (a.at ?? 0) || (BigInt(a.tradeId ?? 0) < BigInt(b.tradeId ?? 0) ? 1 : -1),
    );
  return seeds.length === 0 ? lines : [...lines, startLine(), ...seeds.slice(0, SEED_LIMIT)];
}

/**
 * Line between what happened while the page was open and what the API told of before.
 *
 * @returns {Line}
 */
function startLine() {
  return {
    key: 'start',
    kind: 'start',
    tradeId: null,
    name: 'Start',
    entryId: null,
    block: null,
    at: null,
    data: {},
    reorged: false,
  };
}

/** @param {Trade} trade @returns {Line} */
function lineOfTrade({ id, state, updated }) {
  return {
    key: `state-${id}-${updated.block.hash}`,
    kind: 'state',
    tradeId: id,
    name: state,
    entryId: null,
    block: updated.block,
    at: updated.at,
    data: {},
    reorged: false,
  };
}
