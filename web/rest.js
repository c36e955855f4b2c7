// @ts-check

/** @import { Asset, Figures, StakingPool, Tvl, Yields } from './platform.js' */
/** @import { Line, Trade, TradeDetail } from './types.js' */

/**
 * @typedef {object} StakeRow An event of staking as GraphQL gives it.
 * @property {string} id
 * @property {string} name
 * @property {Line['data']} args
 * @property {string} blockNumber
 * @property {string} blockHash
 * @property {string} blockTimestamp
 * @property {number} logIndex
 */

/** A request that hangs is given up after this. */
const TIMEOUT_MS = 10_000;

/** Trades asked for at once; as many as the table keeps. */
const PAGE_SIZE = 100;

/**
 * The API refused, or could not be reached; `status` is 0 then.
 */
export class RestError extends Error {
  /**
   * @param {number} status
   * @param {string} message A sentence for the reader.
   * @param {ErrorOptions} [options]
   */
  constructor(status, message, options) {
    super(message, options);
    this.name = 'RestError';
    this.status = status;
  }
}

/**
 * @typedef {object} Stamp What an answer says of its block.
 * @property {{ number: string, hash: string, timestamp: number }} block
 * @property {string} status
 * @property {number} lagBlocks
 * @property {number} lagMs
 */

/**
 * @template Data
 * @typedef {{ success: true, data: Data, meta: Stamp, timestamp: number }} Answer
 */

/** @typedef {{ success: false, error: { message: string } }} Refusal */

/** @typedef {Answer<{ items: Trade[], nextCursor: string | null }>} TradeList */

/**
 * Newest trades, newest first.
 *
 * @returns {Promise<TradeList>}
 */
export async function fetchTrades() {
  return successOf(await getJson(`/api/trades?limit=${PAGE_SIZE}`));
}

/**
 * One trade with its life.
 *
 * @param {string} id
 * @returns {Promise<Answer<TradeDetail>>}
 */
export async function fetchTrade(id) {
  return successOf(await getJson(`/api/trades/${encodeURIComponent(id)}`));
}

/** @typedef {{ number: string, hash: string } | null} Mark A block that the API or its node knows, if any. */

/**
 * @typedef {object} IndexStatus What the API says of its index and of the chain.
 * @property {string} status `ok`, or why the index is not served.
 * @property {string} [reason] That, in plain words.
 * @property {Mark} head
 * @property {Mark} indexed
 * @property {Mark} safe
 * @property {number | null} lagBlocks
 */

/**
 * What the API says of its own index. Unlike `/ready` this answers 200 whatever the state, and with the heights.
 *
 * @returns {Promise<IndexStatus>}
 */
export async function fetchStatus() {
  const { status, body } = await getJson('/status');
  if (status === 200) return /** @type {IndexStatus} */ (body);
  throw new RestError(status, `The API answered ${status}.`);
}

/**
 * Everything that the page shows of assets, value and staking.
 *
 * @param {'minute' | 'hour' | 'day'} interval Between two points of the history.
 * @returns {Promise<Figures>}
 */
export async function fetchFigures(interval) {
  const points = HISTORY_POINTS[interval];
  const [assets, tvl, yields, pools] = await Promise.all([
    getJson('/api/assets?limit=100'),
    getJson(`/api/stats/tvl?interval=${interval}&points=${points}`),
    getJson('/api/stats/yields'),
    getJson('/api/staking/pools'),
  ]);
  return {
    assets: /** @type {Answer<{ items: Asset[] }>} */ (successOf(assets)).data.items,
    tvl: /** @type {Answer<Tvl>} */ (successOf(tvl)).data,
    yields: /** @type {Answer<Yields>} */ (successOf(yields)).data,
    pools: /** @type {Answer<{ items: StakingPool[] }>} */ (successOf(pools)).data.items,
  };
}

/** An hour, three days, a month. */
const HISTORY_POINTS = { minute: 61, hour: 73, day: 31 };

const STAKES_QUERY = `{
  events(where: { source: "Staking" }, orderBy: "blockNumber", orderDirection: "desc", limit: 40) {
    items { id name args blockNumber blockHash blockTimestamp logIndex }
  }
}`;

/**
 * The newest events of staking as lines, newest first.
 *
 * @returns {Promise<Line[]>}
 */
export async function fetchStakes() {
  const { status, body } = await getJson(`/graphql?query=${encodeURIComponent(STAKES_QUERY)}`);
  const answer = /** @type {{ data?: { events: { items: StakeRow[] } } }} */ (body);
  if (answer.data === undefined) throw new RestError(status, `The API answered ${status}.`);
  return answer.data.events.items
    .toSorted((a, b) => Number(b.blockNumber) - Number(a.blockNumber) || b.logIndex - a.logIndex)
    .map((row) => ({
      key: `event-${row.id}`,
      kind: 'event',
      tradeId: null,
      name: row.name,
      entryId: row.id,
      block: { number: row.blockNumber, hash: row.blockHash },
      at: Number(row.blockTimestamp),
      data: row.args,
      reorged: false,
    }));
}

/** @param {string} path @returns {Promise<{ status: number, body: unknown }>} */
async function getJson(path) {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(path, { signal, cache: 'no-store' });
    return { status: response.status, body: await response.json() };
  } catch (error) {
    throw new RestError(0, 'The API does not answer.', { cause: error });
  }
}

/**
 * The envelope of a good answer; the API's wire types hold for it, since page and API are deployed as one.
 *
 * @template Data
 * @param {{ status: number, body: unknown }} response
 * @returns {Answer<Data>}
 */
function successOf({ status, body }) {
  const answer = /** @type {Answer<Data> | Refusal | null} */ (body);
  if (answer?.success === true) return answer;
  // Something between page and API, such as a proxy, may answer with JSON of its own.
  const message = answer?.success === false ? answer.error.message : undefined;
  throw new RestError(status, message ?? `The API answered ${status}.`);
}
