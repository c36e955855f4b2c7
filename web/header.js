// @ts-check
import { byId, setAttribute, setText } from './dom.js';
import { formatLag, groupDigits } from './format.js';
import { connectionLabel, connectionOf, warningOf } from './status.js';
import { summarize } from './summary.js';

/** @import { Market } from './types.js' */
/** @import { Health } from './status.js' */

/**
 * @typedef {object} Page What the header tells of.
 * @property {Market} market
 * @property {Health} health
 * @property {{ lagMs: number | null }} heartbeat
 * @property {bigint} newestBlock
 */

/** Renders the header and the warning under it. */
export function createHeader() {
  const connection = byId('connection', HTMLElement);
  const label = connection.firstElementChild ?? connection;
  const warning = byId('warning', HTMLElement);
  return function renderHeader(/** @type {Page} */ page, /** @type {number} */ nowMs) {
    const kind = connectionOf(page.health);
    setAttribute(connection, 'data-connection', kind);
    setAttribute(document.documentElement, 'data-connection', kind);
    setText(label, connectionLabel(page.health, nowMs));
    const text = warningOf(page.health);
    setText(warning, text ?? '');
    warning.hidden = text === null;
    renderChain(page);
    renderCounts(page.market);
  };
}

/** @param {Page} page */
function renderChain({ health: { index, silent }, heartbeat, newestBlock }) {
  if (index === null) return;
  const head = BigInt(index.head?.number ?? 0);
  const newest = head > newestBlock ? head : newestBlock;
  setFact('fact-head', groupDigits(newest.toString()), index.head?.hash ?? null);
  // A lag or a readiness that can no longer be had must not go on looking like one.
  const { lagBlocks, status, reason = null } = index;
  setFact('fact-lag', silent ? 'unknown' : lagText(lagBlocks), lagTitle(heartbeat.lagMs));
  setFact('fact-index', silent ? 'unknown' : status === 'ok' ? 'ready' : status, reason);
}

/** @param {number | null} blocks */
function lagText(blocks) {
  if (blocks === null) return 'unknown';
  return blocks === 1 ? '1 block' : `${blocks} blocks`;
}

/** @param {number | null} milliseconds */
function lagTitle(milliseconds) {
  return milliseconds === null ? null : `${formatLag(milliseconds)} at the last heartbeat`;
}

/** @param {Market} market */
function renderCounts(market) {
  if (!market.loaded) return;
  const { total, open, disputed, completed, reorged } = summarize(market);
  const scope = market.complete ? 'Of all trades' : `Of the newest ${total} trades`;
  setFact('fact-open', String(open), scope);
  setFact('fact-disputed', String(disputed), scope);
  setFact('fact-completed', String(completed), scope);
  setFact('fact-reorged', String(reorged), 'Rows that a reorg undid since this page was opened');
  byId('fact-reorged-box', HTMLElement).hidden = reorged === 0;
}

/**
 * @param {string} id
 * @param {string} text
 * @param {string | null} title
 */
function setFact(id, text, title) {
  const fact = byId(id, HTMLElement);
  setText(fact, text);
  setAttribute(fact, 'title', title);
}
