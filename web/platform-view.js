// @ts-check
import { createChart } from './chart-view.js';
import { byId, element, keyedList, setAttribute, setText } from './dom.js';
import {
  formatAge,
  formatAmount,
  formatBps,
  formatDate,
  formatUsd,
  groupDigits,
  shortAmount,
} from './format.js';

/** @import { Asset, Platform, StakingPool, Tvl, Yields } from './platform.js' */

/** A figure that is not known is never shown as nothing. */
const UNKNOWN = '–';

/** Renders value, rates, assets and pools. */
export function createPlatformView() {
  const renderChart = createChart(byId('tvl-chart', HTMLElement));
  const renderAssets = keyedList(byId('assets', HTMLElement), assetView);
  const renderPools = keyedList(byId('pools', HTMLElement), poolView);
  const notice = byId('platform-notice', HTMLElement);
  return function renderPlatform(
    /** @type {Platform} */ { figures, readAtMs, refusal },
    /** @type {number} */ nowMs,
  ) {
    const age =
      readAtMs === null ? '' : ` Shown as read ${formatAge((nowMs - readAtMs) / 1000)} ago.`;
    notice.hidden = refusal === null;
    setText(notice, refusal === null ? '' : `${refusal}${age}`);
    if (figures === null) return;
    const nowSeconds = nowMs / 1000;
    renderTvl(figures.tvl);
    renderChart(
      figures.tvl.history.map(({ at, value }) => ({
        at,
        value: value === null ? null : value.display,
      })),
    );
    renderYields(figures.yields);
    renderAssets(figures.assets.map((asset) => ({ key: asset.id, asset, nowSeconds })));
    renderPools(figures.pools.map((pool) => ({ key: pool.token.address, pool, nowSeconds })));
  };
}

/** @param {Tvl} tvl */
function renderTvl({ current, change24h, change7d }) {
  const { value, unpriced } = current;
  setFigure('tvl-value', value === null ? 'no NAV yet' : formatUsd(value.amount), value?.amount);
  setFigure('tvl-day', changeText(change24h), change24h?.value.amount);
  setFigure('tvl-week', changeText(change7d), change7d?.value.amount);
  const note = byId('tvl-note', HTMLElement);
  note.hidden = unpriced === 0;
  setText(
    note,
    `${unpriced} ${unpriced === 1 ? 'token has' : 'tokens have'} no NAV yet and no part in it.`,
  );
}

/** @param {Tvl['change24h']} change */
function changeText(change) {
  if (change === null) return UNKNOWN;
  const sign = change.value.amount.startsWith('-') ? '' : '+';
  const percent = change.percent === null ? '' : ` (${sign}${change.percent.slice(0, 7)} %)`;
  return `${sign}${formatUsd(change.value.amount)}${percent}`;
}

/** @param {Yields} yields */
function renderYields({ flexible, oneYear, twoYear, averageApy }) {
  for (const [id, rate] of /** @type {const} */ ([
    ['yield-flexible', flexible],
    ['yield-one-year', oneYear],
    ['yield-two-year', twoYear],
    ['yield-average', averageApy],
  ])) {
    setFigure(id, rate === null ? UNKNOWN : `${rate.percent} %`, rate?.percent);
  }
}

/**
 * @param {string} id
 * @param {string} text
 * @param {string | undefined} exact
 */
function setFigure(id, text, exact) {
  const figure = byId(id, HTMLElement);
  setText(figure, text);
  setAttribute(figure, 'title', exact ?? null);
}

/** @typedef {[label: string, text: string, exact?: string | undefined]} Fact */

/** @typedef {{ key: string, asset: Asset, nowSeconds: number }} ShownAsset */

