// @ts-check
import { stateName } from './describe.js';
import { element, setAttribute, setText } from './dom.js';
import { formatAge, formatDate, shorten } from './format.js';

/** @import { Finality } from './types.js' */

/** What each mark of finality means, for its title. @type {Readonly<Record<Finality, string>>} */
const FINALITY_TITLES = {
  latest: 'In the newest blocks: a reorg may still undo it',
  safe: 'Unlikely to be undone',
  finalized: 'Final: it cannot be undone',
};

/**
 * A trade's state as a badge: a shape, a colour and always the word.
 *
 * @param {string} state
 */
export function stateBadge(state) {
  return element('span', { class: 'state', 'data-state': state }, stateName(state));
}

/**
 * How settled a block is, as a badge with the word.
 *
 * @param {Finality} finality
 */
export function finalityBadge(finality) {
  const badge = element('span', { class: 'finality' });
  setFinality(badge, finality);
  return badge;
}

/**
 * @param {Element} badge
 * @param {Finality} finality
 */
export function setFinality(badge, finality) {
  setAttribute(badge, 'data-finality', finality);
  setAttribute(badge, 'title', FINALITY_TITLES[finality]);
  setText(badge, finality);
}

/** The word that no reorged row or line goes without. */
export function reorgedBadge() {
  return element('strong', { class: 'reorged-word', title: 'A reorg undid this' }, 'reorged');
}

/**
 * An address or hash, shortened, with the whole in its title.
 *
 * @param {string} hex
 */
export function shortHex(hex) {
  return element('span', { class: 'hex', title: hex }, shorten(hex));
}

/**
 * A time that tells its age.
 *
 * @param {number} at Unix seconds.
 */
export function ageOf(at) {
  return element('time', {
    datetime: new Date(at * 1000).toISOString(),
    title: formatDate(at),
  });
}

/**
 * @param {Element} time
 * @param {number} seconds
 */
export function setAge(time, seconds) {
  setText(time, formatAge(seconds));
}
