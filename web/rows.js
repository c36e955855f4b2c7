// @ts-check

/** @import { EventEntry, Row, Trade, TradeState } from './types.js' */

/** Earlier versions of one trade kept for a reorg to fall back on; a trade has fewer changes than this. */
const VERSION_LIMIT = 10;

const ZERO_ADDRESS = `0x${'0'.repeat(40)}`;

/** @type {ReadonlyMap<string, TradeState>} */
const STATE_AFTER = new Map([
  ['TradeCreated', 'Created'],
  ['TradeAccepted', 'Accepted'],
  ['PaymentMarked', 'PaymentMarked'],
  ['TradeCompleted', 'Completed'],
  ['TradeCancelled', 'Cancelled'],
  ['TradeExpired', 'Expired'],
  ['DisputeOpened', 'Disputed'],
  ['DisputeResolved', 'Resolved'],
]);

/** Events that change a trade but not its state. */
const KEEPS_STATE = new Set(['TradeTerms', 'EvidenceSubmitted']);

/**
 * Height of a row's newest change.
 *
 * @param {Row} row
 */
export const heightOf = (row) => BigInt(row.updated.block.number);

/**
 * Row of a trade as the API tells it.
 *
 * @param {Trade} trade
 * @returns {Row}
 */
export function rowOfTrade({ id, seller, buyer, token, amount, payment, state, created, updated }) {
  return {
    id,
    seller,
    buyer,
    token: token.address,
    amount,
    payment: { token: payment.token?.address ?? null, price: payment.price },
    state,
    created: { block: created.block, at: created.at },
    updated: { ...updated, logIndex: Number.POSITIVE_INFINITY },
  };
}

/**
 * Row of a trade that was just created; its terms follow in an entry of their own.
 *
 * @param {EventEntry} entry
 * @returns {Row}
 */
export function rowOfCreation(entry) {
  const { tradeId, seller, buyer, tokenAddress, amount } = entry.data;
  const { number, hash, timestamp } = entry.block;
  return {
    id: String(tradeId),
    seller: String(seller),
    buyer: buyer === ZERO_ADDRESS ? null : String(buyer),
    token: String(tokenAddress),
    amount: String(amount),
    payment: null,
    state: 'Created',
    created: { block: { number, hash }, at: timestamp },
    updated: updatedBy(entry),
  };
}

/**
 * Row after an event, or undefined where the entry alone does not tell it: an event unknown here, or one of another
 * block at the row's own height.
 *
 * @param {Row} row
 * @param {EventEntry} entry
 * @returns {Row | undefined}
 */
export function changeRow(row, entry) {
  const state = STATE_AFTER.get(entry.event) ?? (KEEPS_STATE.has(entry.event) ? row.state : null);
  const { number, hash } = entry.block;
  const follows = BigInt(number) > heightOf(row) || hash === row.updated.block.hash;
  if (state === null || !follows) return undefined;
  const changed = { ...row, state, updated: updatedBy(entry) };
  const { buyer, paymentToken, price } = entry.data;
  if (entry.event === 'TradeAccepted') changed.buyer = String(buyer);
  if (entry.event === 'TradeTerms') {
    const token = paymentToken === ZERO_ADDRESS ? null : String(paymentToken);
    changed.payment = { token, price: String(price) };
  }
  return changed;
}

/**
 * Whether a row already shows an event: it covers every block below its own, and its own up to its log index.
 *
 * @param {Row} row
 * @param {EventEntry} entry
 */
export function showsEvent(row, entry) {
  const height = BigInt(entry.block.number);
  if (height !== heightOf(row)) return height < heightOf(row);
  return row.updated.block.hash === entry.block.hash && entry.logIndex <= row.updated.logIndex;
}

/**
 * Puts a newer version on top; two of one block are one version, since a reorg undoes them together.
 *
 * @param {readonly Row[]} versions Newest first.
 * @param {Row} row
 */
export function pushVersion(versions, row) {
  const older = versions.filter(({ updated }) => updated.block.hash !== row.updated.block.hash);
  return [row, ...older].slice(0, VERSION_LIMIT);
}

/**
 * Puts the API's version of a trade on top of those shown before.
 *
 * @param {readonly Row[]} shown Newest first.
 * @param {Row} fresh
 * @param {bigint} reflected Height the API's answer covers.
 * @returns {{ versions: readonly Row[], undone: Row | undefined }} `undone` is what was shown but no longer stands.
 */
export function mergeVersions(shown, fresh, reflected) {
  const standing = shown.filter((version) => !isUndone(version, fresh, reflected));
  const undone = standing[0] === shown[0] ? undefined : shown[0];
  const [head] = standing;
  const ahead = head !== undefined && heightOf(head) > reflected;
  return { versions: ahead ? standing : pushVersion(standing, fresh), undone };
}

/** @param {Row} version @param {Row} fresh @param {bigint} reflected */
function isUndone(version, fresh, reflected) {
  const height = heightOf(version);
  if (height > reflected) return false;
  const otherBlock = version.updated.block.hash !== fresh.updated.block.hash;
  return (
    version.created.block.hash !== fresh.created.block.hash ||
    height > heightOf(fresh) ||
    (height === heightOf(fresh) && otherBlock)
  );
}

/** @param {EventEntry} entry @returns {Row['updated']} */
function updatedBy({ block: { number, hash, timestamp }, logIndex }) {
  return { block: { number, hash }, at: timestamp, logIndex };
}