/** Facts of an asset with their labels. @param {ShownAsset} shown @returns {Fact[]} */
function assetFacts({ asset, nowSeconds }) {
  const { token, nav, value, supply, holders, apy } = asset;
  const navAge = nav === null ? '' : `, ${formatAge(nowSeconds - nav.at)} old`;
  return [
    ['Value', value === null ? 'not stated' : formatUsd(value.amount), value?.amount],
    [
      'NAV',
      nav === null ? 'none yet' : `${formatUsd(nav.value.amount)}${navAge}`,
      nav === null ? undefined : `${nav.value.amount} USD, set ${formatDate(nav.at)}`,
    ],
    ['Supply', `${formatAmount(supply, token.decimals)} ${token.symbol}`],
    ['Holders', groupDigits(String(holders))],
    ['Flexible', apy?.flexible == null ? UNKNOWN : formatBps(apy.flexible.aprBps)],
    ['One year', apy?.oneYear == null ? UNKNOWN : formatBps(apy.oneYear.aprBps)],
  ];
}

/** @param {ShownAsset} first */
function assetView({ asset }) {
  const title = element('h3', { id: `asset-${asset.id}` });
  const place = element('p', { class: 'place' });
  const facts = element('dl', {});
  return {
    element: element('li', { class: 'card' }, title, place, facts),
    update(/** @type {ShownAsset} */ shown) {
      const { name, location, type, state, token } = shown.asset;
      setText(title, `${name} · ${token.symbol}`);
      setText(place, [type, location, ...(state === 'Active' ? [] : [state])].join(' · '));
      writeFacts(facts, assetFacts(shown));
    },
  };
}

/** @typedef {{ key: string, pool: StakingPool, nowSeconds: number }} ShownPool */

/** @param {ShownPool} shown @returns {Fact[]} */
function poolFacts({ pool, nowSeconds }) {
  const { token, books, value, fundedUntil, activePositions, tiers } = pool;
  /** @type {(label: string, baseUnits: string) => Fact} */
  const amount = (label, baseUnits) => {
    const exact = formatAmount(baseUnits, token.decimals);
    return [label, `${shortAmount(exact)} ${token.symbol}`, `${exact} ${token.symbol}`];
  };
  return [
    amount('Staked', books.principal),
    ['Value', value === null ? 'no NAV yet' : formatUsd(value.amount), value?.amount],
    amount('Reserve', books.free),
    amount('Reserved for terms', books.committed),
    ['Stakes', groupDigits(String(activePositions))],
    [
      'Flexible funded',
      fundedUntil === null ? 'for ever' : untilText(fundedUntil - nowSeconds),
      fundedUntil === null ? undefined : safeDate(fundedUntil),
    ],
    ['Tiers', tiers.map(({ rate }) => `${rate.percent} %`).join(' · ')],
  ];
}

/** @param {number} seconds */
function untilText(seconds) {
  if (seconds <= 0) return 'run dry';
  const years = seconds / 31_536_000;
  return years > 2 ? `${Math.floor(years)} years` : formatAge(seconds);
}

/** A date that a calendar may not hold. @param {number} seconds */
function safeDate(seconds) {
  return seconds < 8_640_000_000_000 ? formatDate(seconds) : undefined;
}

/** @param {ShownPool} first */
function poolView(first) {
  const facts = element('dl', {});
  const title = element('h3', {}, `${first.pool.token.symbol} pool`);
  return {
    element: element('li', { class: 'card' }, title, facts),
    update(/** @type {ShownPool} */ shown) {
      writeFacts(facts, poolFacts(shown));
    },
  };
}

/**
 * Writes a list of facts, touching only what changed.
 *
 * @param {HTMLElement} list
 * @param {Fact[]} facts
 */
function writeFacts(list, facts) {
  for (const [index, [label, text, exact]] of facts.entries()) {
    const box = list.children[index] ?? list.appendChild(factBox());
    const [term, value] = box.children;
    if (term === undefined || value === undefined) continue;
    setText(term, label);
    setText(value, text);
    setAttribute(value, 'title', exact ?? null);
  }
}

function factBox() {
  return element('div', {}, element('dt', {}), element('dd', {}));
}
