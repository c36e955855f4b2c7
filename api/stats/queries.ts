import { asc, count, countDistinct, eq, gt, sql } from 'drizzle-orm';
import type { Hex } from 'viem';
import {
  account,
  event,
  stakingPosition,
  stakingTier,
  token,
  trade,
  tradeToken,
  tvlPoint,
} from '../../indexer/ponder.schema.ts';
import type { Transaction } from '../db/database.ts';

/** What of one token was staked and escrowed at a time, and its net asset value then. */
export type TvlRow = {
  at: bigint;
  token: Hex;
  decimals: number;
  staked: bigint;
  escrowed: bigint;
  nav: bigint | null;
};

/** For each of these times (Unix seconds) and each token, the last point at or before it. */
export async function selectTvlAt(tx: Transaction, times: bigint[]): Promise<TvlRow[]> {
  const { rows } = await tx.execute<Record<string, string>>(sql`
    SELECT "time"."at", ${token.address}, ${token.decimals}, "last".*
    FROM unnest(${sql.param(times.map(String))}::numeric[]) AS "time"("at")
    CROSS JOIN ${token}
    CROSS JOIN LATERAL (
      SELECT ${tvlPoint.staked}, ${tvlPoint.escrowed}, ${tvlPoint.nav} FROM ${tvlPoint}
      WHERE ${tvlPoint.token} = ${token.address} AND ${tvlPoint.timestamp} <= "time"."at"
      ORDER BY ${tvlPoint.timestamp} DESC, ${tvlPoint.blockNumber} DESC LIMIT 1
    ) AS "last"`);
  return rows.map((row) => ({
    at: BigInt(row.at ?? ''),
    token: hexOf(row.address),
    decimals: Number(row.decimals),
    staked: BigInt(row.staked ?? ''),
    escrowed: BigInt(row.escrowed ?? ''),
    nav: typeof row.nav === 'string' ? BigInt(row.nav) : null,
  }));
}

function hexOf(text: string | undefined): Hex {
  if (text === undefined || !/^0x[0-9a-f]*$/.test(text)) throw new Error(`${text} is no address`);
  return `0x${text.slice(2)}`;
}

/** All RWA tokens by address. */
export function selectTokens(tx: Transaction) {
  return tx.select().from(token).orderBy(asc(token.assetId));
}

/** How many accounts there are, and how many of them were first seen after a time (Unix seconds). */
export async function countUsers(tx: Transaction, since: bigint) {
  const [all] = await tx.select({ total: count() }).from(account);
  const [fresh] = await tx
    .select({ total: count() })
    .from(account)
    .where(gt(account.firstSeenAt, since));
  return { total: all?.total ?? 0, fresh: fresh?.total ?? 0 };
}

/** Accounts with an active stake at a time, Unix seconds. */
export async function countStakersAt(tx: Transaction, time: bigint): Promise<number> {
  const [row] = await tx
    .select({ total: countDistinct(stakingPosition.account) })
    .from(stakingPosition)
    .where(sql`${stakingPosition.startAt} <= ${time} AND NOT EXISTS (
      SELECT 1 FROM ${event} WHERE ${event.positionId} = ${stakingPosition.id}
        AND ${event.name} IN ('Unstaked', 'PositionSeized') AND ${event.blockTimestamp} <= ${time})`);
  return row?.total ?? 0;
}

/** Every setting of a tier's rate, oldest first. */
export function selectRateChanges(tx: Transaction) {
  return tx
    .select({ at: event.blockTimestamp, token: event.token, args: event.args })
    .from(event)
    .where(sql`${event.source} = 'Staking' AND ${event.name} = 'TierSet'`)
    .orderBy(asc(event.blockNumber), asc(event.logIndex));
}

/** Terms of all tiers. */
export function selectTiers(tx: Transaction) {
  return tx.select().from(stakingTier).orderBy(asc(stakingTier.token), asc(stakingTier.tier));
}

/** How the principal of each tier changed up to each of these times (Unix seconds, rising), since the one before. */
export async function selectPrincipalChanges(tx: Transaction, times: bigint[]) {
  const { rows } = await tx.execute<Record<string, string>>(sql`
    SELECT "moved"."token", "moved"."tier",
      width_bucket("moved"."at" - 1, ${sql.param(times.map(String))}::numeric[]) AS "place",
      sum("moved"."change") AS "change"
    FROM (
      SELECT ${stakingPosition.token}, ${stakingPosition.tier},
        ${stakingPosition.startAt} AS "at", ${stakingPosition.principal} AS "change"
      FROM ${stakingPosition}
      UNION ALL
      SELECT ${stakingPosition.token}, ${stakingPosition.tier},
        ${event.blockTimestamp} AS "at", -${stakingPosition.principal} AS "change"
      FROM ${event} JOIN ${stakingPosition} ON ${stakingPosition.id} = ${event.positionId}
      WHERE ${event.name} IN ('Unstaked', 'PositionSeized')
    ) AS "moved"
    GROUP BY 1, 2, 3`);
  return rows.map((row) => ({
    token: hexOf(row.token),
    tier: Number(row.tier),
    /** Index of the first time that the change is in; as many as there are times when it is after all. */
    place: Number(row.place),
    change: BigInt(row.change ?? ''),
  }));
}

/** Counts of trades: created after a time, ended after it by state, and open now. Unix seconds. */
export async function countTrades(tx: Transaction, since: bigint) {
  const ended = (state: string) =>
    sql`count(*) FILTER (WHERE ${trade.state} = ${state} AND ${trade.updatedAt} > ${since})`.mapWith(
      Number,
    );
  const seconds = sql`percentile_cont(0.5) WITHIN GROUP (ORDER BY ${trade.updatedAt} - ${trade.createdAt})
    FILTER (WHERE ${trade.state} = 'Completed' AND ${trade.updatedAt} > ${since})`;
  const [row] = await tx
    .select({
      created: sql`count(*) FILTER (WHERE ${trade.createdAt} > ${since})`.mapWith(Number),
      completed: ended('Completed'),
      cancelled: ended('Cancelled'),
      expired: ended('Expired'),
      resolved: ended('Resolved'),
      disputed: sql`count(*) FILTER (WHERE ${trade.deadline} IS NULL
        AND ${trade.disputedBy} IS NOT NULL AND ${trade.updatedAt} > ${since})`.mapWith(Number),
      open: sql`count(*) FILTER (WHERE ${trade.deadline} IS NOT NULL)`.mapWith(Number),
      medianSeconds: sql<number | null>`${seconds}`,
    })
    .from(trade);
  if (row === undefined) throw new Error('A count without a row');
  return row;
}

/** What completed trades sold after a time, by token. */
export function selectVolume(tx: Transaction, since: bigint) {
  return tx
    .select({
      token: tradeToken,
      nav: token.nav,
      amount: sql`sum(${trade.amount})`.mapWith((sum) => BigInt(sum)),
    })
    .from(trade)
    .innerJoin(tradeToken, eq(tradeToken.address, trade.token))
    .leftJoin(token, eq(token.address, trade.token))
    .where(sql`${trade.state} = 'Completed' AND ${trade.updatedAt} > ${since}`)
    .groupBy(tradeToken.address, token.address)
    .orderBy(asc(tradeToken.tokenIndex));
}
