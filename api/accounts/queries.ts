import { and, asc, eq, gt, or, sql } from 'drizzle-orm';
import {
  token,
  tokenAccount,
  trade,
  tradeCredit,
  tradeToken,
} from '../../indexer/ponder.schema.ts';
import type { Transaction } from '../db/database.ts';

type Address = `0x${string}`;

/** Holdings of an account with their tokens. */
export function selectHoldings(tx: Transaction, account: Address) {
  return tx
    .select({
      holding: tokenAccount,
      decimals: token.decimals,
      symbol: tradeToken.symbol,
    })
    .from(tokenAccount)
    .innerJoin(token, eq(token.address, tokenAccount.token))
    .leftJoin(tradeToken, eq(tradeToken.address, tokenAccount.token))
    .where(eq(tokenAccount.account, account))
    .orderBy(asc(tokenAccount.token));
}

/** Credits of an account that were not withdrawn. */
export function selectCredits(tx: Transaction, account: Address) {
  return tx
    .select({ token: tradeToken, amount: tradeCredit.amount })
    .from(tradeCredit)
    .innerJoin(tradeToken, eq(tradeToken.address, tradeCredit.token))
    .where(and(eq(tradeCredit.account, account), gt(tradeCredit.amount, 0n)))
    .orderBy(asc(tradeCredit.token));
}

/** How many trades an account has on each side, and how many are not over. */
export async function countTrades(tx: Transaction, account: Address) {
  const [row] = await tx
    .select({
      asSeller: sql`count(*) FILTER (WHERE ${trade.seller} = ${account})`.mapWith(Number),
      asBuyer: sql`count(*) FILTER (WHERE ${trade.buyer} = ${account})`.mapWith(Number),
      open: sql`count(*) FILTER (WHERE ${trade.state} IN
        ('Created', 'Accepted', 'PaymentMarked', 'Disputed'))`.mapWith(Number),
    })
    .from(trade)
    .where(or(eq(trade.seller, account), eq(trade.buyer, account)));
  return row ?? { asSeller: 0, asBuyer: 0, open: 0 };
}
