// @ts-check
import { formatAmount, formatBps, groupDigits, shorten } from './format.js';

/** @import { Line, Market, Row, TradeState } from './types.js' */

/**
 * States as people read them.
 *
 * @type {Readonly<Record<TradeState, string>>}
 */
const STATE_NAMES = {
  Created: 'Created',
  Accepted: 'Accepted',
  PaymentMarked: 'Payment marked',
  Completed: 'Completed',
  Cancelled: 'Cancelled',
  Expired: 'Expired',
  Disputed: 'Disputed',
  Resolved: 'Resolved',
};

/** Order of the filter, which is a trade's life. */
export const STATES = /** @type {TradeState[]} */ (Object.keys(STATE_NAMES));

/** @param {string} state */
export const stateName = (state) => Reflect.get(STATE_NAMES, state) ?? state;

/** @typedef {{ value: string, unit: string }} Amount */

/** Stands for an amount whose token is not known yet: a raw figure could be mistaken for tokens. */
const UNKNOWN = { value: '…', unit: '' };

/**
 * An amount with its token's symbol.
 *
 * @param {Pick<Market, 'tokens'>} market
 * @param {string} token
 * @param {string} baseUnits
 * @returns {Amount}
 */
export function amountOf(market, token, baseUnits) {
  const known = market.tokens.get(token);
  if (known === undefined) return UNKNOWN;
  const { symbol, decimals } = known;
  return { value: formatAmount(baseUnits, decimals), unit: symbol ?? shorten(token) };
}

/**
 * What is paid for a trade. An off-chain price has no unit here: the terms document names it.
 *
 * @param {Pick<Market, 'tokens'>} market
 * @param {Row['payment']} payment
 * @returns {Amount & { kind: string }}
 */
export function paymentOf(market, payment) {
  if (payment === null) return { ...UNKNOWN, kind: '' };
  const { token, price } = payment;
  if (token === null) return { value: groupDigits(price), unit: '', kind: 'off-chain' };
  return { ...amountOf(market, token, price), kind: 'on-chain' };
}

/**
 * @typedef {(data: Line['data'], market: Pick<Market, 'tokens'>) => [title: string, detail: string]} Wording
 */

/**
 * What each event says.
 *
 * @type {Readonly<Record<string, Wording>>}
 */
const WORDINGS = {
  TradeCreated: ({ tokenAddress, amount, seller }, market) => [
    'offered',
    `${spell(amountOf(market, String(tokenAddress), String(amount)))} by ${shorten(String(seller))}`,
  ],
  TradeTerms: ({ paymentToken, price }, market) => {
    const token = /^0x0+$/.test(String(paymentToken)) ? null : String(paymentToken);
    const { kind, ...amount } = paymentOf(market, { token, price: String(price) });
    return ['terms set', `${spell(amount)} ${kind}`];
  },
  TradeAccepted: ({ buyer }) => ['accepted', `by ${shorten(String(buyer))}`],
  PaymentMarked: ({ buyer }) => ['payment marked', `by ${shorten(String(buyer))}`],
  TradeCompleted: ({ buyer }) => ['completed', `delivered to ${shorten(String(buyer))}`],
  TradeCancelled: ({ by }) => ['cancelled', `by ${shorten(String(by))}`],
  TradeExpired: () => ['expired', 'returned to the seller'],
  DisputeOpened: ({ by }) => ['dispute opened', `by ${shorten(String(by))}`],
  EvidenceSubmitted: ({ by }) => ['evidence filed', `by ${shorten(String(by))}`],
  DisputeResolved: ({ buyerBps }) => ['resolved', `${formatBps(String(buyerBps))} to the buyer`],
  Credited: ({ account, token, amount }, market) => [
    'credited',
    `${spell(amountOf(market, String(token), String(amount)))} to ${shorten(String(account))}`,
  ],
  Staked: ({ token, account, amount }, market) => [
    'staked',
    `${spell(amountOf(market, String(token), String(amount)))} by ${shorten(String(account))}`,
  ],
  Unstaked: ({ token, account, principal }, market) => [
    'unstaked',
    `${spell(amountOf(market, String(token), String(principal)))} by ${shorten(String(account))}`,
  ],
  RewardClaimed: ({ token, account, amount }, market) => [
    'reward claimed',
    `${spell(amountOf(market, String(token), String(amount)))} by ${shorten(String(account))}`,
  ],
  Funded: ({ token, amount }, market) => [
    'reserve funded',
    spell(amountOf(market, String(token), String(amount))),
  ],
  Defunded: ({ token, amount }, market) => [
    'reserve lowered',
    spell(amountOf(market, String(token), String(amount))),
  ],
  PositionSeized: ({ token, account, amount }, market) => [
    'seized',
    `${spell(amountOf(market, String(token), String(amount)))} of ${shorten(String(account))}`,
  ],
  TierSet: ({ tier, aprBps }) => [`tier ${tier} set`, `${formatBps(String(aprBps))} a year`],
  PoolCreated: ({ symbol }) => ['pool opened', String(symbol)],
  ReserveExhausted: () => ['reserve exhausted', 'flexible stakes earn nothing until it is funded'],
};

/**
 * Words for a line of the event list.
 *
 * @param {Line} line
 * @param {Pick<Market, 'tokens'>} market
 * @returns {[title: string, detail: string]}
 */
export function describeLine(line, market) {
  const { kind, name, data, block } = line;
  if (kind === 'gap') return ['Gap', 'Events were missed here; the trades were read anew'];
  if (kind === 'start') return ['As of when this page was opened', ''];
  if (kind === 'state') return [stateName(name).toLowerCase(), ''];
  if (kind === 'reorg') {
    const events = data.events === '1' ? '1 event' : `${data.events} events`;
    return ['Chain reorg', `${events} up to block ${groupDigits(block?.number ?? '')} undone`];
  }
  const wording = Object.hasOwn(WORDINGS, name) ? WORDINGS[name] : undefined;
  return wording === undefined ? [name, ''] : wording(data, market);
}

/** @param {Amount} amount */
export function spell({ value, unit }) {
  return unit === '' ? value : `${value} ${unit}`;
}
