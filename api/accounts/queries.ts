import { and, arrayContains, asc, desc, eq, gt, lt, or, sql } from 'drizzle-orm';
import {
  event,
  token,
  tokenAccount,
  trade,
  tradeCredit,
  tradeToken,
} from '../../indexer/ponder.schema.ts';
import type { Transaction } from '../db/database.ts';
import { positionParts } from '../event-view.ts';

type Address = `0x${string}`;

/** Holdings of an account with their tokens. */
export function selectHoldings(tx: Transaction, account: Address) {
  return tx
    .select({
      holding: tokenAccount,
      decimals: token.decimals,
      symbol: token.symbol,
    })
    .from(tokenAccount)
    .innerJoin(token, eq(token.address, tokenAccount.token))
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

/** Events that concern an account, newest first, before the position given. */
export function selectActivity(
  tx: Transaction,
  account: Address,
  { after, limit }: { after: bigint | undefined; limit: number },
) {
  const { blockNumber, logIndex } = event;
  const last = after === undefined ? undefined : positionParts(after);
  return tx
    .select()
    .from(event)
    .where(
      and(
        arrayContains(event.accounts, [account]),
        last &&
          or(
            lt(blockNumber, last.blockNumber),
            and(eq(blockNumber, last.blockNumber), lt(logIndex, last.logIndex)),
          ),
      ),
    )
    .orderBy(desc(blockNumber), desc(logIndex))
    .limit(limit);
}
