// @ts-check
import { byId, element, setText } from './dom.js';
import { searchedId } from './filter.js';
import { GHOST_LIMIT } from './fold.js';
import { createTradeTable } from './view.js';

/** @import { Filter } from './filter.js' */
/** @import { Market } from './types.js' */

/** Renders the trades with the words around them: how many there are, and what to do when there are none. */
export function createTradeList() {
  const renderTable = createTradeTable(byId('rows', HTMLElement));
  const note = byId('trades-note', HTMLElement);
  const empty = byId('empty', HTMLElement);
  let emptyKind = '';
  /**
   * @param {Market} market
   * @param {Filter} filter
   * @param {number} nowSeconds
   */
  return function renderTrades(market, filter, nowSeconds) {
    const shown = renderTable(market, filter, nowSeconds);
    setText(note, noteOf(market, shown));
    empty.hidden = shown > 0;
    // Built only when it changes, so that a link in it keeps the focus.
    const kind = shown > 0 ? '' : `${emptyKindOf(market)} ${searchedId(filter.text)}`;
    if (kind !== emptyKind && shown === 0) empty.replaceChildren(...emptyWords(market, filter));
    emptyKind = kind;
  };
}

/**
 * @param {Market} market
 * @param {number} shown
 */
function noteOf(market, shown) {
  if (!market.loaded) return 'Reading the trades';
  const standing = market.rows.size;
  const all = standing + market.ghosts.length;
  const scope = market.complete ? `${standing} in all` : `newest ${standing}`;
  const filtered = shown < all ? `, ${shown} shown` : '';
  const dropped = market.ghostCount > GHOST_LIMIT ? `, last ${GHOST_LIMIT} reorged` : '';
  return `${scope}${filtered}${dropped}`;
}

/** @param {Market} market */
function emptyKindOf({ loaded, rows, ghosts }) {
  if (!loaded) return 'unread';
  return rows.size + ghosts.length === 0 ? 'none' : 'filtered';
}

/**
 * @param {Market} market
 * @param {Filter} filter
 * @returns {Element[]}
 */
function emptyWords(market, { text }) {
  const kind = emptyKindOf(market);
  if (kind === 'unread') return [element('p', {}, 'Reading the trades from the API.')];
  if (kind === 'filtered') {
    const id = searchedId(text);
    const words = element('p', {}, 'None of the trades listed here match the filters.');
    if (id === null) return [words];
    return [words, element('p', {}, element('a', { href: `#trade-${id}` }, `Look up trade ${id}`))];
  }
  return [
    element('p', {}, element('strong', {}, 'No trades yet.')),
    element(
      'p',
      {},
      'The page is listening, and the first offer appears here by itself. To see a market move, start one with ',
      element('code', {}, 'npm run dev'),
      ', or create an offer with ',
      element('code', {}, 'TradeEscrow.createTrade'),
      '.',
    ),
  ];
}
