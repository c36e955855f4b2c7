import type { Address } from 'viem';
import type { Market } from './market.ts';

/** States of the contract's enum, in its order. */
const STATES = [
  'None',
  'Created',
  'Accepted',
  'PaymentMarked',
  'Completed',
  'Cancelled',
  'Expired',
  'Disputed',
  'Resolved',
] as const;

/** How many of the newest trades are looked at; older ones have long ended. */
const LOOK_BACK = 80n;

/** A trade that is not over, as the contract has it. */
export type OpenTrade = {
  id: bigint;
  state: 'Created' | 'Accepted' | 'PaymentMarked' | 'Disputed';
  seller: Address;
  buyer: Address;
  amount: bigint;
  onChain: boolean;
  /** Seconds until the present window ends; negative once it has. */
  secondsLeft: number;
};

/** The trades that are not over, read from the contract: a market that starts again knows where it was. */
export async function openTrades({ reader, escrow }: Market): Promise<OpenTrade[]> {
  const [{ timestamp }, count] = await Promise.all([
    reader.getBlock(),
    reader.readContract({ ...escrow, functionName: 'tradeCount' }),
  ]);
  const first = count > LOOK_BACK ? count - LOOK_BACK + 1n : 1n;
  const ids = Array.from(
    { length: Number(count - first + 1n) },
    (_, index) => first + BigInt(index),
  );
  const trades = await Promise.all(
    ids.map((id) => reader.readContract({ ...escrow, functionName: 'tradeOf', args: [id] })),
  );
  return trades.flatMap((trade, index): OpenTrade[] => {
    const state = STATES[trade.state];
    const id = ids[index];
    if (id === undefined) return [];
    if (
      state !== 'Created' &&
      state !== 'Accepted' &&
      state !== 'PaymentMarked' &&
      state !== 'Disputed'
    ) {
      return [];
    }
    const { seller, buyer, amount } = trade;
    const onChain = BigInt(trade.paymentToken) !== 0n;
    const secondsLeft = Number(trade.deadline - timestamp);
    return [{ id, state, seller, buyer, amount, onChain, secondsLeft }];
  });
}
