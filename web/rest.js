// @ts-check

/** @import { Trade, TradeDetail } from './types.js' */

/** A request that hangs is given up after this. */
const TIMEOUT_MS = 10_000;

/** Trades asked for at once; as many as the table keeps. */
const PAGE_SIZE = 100;

/**
 * The API refused, or could not be reached; `status` is 0 then.
 */
export class RestError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
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
 * @typedef {{ data: Data, meta: Stamp, timestamp: number }} Answer
 */

/** Newest trades, newest first. @returns {Promise<Answer<{ items: Trade[], nextCursor: string | null }>>} */
export async function fetchTrades() {
  return successOf(await getJson(`/api/trades?limit=${PAGE_SIZE}`));
}

/** One trade with its life. @param {string} id @returns {Promise<Answer<TradeDetail>>} */
export async function fetchTrade(id) {
  return successOf(await getJson(`/api/trades/${encodeURIComponent(id)}`));
}

/**
 * What the API says of its own index. A refusal is an answer here.
 *
 * @returns {Promise<{ status: string, reason: string | null }>}
 */
export async function fetchReadiness() {
  const { body } = await getJson('/ready');
  if (typeof body !== 'object' || body === null || !('status' in body)) {
    throw new RestError(0, 'The API gave no readiness');
  }
  const reason = 'reason' in body && body.reason !== undefined ? String(body.reason) : null;
  return { status: String(body.status), reason };
}

/** @param {string} path @returns {Promise<{ status: number, body: unknown }>} */
async function getJson(path) {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(path, { signal, cache: 'no-store' });
    return { status: response.status, body: await response.json() };
  } catch (error) {
    throw new RestError(0, error instanceof Error ? error.message : String(error));
  }
}

/**
 * The envelope of a good answer; the API's wire types hold for it, since page and API are deployed as one.
 *
 * @param {{ status: number, body: any }} response
 */
function successOf({ status, body }) {
  if (body?.success === true) return body;
  throw new RestError(status, String(body?.error?.message ?? `Answer ${status}`));
}
