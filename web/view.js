// @ts-check
import { amountOf, paymentOf } from './describe.js';
import { element, keyedList, setAttribute, setText } from './dom.js';
import { shownRows } from './filter.js';
import { finalityOf } from './fold.js';
import { groupDigits, shorten } from './format.js';
import { ageOf, finalityBadge, reorgedBadge, setAge, setFinality, stateBadge } from './parts.js';

/** @import { ItemView } from './dom.js' */
/** @import { Filter, ShownRow } from './filter.js' */
/** @import { Market, Row } from './types.js' */

const UNIT_UNKNOWN = 'Off-chain: the terms document names the unit of the price';

/** Figures of more characters are set smaller, so that they keep to one line. */
const LONG_FIGURE = 14;

/** A row that comes back with a filter is not new; one this young may be. */
const ARRIVAL_SECONDS = 10;

/** Each cell's heading, for the narrow layout that has no head row; the first cell is the row's own heading. */
const LABELS = ['Asset', 'Payment', 'Parties', 'State', 'Finality', 'Block', 'Age'];

/**
 * Renders the table of trades into its body.
 *
 * @param {Element} body
 * @returns {(market: Market, filter: Filter, nowSeconds: number) => number} Gives the number of rows shown.
 */
export function createTradeTable(body) {
  keepRoles(body.closest('table'));
  /** @type {(item: ShownRow & Moment) => ItemView<ShownRow & Moment>} */
  const create = (item) => (item.reorged ? ghostRow(item) : tradeRow(item));
  const render = keyedList(body, create);
  let wasLoaded = false;
  return function renderTable(market, filter, nowSeconds) {
    const moment = { market, nowSeconds, wasLoaded };
    const items = shownRows(market, filter).map((shown) => ({ ...shown, ...moment }));
    render(items);
    wasLoaded = market.loaded;
    return items.length;
  };
}

/**
 * @typedef {object} Moment
 * @property {Market} market
 * @property {number} nowSeconds
 * @property {boolean} wasLoaded Whether the table had its first rows before; later ones are shown to arrive.
 */

/**
 * Names the roles of a table outright: some browsers forget them where a style lays the rows out as cards.
 *
 * @param {Element | null} table
 */
function keepRoles(table) {
  const roles = { thead: 'rowgroup', tbody: 'rowgroup', tr: 'row', th: 'columnheader' };
  table?.setAttribute('role', 'table');
  for (const [tag, role] of Object.entries(roles)) {
    for (const part of table?.querySelectorAll(tag) ?? []) part.setAttribute('role', role);
  }
}

/**
 * @param {ShownRow & Moment} first
 * @returns {ItemView<ShownRow & Moment>}
 */
function tradeRow(first) {
  const id = tradeLink(first.row);
  const asset = amountParts();
  const payment = amountParts();
  const parties = partyParts();
  const state = element('span', {});
  const finality = finalityBadge('latest');
  const block = element('span', {});
  const age = ageOf(first.row.created.at);
  const cells = [asset.root, payment.root, parties.root, state, finality, block, age];
  const isNew = first.wasLoaded && first.nowSeconds - first.row.created.at < ARRIVAL_SECONDS;
  return {
    element: tableRow(id, cells, isNew ? 'new' : null),
    update({ row, market, nowSeconds }) {
      asset.set(amountOf(market, row.token, row.amount), row.token);
      setPayment(payment, market, row);
      parties.set(row);
      setState(state, row.state);
      setFinality(finality, finalityOf(market, row.updated.block));
      setText(block, groupDigits(row.updated.block.number));
      setAttribute(block, 'title', row.updated.block.hash);
      setAge(age, nowSeconds - row.created.at);
    },
  };
}

/**
 * A row that a reorg undid: what it showed, struck through, and never again a state or a finality that counts.
 *
 * @param {ShownRow & Moment} first
 * @returns {ItemView<ShownRow & Moment>}
 */
function ghostRow(first) {
  const { element: row, update } = tradeRow(first);
  row.className = 'reorged';
  const cells = row.querySelectorAll('[data-label]');
  const finality = cells[LABELS.indexOf('Finality')];
  finality?.replaceChildren(reorgedBadge());
  return { element: row, update };
}

/**
 * @param {Element} id
 * @param {readonly Element[]} cells
 * @param {string | null} className
 */
function tableRow(id, cells, className) {
  const heading = element('th', { scope: 'row', role: 'rowheader' }, id);
  const rest = cells.map((cell, index) => {
    const label = LABELS[index] ?? '';
    const isNumber = ['Asset', 'Payment', 'Block', 'Age'].includes(label);
    const attributes = { role: 'cell', 'data-label': label, class: isNumber ? 'number' : null };
    return element('td', attributes, cell);
  });
  return element('tr', { role: 'row', class: className }, heading, ...rest);
}

/**
 * @param {Row} row
 */
function tradeLink({ id }) {
  return element('a', { href: `#trade-${id}`, 'aria-label': `Trade ${id}, details` }, `#${id}`);
}

/** An amount in parts that are set apart by their looks: figure, unit, kind of payment. */
function amountParts() {
  const value = element('span', { class: 'value' });
  const unit = element('bdi', { class: 'unit' });
  const kind = element('span', { class: 'kind' });
  return {
    root: element('span', { class: 'amount' }, value, ' ', unit, ' ', kind),
    /**
     * @param {{ value: string, unit: string, kind?: string }} amount
     * @param {string} title
     */
    set(amount, title) {
      setText(value, amount.value);
      setAttribute(value, 'data-long', amount.value.length > LONG_FIGURE ? '' : null);
      setText(unit, amount.unit);
      setAttribute(unit, 'title', title);
      setText(kind, amount.kind ?? '');
    },
  };
}

/**
 * @param {ReturnType<typeof amountParts>} parts
 * @param {Market} market
 * @param {Row} row
 */
function setPayment(parts, market, { payment }) {
  parts.set(paymentOf(market, payment), payment?.token ?? '');
  setAttribute(parts.root, 'title', payment?.token === null ? UNIT_UNKNOWN : null);
}

function partyParts() {
  const seller = element('span', { class: 'hex' });
  const buyer = element('span', { class: 'hex' });
  const arrow = element('span', { class: 'arrow', 'aria-hidden': 'true' }, '→');
  const spoken = element('span', { class: 'spoken' }, ' to ');
  return {
    root: element('span', { class: 'parties' }, seller, arrow, spoken, buyer),
    /** @param {Row} row */
    set(row) {
      setText(seller, shorten(row.seller));
      setAttribute(seller, 'title', `Seller ${row.seller}`);
      setText(buyer, row.buyer === null ? 'anyone' : shorten(row.buyer));
      setAttribute(buyer, 'title', row.buyer === null ? 'Open offer' : `Buyer ${row.buyer}`);
    },
  };
}

/**
 * Shows a state; a badge made anew plays its entrance, so a change is seen.
 *
 * @param {Element} holder
 * @param {string} state
 */
function setState(holder, state) {
  const shown = holder.firstElementChild;
  if (shown?.getAttribute('data-state') === state) return;
  const badge = stateBadge(state);
  if (shown !== null) badge.classList.add('changed');
  holder.replaceChildren(badge);
}
