// @ts-check
import { describeLine, stateName } from './describe.js';
import { element } from './dom.js';
import { formatAmount, formatBps, formatDate, groupDigits, safeLink } from './format.js';
import { finalityBadge, shortHex, stateBadge } from './parts.js';

/** @import { Token, TradeDetail } from './types.js' */

/** @typedef {TradeDetail['timeline'][number]} Step */
/** @typedef {TradeDetail['evidence'][number]} Evidence */
/** @typedef {[name: string, value: Node | string]} Fact */

const NO_TERMS = `0x${'0'.repeat(64)}`;

/**
 * One trade with its terms, its life and the evidence filed.
 *
 * @param {TradeDetail} trade
 * @returns {Element[]}
 */
export function renderDetail(trade) {
  const badges = element('p', { class: 'badges' }, stateBadge(trade.state), ' ');
  badges.append(finalityBadge(trade.status));
  const facts = [...termFacts(trade), ...outcomeFacts(trade)];
  return [
    badges,
    section('Terms', factList(facts)),
    section('Timeline', timeline(trade)),
    section('Evidence', evidenceList(trade.evidence)),
    element('p', { class: 'stamp', id: 'detail-stamp' }),
  ];
}

/**
 * @param {string} title
 * @param {Element} content
 */
function section(title, content) {
  return element('section', {}, element('h3', {}, title), content);
}

/**
 * @param {readonly Fact[]} facts
 */
function factList(facts) {
  const pairs = facts.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
  return element('dl', { class: 'terms' }, ...pairs);
}

/**
 * @param {TradeDetail} trade
 * @returns {Fact[]}
 */
function termFacts(trade) {
  const { token, payment, buyer, open, termsHash } = trade;
  return [
    ['Asset', tokenAmount(token, trade.amount)],
    ['Payment', paymentText(payment)],
    ['Seller', longHex(trade.seller)],
    ['Buyer', buyer === null ? 'anyone eligible (open offer)' : longHex(buyer)],
    ['Offer', open ? 'open to anyone eligible' : 'to one buyer'],
    ['Asset token', longHex(token.address)],
    ...optional('Payment token', payment.token && longHex(payment.token.address)),
    ['Policy', `${trade.policyId}, fee ${formatBps(trade.feeBps)}`],
    ['Terms document', termsHash === NO_TERMS ? 'none' : longHex(termsHash)],
    ['Can be accepted until', formatDate(trade.expiresAt)],
    [
      'Created',
      `${formatDate(trade.created.at)}, block ${groupDigits(trade.created.block.number)}`,
    ],
    ['Created in', longHex(trade.created.txHash)],
    ['Escrow', longHex(trade.escrow)],
  ];
}

/**
 * @param {TradeDetail} trade
 * @returns {Fact[]}
 */
function outcomeFacts({
  state,
  deadline,
  fee,
  token,
  payment,
  paymentReference,
  dispute,
  resolution,
}) {
  const feeText = fee === null ? null : tokenAmount(payment.token ?? token, fee);
  return [
    ...optional('Fee taken', feeText),
    ...optional(
      `Deadline while ${stateName(state).toLowerCase()}`,
      deadline === null ? null : formatDate(deadline),
    ),
    ...optional('Payment reference', paymentReference && longHex(paymentReference)),
    ...optional('Disputed by', dispute && longHex(dispute.by)),
    ...optional('Reason', dispute && longHex(dispute.reasonHash)),
    ...optional('Resolved by', resolution && longHex(resolution.resolver)),
    ...optional('Buyer received', resolution && resolutionText(token, resolution, 'toBuyer')),
    ...optional('Seller received', resolution && resolutionText(token, resolution, 'toSeller')),
  ];
}

/**
 * @param {string} name
 * @param {Node | string | null} value
 * @returns {Fact[]}
 */
function optional(name, value) {
  return value === null ? [] : [[name, value]];
}

/**
 * @param {Token} token
 * @param {string} baseUnits
 */
function tokenAmount({ symbol, decimals }, baseUnits) {
  const value = element('span', { class: 'value' }, formatAmount(baseUnits, decimals));
  return element('span', { class: 'amount' }, value, ' ', element('bdi', {}, symbol ?? ''));
}

/**
 * @param {Token} token
 * @param {NonNullable<TradeDetail['resolution']>} resolution
 * @param {'toBuyer' | 'toSeller'} side
 */
function resolutionText(token, resolution, side) {
  const { buyerBps } = resolution;
  const share = side === 'toBuyer' ? buyerBps : 10_000 - buyerBps;
  const amount = tokenAmount(token, resolution[side]);
  amount.append(` (share ${formatBps(share)})`);
  return amount;
}

/**
 * @param {TradeDetail['payment']} payment
 */
function paymentText({ token, price }) {
  if (token === null) return `${groupDigits(price)}, off-chain, in the unit of the terms document`;
  const amount = tokenAmount(token, price);
  amount.append(', on-chain');
  return amount;
}

/**
 * @param {TradeDetail} trade
 */
function timeline({ timeline: steps, token, payment }) {
  const tokens = new Map([[token.address, token]]);
  if (payment.token !== null) tokens.set(payment.token.address, payment.token);
  return element('ol', { class: 'steps' }, ...steps.map((step) => stepItem(step, { tokens })));
}

/**
 * @param {Step} step
 * @param {{ tokens: ReadonlyMap<`0x${string}`, Token> }} market
 */
function stepItem({ event, at, block, txHash, logIndex, data, status }, market) {
  const line = { name: event, kind: /** @type {const} */ ('event'), data, tradeId: null };
  const rest = { key: '', entryId: null, block, at, reorged: false };
  const [title, detail] = describeLine({ ...line, ...rest }, market);
  const place = [`${formatDate(at)} · block ${groupDigits(block.number)} `, shortHex(block.hash)];
  const log = [' · transaction ', shortHex(txHash), ` log ${logIndex} · `, finalityBadge(status)];
  return element(
    'li',
    {},
    element('span', { class: 'what' }, title),
    ' ',
    element('bdi', { class: 'detail' }, detail),
    element('span', { class: 'foot' }, ...place, ...log),
  );
}

/**
 * @param {readonly Evidence[]} evidence
 */
function evidenceList(evidence) {
  if (evidence.length === 0) return element('p', { class: 'none' }, 'None was filed.');
  return element('ul', { class: 'evidence' }, ...evidence.map(evidenceItem));
}

/**
 * @param {Evidence} evidence
 */
function evidenceItem({ by, contentHash, uri, at }) {
  return element(
    'li',
    {},
    uriPart(uri),
    element('span', { class: 'foot' }, `by `, shortHex(by), `, ${formatDate(at)}`),
    element('span', { class: 'foot' }, 'content hash ', longHex(contentHash)),
  );
}

/**
 * A URI that a party wrote: always its plain text, and a link only where {@link safeLink} allows one.
 *
 * @param {string} uri
 */
function uriPart(uri) {
  const text = element('bdi', { class: 'uri' }, uri === '' ? 'no URI' : uri);
  const href = safeLink(uri);
  if (href === null) return text;
  const rel = 'noopener noreferrer nofollow ugc';
  return element('a', { href, rel, target: '_blank', referrerpolicy: 'no-referrer' }, text);
}

/**
 * @param {string} hex
 */
function longHex(hex) {
  return element('span', { class: 'hex long' }, hex);
}
