// @ts-check
import { shorten } from './format.js';

/** @import { Market, Row } from './types.js' */

/** @typedef {{ state: string, text: string }} Filter Empty strings let everything through. */

/** @typedef {{ key: string, row: Row, reorged: boolean }} ShownRow */

/**
 * Rows in the order of the table: newest trade first, and under each what a reorg undid of it.
 *
 * @param {Pick<Market, 'rows' | 'ghosts'>} market
 * @param {Filter} filter
 * @returns {ShownRow[]}
 */
export function shownRows({ rows, ghosts }, filter) {
  const standing = [...rows.values()].flatMap(([row]) =>
    row === undefined ? [] : [{ key: `${row.id}@${row.created.block.hash}`, row, reorged: false }],
  );
  const undone = ghosts.map(({ key, row }) => ({ key, row, reorged: true }));
  // The sort is stable, so what stands keeps its place above what was undone.
  return [...standing, ...undone]
    .filter(({ row }) => passes(row, filter))
    .sort((a, b) => compareIds(b.row.id, a.row.id));
}

/** @param {Row} row @param {Filter} filter */
function passes(row, { state, text }) {
  const wanted = text.trim().toLowerCase();
  if (state !== '' && row.state !== state) return false;
  if (wanted === '') return true;
  if (/^#?\d+$/.test(wanted)) return row.id === wanted.replace('#', '');
  const addresses = [row.seller, row.buyer ?? '', row.token, row.payment?.token ?? ''];
  return addresses.some((address) => matchesAddress(address, wanted));
}

/**
 * Addresses match by any part, and as they are printed.
 *
 * @param {string} address
 * @param {string} wanted
 */
function matchesAddress(address, wanted) {
  return address.includes(wanted) || shorten(address) === wanted;
}

/** @param {string} a @param {string} b */
function compareIds(a, b) {
  const difference = BigInt(a) - BigInt(b);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/**
 * The id of a trade that was searched for by its number.
 *
 * @param {string} text
 * @returns {string | null}
 */
export function searchedId(text) {
  const [, id] = /^#?([1-9]\d{0,77})$/.exec(text.trim()) ?? [];
  return id ?? null;
}
