// @ts-check
import { gapLine, lineOfEntry, lineOfReorg, prependLine, seedLines, strikeLines } from './lines.js';
import {
  changeRow,
  heightOf,
  mergeVersions,
  pushVersion,
  rowOfCreation,
  rowOfTrade,
  showsEvent,
} from './rows.js';

/** @import { Entry, EventEntry, Finality, Market, ReorgEntry, Row, Token, Trade } from './types.js' */

/** Newest trades that the table keeps. */
export const ROW_LIMIT = 100;

/** Struck-through rows that the table keeps. */
export const GHOST_LIMIT = 100;

/**
 * A market of which nothing is known yet.
 *
 * @returns {Market}
 */
export function emptyMarket() {
  return {
    loaded: false,
    complete: false,
    wanted: false,
    seq: -1,
    reorgs: 0,
    reflected: -1n,
    safe: -1n,
    finalized: -1n,
    rows: new Map(),
    ghosts: [],
    ghostCount: 0,
    lines: [],
    tokens: new Map(),
  };
}

/**
 * Adds one entry of the feed. An entry that was added before, told by its sequence number, changes nothing.
 *
 * @param {Market} market
 * @param {Entry} entry
 * @returns {Market}
 */
export function foldEntry(market, entry) {
  if (entry.seq <= market.seq) return market;
  const next = { ...market, seq: entry.seq };
  if (entry.type === 'reorg') return foldReorg(next, entry);
  if (entry.type === 'finalized') return raiseFinality(next, { finalized: entry.block.number });
  return entry.op === 'apply' ? foldApply(next, entry) : foldRevert(next, entry);
}

/**
 * Takes over the API's list of the newest trades. Rows that the chain undid meanwhile are struck through; rows that
 * entries have already carried beyond the list's block stay as they are.
 *
 * @param {Market} market
 * @param {{ trades: readonly Trade[], block: { number: string }, complete: boolean }} snapshot Newest trade first.
 * @returns {Market}
 */
export function foldSnapshot(market, { trades, block, complete }) {
  const reflected = BigInt(block.number);
  /** @type {Map<string, readonly Row[]>} */
  const rows = new Map();
  let next = trades.reduce(learnFromTrade, { ...market, loaded: true, complete, reflected });
  for (const trade of trades) {
    const merged = mergeVersions(market.rows.get(trade.id) ?? [], rowOfTrade(trade), reflected);
    if (merged.undone !== undefined) next = addGhost(next, merged.undone);
    rows.set(trade.id, merged.versions);
  }
  const oldest = complete ? 0n : BigInt(trades.at(-1)?.id ?? 0);
  for (const [id, versions] of market.rows) {
    const [head] = versions;
    if (rows.has(id) || head === undefined) continue;
    if (heightOf(head) > reflected) rows.set(id, versions);
    else if (BigInt(id) > oldest) next = addGhost(next, head);
  }
  const lines = market.loaded ? market.lines : seedLines(market.lines, trades);
  return withRows({ ...next, lines }, rows);
}

/**
 * Records that entries were missed, so that the hole is seen, and forgets the place in the log.
 *
 * @param {Market} market
 * @param {number} at Unix seconds on the reader's clock.
 * @returns {Market}
 */
export function foldGap(market, at) {
  return { ...market, seq: -1, wanted: true, lines: prependLine(market.lines, gapLine(at)) };
}

/**
 * Raises the marks of finality; they fall only in a reorg.
 *
 * @param {Market} market
 * @param {{ safe?: string | undefined, finalized?: string | undefined }} marks Heights.
 * @returns {Market}
 */
export function raiseFinality(market, { safe = '0', finalized = '0' }) {
  return {
    ...market,
    safe: higher(market.safe, BigInt(safe)),
    finalized: higher(market.finalized, BigInt(finalized)),
  };
}

/**
 * Where a block stands by the marks told so far.
 *
 * @param {Pick<Market, 'safe' | 'finalized'>} market
 * @param {{ number: string }} block
 * @returns {Finality}
 */
export function finalityOf(market, block) {
  const height = BigInt(block.number);
  if (height <= market.finalized) return 'finalized';
  return height <= market.safe ? 'safe' : 'latest';
}

/** @param {Market} market @param {ReorgEntry} entry @returns {Market} */
function foldReorg(market, entry) {
  // The ancestor is the block that the log then stands on; without one nothing stands, final or not.
  const standing = entry.ancestor === null ? -1n : BigInt(entry.ancestor.number);
  const finalized = lower(market.finalized, standing);
  return {
    ...market,
    lines: prependLine(market.lines, lineOfReorg(entry)),
    wanted: true,
    reorgs: market.reorgs + 1,
    reflected: lower(market.reflected, standing),
    safe: higher(lower(market.safe, standing), finalized),
    finalized,
  };
}

