import type { Context } from 'ponder:registry';
import type { Hex } from 'viem';
import { token, tvlPoint } from '../ponder.schema.ts';
import type { LogEvent } from './event.ts';

type Token = typeof token.$inferSelect;

/**
 * Changes what total value locked follows from (staked, escrowed, net asset value) and writes the point for the block.
 *
 * @returns What changed, for the event's row; nothing for a token that stands for no asset, which has no value here.
 */
export async function changeTvl(
  context: Context,
  event: LogEvent,
  {
    address,
    ...change
  }: { address: Hex } & Partial<Pick<Token, 'staked' | 'escrowed' | 'nav' | 'navAt'>>,
) {
  const known = await context.db.find(token, { address });
  if (known === null) return {};
  const { staked, escrowed, nav } = await context.db.update(token, { address }).set(change);
  const { number: blockNumber, timestamp } = event.block;
  await context.db
    .insert(tvlPoint)
    .values({ token: address, blockNumber, timestamp, staked, escrowed, nav })
    .onConflictDoUpdate({ staked, escrowed, nav });
  const { navAt: _, ...shown } = change;
  return shown;
}
