// @ts-check
import { formatClock } from './format.js';

/** @import { FeedState } from './feed.js' */
/** @import { IndexStatus } from './rest.js' */

/**
 * @typedef {object} Health What the page knows of how true it is.
 * @property {FeedState} feed
 * @property {boolean} caughtUp Whether the API's list was read since the subscription began.
 * @property {string | null} refusal Why the API's last list could not be had, as a sentence.
 * @property {IndexStatus | null} index What the API last said of its index; null until it said something.
 * @property {boolean} silent Whether the API's last status could not be had.
 * @property {number | null} confirmedAtMs When the page was last known to be live.
 */

/** @typedef {'connecting' | 'live' | 'reconnecting' | 'stale'} Connection */

/**
 * A page that has just opened.
 *
 * @returns {Health}
 */
export function startingHealth() {
  return {
    feed: { phase: 'connecting' },
    caughtUp: false,
    refusal: null,
    index: null,
    silent: false,
    confirmedAtMs: null,
  };
}

/**
 * Whether the page may look live: only with the feed subscribed, the list read since, and an index that is vouched for.
 *
 * @param {Health} health
 * @returns {Connection}
 */
export function connectionOf({ feed, caughtUp, refusal, index, silent, confirmedAtMs }) {
  if (feed.phase !== 'subscribed') {
    return confirmedAtMs === null && feed.phase === 'connecting' ? 'connecting' : 'reconnecting';
  }
  if (refusal !== null || silent || (index !== null && index.status !== 'ok')) return 'stale';
  if (caughtUp && index !== null) return 'live';
  return confirmedAtMs === null ? 'connecting' : 'reconnecting';
}

/**
 * Health with the moment noted at which it was last live.
 *
 * @param {Health} health
 * @param {number} nowMs
 * @returns {Health}
 */
export function confirm(health, nowMs) {
  return connectionOf(health) === 'live' ? { ...health, confirmedAtMs: nowMs } : health;
}

/**
 * A few words for the connection, with the countdown to the next attempt.
 *
 * @param {Health} health
 * @param {number} nowMs
 */
export function connectionLabel(health, nowMs) {
  const connection = connectionOf(health);
  if (connection === 'live') return 'Live';
  if (connection === 'stale') return 'Stale';
  if (connection === 'connecting') return 'Connecting';
  const { feed } = health;
  if (feed.phase !== 'waiting') return 'Reconnecting';
  return `Reconnecting in ${Math.max(0, Math.ceil((feed.retryAtMs - nowMs) / 1000))} s`;
}

/**
 * What the page says when it may be showing something old; null while it is live or has only just opened. It holds no
 * countdown, so that a screen reader hears it once.
 *
 * @param {Health} health
 */
export function warningOf(health) {
  const connection = connectionOf(health);
  if (connection === 'live' || connection === 'connecting') return null;
  const { confirmedAtMs } = health;
  const reach =
    confirmedAtMs === null
      ? 'Nothing has been confirmed since this page was opened.'
      : `What you see may be old: it was last confirmed at ${formatClock(confirmedAtMs)}.`;
  return `${causeOf(health)} ${reach}`;
}

/** @param {Health} health */
function causeOf({ feed, refusal, index, silent }) {
  if (feed.phase !== 'subscribed') return 'The connection is lost.';
  if (silent) return 'The API does not answer.';
  if (index !== null && index.status !== 'ok') {
    return `The API does not vouch for its index (${index.status}). ${index.reason ?? ''}`.trim();
  }
  return refusal ?? 'Catching up.';
}
