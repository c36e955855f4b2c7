import type { Context } from 'ponder:registry';
import type { Hex } from 'viem';
import { account } from '../ponder.schema.ts';
import type { LogEvent } from './event.ts';

/** Remembers when an account was first a holder, trader or staker; later times change nothing. */
export async function seeAccount(context: Context, event: LogEvent, address: Hex): Promise<void> {
  const { number: firstBlock, timestamp: firstSeenAt } = event.block;
  await context.db
    .insert(account)
    .values({ address, firstBlock, firstSeenAt })
    .onConflictDoNothing();
}
