// @ts-check
import { gapLine, lineOfEntry, lineOfReorg, prependLine, strikeLines } from './lines.js';

/** @import { Entry, Line } from './types.js' */

/**
 * @typedef {object} Stakes What the page knows of staking, event by event.
 * @property {number} seq Sequence number of the newest entry folded in.
 * @property {readonly Line[]} lines Newest first.
 */

/** @returns {Stakes} */
export function emptyStakes() {
  return { seq: -1, lines: [] };
}

/**
 * Adds one entry of the feed as the list of trades' events does: an entry that was added before changes nothing, and
 * what a reorg takes back is struck through.
 *
 * @param {Stakes} stakes
 * @param {Entry} entry
 * @returns {Stakes}
 */
export function foldStake(stakes, entry) {
  const { seq } = entry;
  if (seq <= stakes.seq || entry.type === 'finalized') return stakes;
  if (!entry.channels.includes('staking')) return stakes;
  if (entry.type === 'reorg') return { seq, lines: prependLine(stakes.lines, lineOfReorg(entry)) };
  if (entry.op === 'revert') return { seq, lines: strikeLines(stakes.lines, entry) };
  return { seq, lines: prependLine(stakes.lines, lineOfEntry(entry)) };
}

/**
 * Puts what happened before under what entries have told; an event that both tell stands once.
 *
 * @param {Stakes} stakes
 * @param {readonly Line[]} earlier Newest first.
 * @returns {Stakes}
 */
export function seedStakes(stakes, earlier) {
  const told = new Set(stakes.lines.map(({ entryId }) => entryId));
  return {
    ...stakes,
    lines: [...stakes.lines, ...earlier.filter(({ entryId }) => !told.has(entryId))],
  };
}

/**
 * Records that entries were missed here, and forgets the place in the log.
 *
 * @param {Stakes} stakes
 * @param {number} at Unix seconds on the reader's clock.
 * @returns {Stakes}
 */
export function gapInStakes(stakes, at) {
  return { seq: -1, lines: prependLine(stakes.lines, gapLine(at)) };
}
