// @ts-check
import { gapLine, lineOfEntry, lineOfReorg, prependLine, seedLines, strikeLines } from './lines.js';

/**
 * @import { Entry, EventEntry, Market, ReorgEntry, Row, Token, Trade, TradeState } from './types.js'
 */

/** Newest trades that the table keeps. */
export const ROW_LIMIT = 100;

/** Struck-through rows that the table keeps. */
export const GHOST_LIMIT = 100;

/** Earlier versions of one trade kept for a reorg to fall back on; a trade has fewer changes than this. */
const VERSION_LIMIT = 10;

const ZERO_ADDRESS = `0x${'0'.repeat(40)}`;

/** @type {ReadonlyMap<string, TradeState>} */
const STATE_AFTER = new Map([
  ['TradeCreated', 'Created'],
  ['TradeAccepted', 'Accepted'],
  ['PaymentMarked', 'PaymentMarked'],
  ['TradeCompleted', 'Completed'],
  ['TradeCancelled', 'Cancelled'],
  ['TradeExpired', 'Expired'],
  ['DisputeOpened', 'Disputed'],
  ['DisputeResolved', 'Resolved'],
]);

/** Events that change a trade but not its state. */
const KEEPS_STATE = new Set(['TradeTerms', 'EvidenceSubmitted']);

/** Events about a trade that leave its row as it is. */
const KEEPS_ROW = new Set(['Credited']);

/** A market of which nothing is known yet. @returns {Market} */
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
  next = { ...next, lines: market.loaded ? next.lines : seedLines(next.lines, trades) };
  return wantUnknownTokens(boundRows(next, rows));
}

/**
 * Records that entries were missed, so that the hole is seen, and forgets the place in the log.
 *
 * @param {Market} market
 * @param {number} at Unix seconds.
 * @returns {Market}
 */
export function foldGap(market, at) {
  const lines = prependLine(market.lines, gapLine(at, market.lines.length));
  return { ...market, seq: -1, wanted: true, lines };
}

/**
 * Raises the marks of finality; they never fall here, only in a reorg.
 *
 * @param {Market} market
 * @param {{ safe?: string | undefined, finalized?: string | undefined }} marks Heights.
 * @returns {Market}
 */
export function raiseFinality(market, { safe = '0', finalized = '0' }) {
  const next = { ...market };
  if (BigInt(finalized) > next.finalized) next.finalized = BigInt(finalized);
  if (BigInt(safe) > next.safe) next.safe = BigInt(safe);
  return next;
}

/**
 * Where a block stands by the marks told so far.
 *
 * @param {Pick<Market, 'safe' | 'finalized'>} market
 * @param {{ number: string }} block
 */
export function finalityOf(market, block) {
  const height = BigInt(block.number);
  if (height <= market.finalized) return 'finalized';
  return height <= market.safe ? 'safe' : 'latest';
}

/** @param {Market} market @param {ReorgEntry} entry @returns {Market} */
function foldReorg(market, entry) {
  const ancestor = BigInt(entry.ancestor.number);
  const lines = prependLine(market.lines, lineOfReorg(entry, Date.now() / 1000));
  return {
    ...market,
    lines,
    wanted: true,
    reorgs: market.reorgs + 1,
    reflected: lower(market.reflected, ancestor),
    safe: lower(market.safe, ancestor),
    finalized: lower(market.finalized, ancestor),
  };
}

/** @param {Market} market @param {EventEntry} entry @returns {Market} */
function foldApply(market, entry) {
  const next = { ...market, lines: prependLine(market.lines, lineOfEntry(entry)) };
  const { tradeId } = entry.data;
  if (typeof tradeId !== 'string' || KEEPS_ROW.has(entry.event)) return next;
  const [head, ...older] = market.rows.get(tradeId) ?? [];
  if (head === undefined) return foldUnknown(next, entry, tradeId);
  if (isReflected(head, entry)) return next;
  const changed = changeRow(head, entry);
  const extendsHead =
    BigInt(entry.block.number) > heightOf(head) || head.updated.block.hash === entry.block.hash;
  // Where the entry alone does not tell the new row, the row stays and the API is asked.
  if (changed === undefined || !extendsHead) return { ...next, wanted: true };
  const sameBlock = head.updated.block.hash === entry.block.hash;
  const versions = [changed, ...(sameBlock ? older : [head, ...older])].slice(0, VERSION_LIMIT);
  return { ...next, rows: new Map(next.rows).set(tradeId, versions) };
}

/** @param {Market} market @param {EventEntry} entry @param {string} tradeId @returns {Market} */
function foldUnknown(market, entry, tradeId) {
  const covered = BigInt(entry.block.number) <= market.reflected;
  if (entry.event !== 'TradeCreated') {
    const listed = market.complete || ![...market.rows.keys()].some((id) => isOlder(tradeId, id));
    return covered || !listed ? market : { ...market, wanted: true };
  }
  if (covered) return market;
  const rows = new Map(market.rows).set(tradeId, [rowOfCreation(entry, tradeId)]);
  return wantUnknownTokens(boundRows(market, rows));
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
  const rows = new Map(market.rows);
  const left = versions.filter((version) => version !== undone);
  if (left.length > 0) rows.set(tradeId, left);
  else rows.delete(tradeId);
  return addGhost({ ...next, rows }, undone);
}

