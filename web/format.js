// @ts-check

/**
 * Puts a comma between every three digits of a whole number.
 *
 * @param {string} digits
 */
export function groupDigits(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * Writes an amount of base units as whole tokens, exactly: every digit that is not a trailing zero is shown, and at
 * least two places where the token has them, so that a column lines up.
 *
 * @param {string} baseUnits Whole number as a decimal string.
 * @param {number} decimals Decimal places of one whole token.
 * @returns {string} For example `formatAmount('1250500000', 6)` is `1,250.50`.
 */
export function formatAmount(baseUnits, decimals) {
  const value = BigInt(baseUnits);
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = groupDigits(digits.slice(0, digits.length - decimals));
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  const shown = fraction.padEnd(Math.min(2, decimals), '0');
  return shown === '' ? `${sign}${whole}` : `${sign}${whole}.${shown}`;
}

/** Places that {@link shortAmount} keeps. */
const SHORT_PLACES = 4;

/**
 * Cuts a written amount to four places, with a mark where something was cut; the caller puts the whole into the title.
 *
 * @param {string} written As {@link formatAmount} gives it.
 */
export function shortAmount(written) {
  const [whole = '', fraction = ''] = written.split('.');
  if (fraction.length <= SHORT_PLACES) return written;
  return `${whole}.${fraction.slice(0, SHORT_PLACES)}…`;
}

/**
 * Writes US dollars to the cent, rounded towards zero; the caller puts the exact figure into the title.
 *
 * @param {string | number} amount Decimal string, or a number that is only shown.
 * @returns {string} For example `formatUsd('-1250.509')` is `-$1,250.50`.
 */
export function formatUsd(amount) {
  const text = typeof amount === 'number' ? amount.toFixed(4) : amount;
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const sign = text.startsWith('-') ? '-' : '';
  return `${sign}$${groupDigits(whole)}.${fraction.padEnd(2, '0').slice(0, 2)}`;
}

/**
 * Writes basis points as a percentage.
 *
 * @param {string | number} bps
 */
export function formatBps(bps) {
  return `${formatAmount(String(bps), 2).replace(/\.?0+$/, '')} %`;
}

/**
 * Shortens an address or hash to its ends; the caller puts the whole into the title.
 *
 * @param {string} text
 */
export function shorten(text) {
  return text.length > 12 ? `${text.slice(0, 6)}…${text.slice(-4)}` : text;
}

/**
 * Tells how long ago something was, in the two largest units that matter.
 *
 * @param {number} seconds May be negative, where the chain's clock runs ahead of the server's; that reads `now`.
 */
export function formatAge(seconds) {
  const whole = Math.floor(seconds);
  if (whole < 1) return 'now';
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/**
 * Writes a duration of milliseconds, as precisely as it matters for a lag.
 *
 * @param {number} milliseconds
 */
export function formatLag(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return milliseconds < 60_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : formatAge(milliseconds / 1000);
}

/**
 * Time of day on the reader's clock, such as `14:02:31`.
 *
 * @param {number} milliseconds
 */
export function formatClock(milliseconds) {
  return new Date(milliseconds).toLocaleTimeString('en-GB');
}

/**
 * Date and time in UTC, such as `2026-11-21 14:02:31 UTC`.
 *
 * @param {number} unixSeconds
 */
export function formatDate(unixSeconds) {
  return new Date(unixSeconds * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC');
}

/**
 * The address behind a URI that a stranger wrote, if it is one that may become a link: https or ipfs, and without a
 * user part, which could dress one host up as another.
 *
 * @param {string} uri
 * @returns {string | null}
 */
export function safeLink(uri) {
  if (!URL.canParse(uri)) return null;
  const url = new URL(uri);
  const allowed = url.protocol === 'https:' || url.protocol === 'ipfs:';
  return allowed && url.username === '' && url.password === '' ? url.href : null;
}
