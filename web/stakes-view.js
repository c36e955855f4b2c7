// @ts-check
import { describeLine } from './describe.js';
import { element, keyedList, setAttribute, setText } from './dom.js';
import { finalityOf } from './fold.js';
import { groupDigits } from './format.js';
import { ageOf, finalityBadge, reorgedBadge, setAge, setFinality } from './parts.js';

/** @import { Stakes } from './stakes.js' */
/** @import { Line, Market } from './types.js' */

/** @typedef {Line & { market: Market, nowSeconds: number }} ShownLine */

/**
 * Renders staking activity, newest first; the market knows the tokens and how far blocks are final.
 *
 * @param {Element} list
 */
export function createStakesView(list) {
  const render = keyedList(list, lineView);
  return function renderStakes(
    /** @type {Stakes} */ { lines },
    /** @type {Market} */ market,
    /** @type {number} */ nowSeconds,
  ) {
    render(lines.map((line) => ({ ...line, market, nowSeconds })));
  };
}

/** @param {ShownLine} first */
function lineView(first) {
  const title = element('span', { class: 'what' });
  const detail = element('bdi', { class: 'detail' });
  const { block, at, kind, name, data } = first;
  const age = at === null ? null : ageOf(at);
  const badge = kind === 'event' ? finalityBadge('latest') : null;
  const id = typeof data.positionId === 'string' ? [element('b', {}, `#${data.positionId}`)] : [];
  const place = block === null ? [] : [blockPart(block)];
  const words = element('span', { class: 'words' }, ...id, ' ', title, ' ', detail);
  const marks = [badge, ...place, age].flatMap((part) => (part === null ? [] : [part, ' ']));
  const foot = element('span', { class: 'foot' }, ...marks);
  const item = element('li', { 'data-kind': kind, 'data-name': name }, words, foot);
  return {
    element: item,
    update(/** @type {ShownLine} */ line) {
      const [what, more] = describeLine(line, line.market);
      setText(title, what);
      setText(detail, more);
      if (age !== null && line.at !== null) setAge(age, line.nowSeconds - line.at);
      if (badge !== null && line.block !== null) {
        badge.hidden = line.reorged;
        setFinality(badge, finalityOf(line.market, line.block));
      }
      if (line.reorged) strike(item);
    },
  };
}

/** @param {{ number: string, hash: string }} block */
function blockPart({ number, hash }) {
  return element('span', { title: hash }, `block ${groupDigits(number)}`);
}

/** @param {Element} item */
function strike(item) {
  if (item.classList.contains('reorged')) return;
  setAttribute(item, 'class', 'reorged');
  item.append(reorgedBadge());
}