/** @param {Market} market @param {EventEntry} entry @returns {Market} */
function foldApply(market, entry) {
  const next = { ...market, lines: prependLine(market.lines, lineOfEntry(entry)) };
  const { tradeId } = entry.data;
  // A credit concerns an account; the trade's row stays as it is.
  if (typeof tradeId !== 'string' || entry.event === 'Credited') return next;
  const versions = market.rows.get(tradeId) ?? [];
  const [head] = versions;
  if (head === undefined) return foldUnlisted(next, entry, tradeId);
  if (showsEvent(head, entry)) return next;
  const changed = changeRow(head, entry);
  if (changed === undefined) return { ...next, wanted: true };
  return withRows(next, new Map(next.rows).set(tradeId, pushVersion(versions, changed)));
}

/**
 * Applies an event of a trade that has no row: a new trade gets one, an older one than the table shows is left out.
 * Anything else ought to have a row, and the API is asked; so is it for a creation at a height the list has covered,
 * which a reorg that undid no event brings without a word.
 *
 * @param {Market} market
 * @param {EventEntry} entry
 * @param {string} tradeId
 * @returns {Market}
 */
function foldUnlisted(market, entry, tradeId) {
  const isOlder = [...market.rows.keys()].every((id) => BigInt(id) > BigInt(tradeId));
  if (market.loaded && !market.complete && isOlder) return market;
  const isNew = entry.event === 'TradeCreated' && BigInt(entry.block.number) > market.reflected;
  if (!isNew) return { ...market, wanted: true };
  return withRows(market, new Map(market.rows).set(tradeId, [rowOfCreation(entry)]));
}

/**
 * Undoes an event. What the trade showed with it becomes a ghost, and what it showed before stands again; reverts
 * come newest first, so what stands again is in turn undone if its own block lost its place.
 *
 * @param {Market} market
 * @param {EventEntry} entry
 * @returns {Market}
 */
function foldRevert(market, entry) {
  const next = { ...market, wanted: true, lines: strikeLines(market.lines, entry) };
  const { tradeId } = entry.data;
  if (typeof tradeId !== 'string') return next;
  const versions = market.rows.get(tradeId) ?? [];
  const undone = versions.find(({ updated }) => updated.block.hash === entry.block.hash);
  if (undone === undefined) return next;
  const left = versions.filter((version) => version !== undone);
  const rows = new Map(market.rows);
  if (left.length > 0) rows.set(tradeId, left);
  else rows.delete(tradeId);
  return addGhost({ ...next, rows }, undone);
}

/**
 * Remembers the tokens a trade names, and how final its block is.
 *
 * @param {Market} market
 * @param {Trade} trade
 */
function learnFromTrade(market, { token, payment, status, updated }) {
  /** @type {Map<string, Token>} */
  const tokens = new Map(market.tokens).set(token.address, token);
  if (payment.token !== null) tokens.set(payment.token.address, payment.token);
  const { number } = updated.block;
  const marks = {
    safe: status === 'latest' ? undefined : number,
    finalized: status === 'finalized' ? number : undefined,
  };
  return raiseFinality({ ...market, tokens }, marks);
}

/** @param {Market} market @param {Row} row @returns {Market} */
function addGhost(market, row) {
  const ghost = { key: `ghost-${market.ghostCount}`, row };
  const ghosts = [ghost, ...market.ghosts].slice(0, GHOST_LIMIT);
  return { ...market, ghosts, ghostCount: market.ghostCount + 1 };
}

/**
 * Sets the rows, keeps the newest only, and asks for the API where one names a token not known yet.
 *
 * @param {Market} market
 * @param {ReadonlyMap<string, readonly Row[]>} rows
 * @returns {Market}
 */
function withRows(market, rows) {
  const newest = [...rows].sort(([a], [b]) => (BigInt(a) < BigInt(b) ? 1 : -1)).slice(0, ROW_LIMIT);
  const named = newest.flatMap(([, [head]]) => [head?.token, head?.payment?.token]);
  const unknown = named.some((token) => typeof token === 'string' && !market.tokens.has(token));
  return {
    ...market,
    rows: new Map(newest),
    complete: market.complete && newest.length === rows.size,
    wanted: market.wanted || unknown,
  };
}

/** @param {bigint} a @param {bigint} b */
function lower(a, b) {
  if (a < b) return a;
  return b;
}

/** @param {bigint} a @param {bigint} b */
function higher(a, b) {
  if (a > b) return a;
  return b;
}
