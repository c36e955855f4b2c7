import assert from 'node:assert/strict';
import type { Market } from './fixture.ts';

/** States in which the escrow holds a trade's asset: Created, Accepted, PaymentMarked, Disputed. */
const OPEN_STATES = [1, 2, 3, 7];

/** Asserts, for each token, that the escrow's balance is the sum of its open trades and of what it owes as credit. */
export async function assertBooksBalance({ escrow, rwa, usd, mock }: Market): Promise<void> {
  const owed = new Map<string, bigint>();
  const owe = (token: string, amount: bigint) =>
    owed.set(token.toLowerCase(), (owed.get(token.toLowerCase()) ?? 0n) + amount);

  const count = await escrow.read.tradeCount();
  for (let tradeId = 1n; tradeId <= count; tradeId++) {
    const { state, token, amount } = await escrow.read.tradeOf([tradeId]);
    if (OPEN_STATES.includes(state)) owe(token, amount);
  }
  for (const [account, token] of await creditOwners(escrow)) {
    owe(token, await escrow.read.creditOf([account, token]));
  }
  for (const token of [rwa, usd, mock]) {
    const balance = await token.read.balanceOf([escrow.address]);
    assert.equal(balance, owed.get(token.address.toLowerCase()) ?? 0n);
  }
}

/** Each pair of account and token that was ever credited, once. */
async function creditOwners(escrow: Market['escrow']) {
  const credited = await escrow.getEvents.Credited({}, { fromBlock: 0n });
  const pairs = credited.map(({ args: { account, token } }) => {
    assert.ok(account !== undefined && token !== undefined);
    return [account, token] as const;
  });
  return new Map(pairs.map((pair) => [pair.join(), pair])).values();
}
