import { and, asc, desc, eq, gt, gte, inArray, lt, lte, or, type SQL } from 'drizzle-orm';
import {
  event,
  trade,
  tradeEvidence,
  tradePolicy,
  tradeToken,
} from '../../indexer/ponder.schema.ts';
import type { Transaction } from '../db/database.ts';
import type { TradesQuery } from './wire.ts';

/** Events that are steps of a trade, with the trade's state after each. */
export type TradeEventRow = typeof event.$inferSelect;
export type EvidenceRow = typeof tradeEvidence.$inferSelect;
type TokenRow = typeof tradeToken.$inferSelect;

/** A trade with its policy's fee and the tokens it names. */
export type TradeRow = typeof trade.$inferSelect & {
  feeBps: number;
  tokenInfo: TokenRow;
  paymentTokenInfo: TokenRow | null;
};

function conditions(query: TradesQuery, after: bigint | undefined): SQL | undefined {
  const { state, seller, buyer, account, token, createdAfter, createdBefore, sort } = query;
  return and(
    state && eq(trade.state, state),
    seller && eq(trade.seller, seller),
    buyer && eq(trade.buyer, buyer),
    account && or(eq(trade.seller, account), eq(trade.buyer, account)),
    token && eq(trade.token, token),
    createdAfter === undefined ? undefined : gte(trade.createdAt, BigInt(createdAfter)),
    createdBefore === undefined ? undefined : lte(trade.createdAt, BigInt(createdBefore)),
    after === undefined ? undefined : sort === 'newest' ? lt(trade.id, after) : gt(trade.id, after),
  );
}

/** Trades that match, ordered by id, at most `limit`; ids rise with creation. */
export async function selectTrades(
  tx: Transaction,
  query: TradesQuery,
  { after, limit }: { after: bigint | undefined; limit: number },
): Promise<TradeRow[]> {
  const rows = await tx
    .select()
    .from(trade)
    .where(conditions(query, after))
    .orderBy(query.sort === 'newest' ? desc(trade.id) : asc(trade.id))
    .limit(limit);
  return withReferences(tx, rows);
}

/** One trade, or undefined. */
export async function selectTrade(tx: Transaction, id: bigint): Promise<TradeRow | undefined> {
  const [row] = await withReferences(tx, await tx.select().from(trade).where(eq(trade.id, id)));
  return row;
}

/** Events of a trade in chain order. */
export function selectTradeEvents(tx: Transaction, id: bigint): Promise<TradeEventRow[]> {
  return tx
    .select()
    .from(event)
    .where(eq(event.tradeId, id))
    .orderBy(asc(event.blockNumber), asc(event.logIndex));
}

/** Evidence of a trade in the order it was filed. */
export function selectTradeEvidence(tx: Transaction, id: bigint): Promise<EvidenceRow[]> {
  return tx
    .select()
    .from(tradeEvidence)
    .where(eq(tradeEvidence.tradeId, id))
    .orderBy(asc(tradeEvidence.submittedAt), asc(tradeEvidence.id));
}

/** Tokens that trades name, by address. */
export async function selectTradeTokens(
  tx: Transaction,
  addresses: TokenRow['address'][],
): Promise<Map<string, TokenRow>> {
  if (addresses.length === 0) return new Map();
  const rows = await tx.select().from(tradeToken).where(inArray(tradeToken.address, addresses));
  return new Map(rows.map((row) => [row.address, row]));
}

/** Adds what a trade refers to; the contract allows neither an unlisted token nor an unknown policy. */
async function withReferences(
  tx: Transaction,
  rows: (typeof trade.$inferSelect)[],
): Promise<TradeRow[]> {
  if (rows.length === 0) return [];
  const addresses = rows.flatMap(({ token, paymentToken }) =>
    paymentToken === null ? [token] : [token, paymentToken],
  );
  const tokens = await selectTradeTokens(tx, [...new Set(addresses)]);
  const policies = await tx
    .select({ id: tradePolicy.id, feeBps: tradePolicy.feeBps })
    .from(tradePolicy);
  const fees = new Map(policies.map(({ id, feeBps }) => [id, feeBps]));
  return rows.map((row) => ({
    ...row,
    feeBps: known(fees.get(row.policyId ?? 0), `policy of trade ${row.id}`),
    tokenInfo: known(tokens.get(row.token), `token of trade ${row.id}`),
    paymentTokenInfo:
      row.paymentToken === null
        ? null
        : known(tokens.get(row.paymentToken), `payment token of trade ${row.id}`),
  }));
}

/** A reference that the contract guarantees; its absence means the index is wrong, so nothing is answered. */
function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`The index lacks the ${what}`);
  return value;
}