/**
 * Whether a row already shows an event: it covers every block up to its own, and its own up to its log index.
 *
 * @param {Row} row
 * @param {EventEntry} entry
 */
function isReflected(row, entry) {
  const height = BigInt(entry.block.number);
  if (height !== heightOf(row)) return height < heightOf(row);
  return row.updated.block.hash === entry.block.hash && entry.logIndex <= row.updated.logIndex;
}

/** @param {Row} row @param {EventEntry} entry @returns {Row | undefined} */
function changeRow(row, entry) {
  const state = STATE_AFTER.get(entry.event) ?? (KEEPS_STATE.has(entry.event) ? row.state : null);
  if (state === null) return undefined;
  const changed = { ...row, state, updated: updatedBy(entry) };
  const { buyer, paymentToken, price } = entry.data;
  if (entry.event === 'TradeAccepted') changed.buyer = String(buyer);
  if (entry.event === 'TradeTerms') {
    changed.payment = {
      token: paymentToken === ZERO_ADDRESS ? null : String(paymentToken),
      price: String(price),
    };
  }
  return changed;
}

/** @param {EventEntry} entry @param {string} id @returns {Row} */
function rowOfCreation(entry, id) {
  const { seller, buyer, tokenAddress, amount } = entry.data;
  const { number, hash, timestamp } = entry.block;
  return {
    id,
    seller: String(seller),
    buyer: buyer === ZERO_ADDRESS ? null : String(buyer),
    token: String(tokenAddress),
    amount: String(amount),
    payment: null,
    state: 'Created',
    created: { block: { number, hash }, at: timestamp },
    updated: updatedBy(entry),
  };
}

/** @param {EventEntry} entry @returns {Row['updated']} */
function updatedBy({ block: { number, hash, timestamp }, logIndex }) {
  return { block: { number, hash }, at: timestamp, logIndex };
}

/** @param {Trade} trade @returns {Row} */
function rowOfTrade({ id, seller, buyer, token, amount, payment, state, created, updated }) {
  return {
    id,
    seller,
    buyer,
    token: token.address,
    amount,
    payment: { token: payment.token?.address ?? null, price: payment.price },
    state,
    created: { block: created.block, at: created.at },
    updated: { ...updated, logIndex: Number.POSITIVE_INFINITY },
  };
}

/** Remembers the tokens a trade names, and the finality its block has. @param {Market} market @param {Trade} trade */
function learnFromTrade(market, { token, payment, status, updated }) {
  /** @type {Map<string, Token>} */
  const tokens = new Map(market.tokens);
  for (const known of [token, payment.token]) if (known !== null) tokens.set(known.address, known);
  const { number } = updated.block;
  return raiseFinality(
    { ...market, tokens },
    {
      safe: status === 'latest' ? undefined : number,
      finalized: status === 'finalized' ? number : undefined,
    },
  );
}

/**
 * Puts the API's version of a trade on top of those shown before.
 *
 * @param {readonly Row[]} shown Newest first.
 * @param {Row} fresh
 * @param {bigint} reflected Height the API's answer covers.
 * @returns {{ versions: readonly Row[], undone: Row | undefined }} `undone` is what was shown but no longer stands.
 */
function mergeVersions(shown, fresh, reflected) {
  const standing = shown.filter((version) => !isUndone(version, fresh, reflected));
  const undone = standing[0] === shown[0] ? undefined : shown[0];
  const [head] = standing;
  if (head !== undefined && heightOf(head) > reflected) return { versions: standing, undone };
  const older = standing.filter(({ updated }) => updated.block.hash !== fresh.updated.block.hash);
  return { versions: [fresh, ...older].slice(0, VERSION_LIMIT), undone };
}

/** @param {Row} version @param {Row} fresh @param {bigint} reflected */
function isUndone(version, fresh, reflected) {
  const height = heightOf(version);
  if (height > reflected) return false;
  const otherBlock = version.updated.block.hash !== fresh.updated.block.hash;
  return (
    version.created.block.hash !== fresh.created.block.hash ||
    height > heightOf(fresh) ||
    (height === heightOf(fresh) && otherBlock)
  );
}

/** @param {Market} market @param {Row} row @returns {Market} */
function addGhost(market, row) {
  const ghost = { key: `ghost-${market.ghostCount}`, row };
  const ghosts = [ghost, ...market.ghosts].slice(0, GHOST_LIMIT);
  return { ...market, ghosts, ghostCount: market.ghostCount + 1 };
}

/** Keeps the newest trades only. @param {Market} market @param {Map<string, readonly Row[]>} rows @returns {Market} */
function boundRows(market, rows) {
  if (rows.size <= ROW_LIMIT) return { ...market, rows };
  const newest = [...rows].sort(([a], [b]) => (isOlder(a, b) ? 1 : -1)).slice(0, ROW_LIMIT);
  return { ...market, rows: new Map(newest), complete: false };
}

/** @param {Market} market @returns {Market} */
function wantUnknownTokens(market) {
  const unknown = [...market.rows.values()].some(
    ([head]) => head !== undefined && !market.tokens.has(head.token),
  );
  return unknown ? { ...market, wanted: true } : market;
}

/** @param {Row} row */
const heightOf = (row) => BigInt(row.updated.block.number);

/** @param {string} a @param {string} b */
const isOlder = (a, b) => BigInt(a) < BigInt(b);

/** @param {bigint} a @param {bigint} b */
const lower = (a, b) => (a < b ? a : b);
