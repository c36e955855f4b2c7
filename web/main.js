// @ts-check
import { STATES, stateName } from './describe.js';
import { TradeDetailDialog } from './detail.js';
import { byId, element } from './dom.js';
import { FeedConnection } from './feed.js';
import { emptyMarket } from './fold.js';
import { createHeader } from './header.js';
import { createPlatform } from './platform.js';
import { createPlatformView } from './platform-view.js';
import { fetchFigures, fetchStakes, fetchStatus, fetchTrades } from './rest.js';
import { createSession } from './session.js';
import { emptyStakes, foldStake, gapInStakes, seedStakes } from './stakes.js';
import { createStakesView } from './stakes-view.js';
import { confirm, startingHealth } from './status.js';
import { startTabs } from './tabs.js';
import { createTimeline } from './timeline.js';
import { createTradeList } from './trade-list.js';

/** @import { Platform } from './platform.js' */
/** @import { Health } from './status.js' */
/** @import { Entry } from './types.js' */

/** Between two looks at the API's own status. */
const STATUS_MS = 3_000;

const page = {
  market: emptyMarket(),
  health: startingHealth(),
  /** @type {{ lagMs: number | null }} */
  heartbeat: { lagMs: null },
  /** Newest block told by an entry. */
  newestBlock: 0n,
  /** The server's clock less the reader's, so that ages are right on a wrong clock. */
  clockOffsetMs: 0,
  filter: { state: '', text: '' },
  stakes: emptyStakes(),
  /** @type {Platform} */
  platform: { figures: null, readAtMs: null, refusal: null },
};

const detail = new TradeDetailDialog();
const renderHeader = createHeader();
const renderTrades = createTradeList();
const renderPlatform = createPlatformView();
const renderStakes = createStakesView(byId('stakes', HTMLElement));
const renderTimeline = createTimeline(byId('lines', HTMLElement));

function render() {
  const nowMs = Date.now();
  const nowSeconds = (nowMs + page.clockOffsetMs) / 1000;
  renderHeader(page, nowMs);
  renderTrades(page.market, page.filter, nowSeconds);
  renderTimeline(page.market, nowSeconds);
  byId('no-lines', HTMLElement).hidden = page.market.lines.length > 0;
  renderPlatform(page.platform, nowMs);
  renderStakes(page.stakes, withPlatformTokens(page), nowSeconds);
  byId('no-stakes', HTMLElement).hidden = page.stakes.lines.length > 0;
}

/**
 * The market with the tokens of pools, which no trade may have named yet.
 *
 * @param {typeof page} shown
 */
function withPlatformTokens({ market, platform }) {
  const tokens = new Map(market.tokens);
  for (const { token } of platform.figures?.pools ?? []) tokens.set(token.address, token);
  return { ...market, tokens };
}

let isDrawing = false;

/** Draws at the next frame, once for however many changes came until then. */
function draw() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    render();
  });
}

/** @param {Partial<Health>} change */
function changeHealth(change) {
  page.health = confirm({ ...page.health, ...change }, Date.now());
  draw();
}

const session = createSession({
  fetchTrades,
  onMarket(market) {
    page.market = market;
    draw();
  },
  onAnswer({ meta, timestamp }) {
    page.clockOffsetMs = timestamp - Date.now();
    page.heartbeat.lagMs = meta.lagMs;
    changeHealth({ caughtUp: true, refusal: null });
  },
  onRefusal(error) {
    changeHealth({ refusal: error instanceof Error ? error.message : String(error) });
  },
});

const platform = createPlatform({
  fetchFigures: () => fetchFigures(chosenInterval()),
  onChange(read) {
    page.platform = read;
    draw();
  },
});

function chosenInterval() {
  const { value } = byId('history-interval', HTMLSelectElement);
  return value === 'hour' || value === 'day' ? value : 'minute';
}

async function seedStaking() {
  try {
    page.stakes = seedStakes(page.stakes, await fetchStakes());
    draw();
  } catch {
    // The feed goes on telling what happens; what was before is asked for at the next subscription.
  }
}

/** Staking and total value are folded and read beside the trades. @param {Entry} entry */
function receivePlatform(entry) {
  page.stakes = foldStake(page.stakes, entry);
  if (entry.type !== 'finalized') readPlatform();
}

/** Nothing is read for a view that nobody looks at. */
function readPlatform() {
  if (!byId('view-platform', HTMLElement).hidden) platform.want();
}

const feed = new FeedConnection({
  url: new URL('ws', document.baseURI).href.replace(/^http/, 'ws'),
  onState(state) {
    changeHealth({ feed: state, ...(state.phase === 'subscribed' ? { caughtUp: false } : {}) });
  },
  onSubscribed(subscription) {
    if (!subscription.recovered) page.stakes = gapInStakes(page.stakes, Date.now() / 1000);
    seedStaking();
    readPlatform();
    session.resume(subscription);
    detail.refresh(null);
  },
  onEntry(entry) {
    receivePlatform(entry);
    if (entry.type !== 'event' || entry.channels.includes('trades')) session.receive(entry);
    if (entry.type === 'event') {
      const { tradeId } = entry.data;
      if (BigInt(entry.block.number) > page.newestBlock)
        page.newestBlock = BigInt(entry.block.number);
      detail.refresh(typeof tradeId === 'string' ? tradeId : null);
    } else detail.refresh(null);
    changeHealth({});
  },
  onHeartbeat({ lagMs, ts }) {
    page.clockOffsetMs = ts - Date.now();
    page.heartbeat.lagMs = lagMs;
    changeHealth({});
  },
});

async function watchStatus() {
  try {
    const index = await fetchStatus();
    session.raise({ safe: index.safe?.number });
    changeHealth({ index, silent: false });
  } catch {
    // Whatever went wrong, the page cannot be vouched for; the warning says so.
    changeHealth({ silent: true });
  }
  setTimeout(watchStatus, STATUS_MS);
}

function watchFilters() {
  const state = byId('filter-state', HTMLSelectElement);
  const text = byId('filter-text', HTMLInputElement);
  state.append(...STATES.map((name) => element('option', { value: name }, stateName(name))));
  const read = () => {
    page.filter = { state: state.value, text: text.value };
    draw();
  };
  const form = byId('filters', HTMLFormElement);
  form.addEventListener('input', read);
  form.addEventListener('submit', (event) => event.preventDefault());
}

byId('history', HTMLFormElement).addEventListener('input', readPlatform);
watchFilters();
startTabs(readPlatform);
detail.start();
feed.start();
watchStatus();
// Ages and countdowns move by themselves.
setInterval(draw, 1_000);
window.addEventListener('online', () => feed.retryNow());
