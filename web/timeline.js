// @ts-check
import { describeLine } from './describe.js';
import { element, keyedList, setAttribute, setText } from './dom.js';
import { groupDigits } from './format.js';
import { ageOf, reorgedBadge, setAge } from './parts.js';

/** @import { ItemView } from './dom.js' */
/** @import { Line, Market } from './types.js' */

/** @typedef {Line & { market: Market, nowSeconds: number }} ShownLine */

/**
 * Renders the list of events, newest first.
 *
 * @param {Element} list
 * @returns {(market: Market, nowSeconds: number) => void}
 */
export function createTimeline(list) {
  const render = keyedList(list, lineView);
  return function renderTimeline(market, nowSeconds) {
    render(market.lines.map((line) => ({ ...line, market, nowSeconds })));
  };
}

/**
 * @param {ShownLine} first
 * @returns {ItemView<ShownLine>}
 */
function lineView(first) {
  const title = element('span', { class: 'what' });
  const detail = element('bdi', { class: 'detail' });
  const age = first.at === null ? null : ageOf(first.at);
  const { tradeId, block, kind, name } = first;
  const link = tradeId === null ? [] : [element('a', { href: `#trade-${tradeId}` }, `#${tradeId}`)];
  const place = block === null ? [] : [blockPart(block)];
  const words = element('span', { class: 'words' }, ...link, ' ', title, ' ', detail);
  const foot = element('span', { class: 'foot' }, ...place, ...(age === null ? [] : [' ', age]));
  const item = element('li', { 'data-kind': kind, 'data-name': name }, words, foot);
  return {
    element: item,
    update(line) {
      const [what, more] = describeLine(line, line.market);
      setText(title, what);
      setText(detail, more);
      if (age !== null && line.at !== null) setAge(age, line.nowSeconds - line.at);
      if (line.reorged) strike(item);
    },
  };
}

/**
 * @param {{ number: string, hash: string }} block
 */
function blockPart({ number, hash }) {
  return element('span', { title: hash }, `block ${groupDigits(number)}`);
}

/**
 * @param {Element} item
 */
function strike(item) {
  if (item.classList.contains('reorged')) return;
  setAttribute(item, 'class', 'reorged');
  item.append(reorgedBadge());
}
