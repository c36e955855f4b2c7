import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Account, Hash } from 'viem';
import { zeroHash } from 'viem';
import { type Market, openMarket } from './fixture.ts';

const { load, assertBooks, time, networkHelpers, viem } = await openMarket();

/** Above what any step needs, so that no estimate decides before the block does. */
const gas = 1_000_000n;

/** Mines transactions in the order given into one block of the given second, and tells which succeeded. */
async function mineTogether(seconds: bigint, sends: (() => Promise<Hash>)[]) {
  const testClient = await viem.getTestClient();
  const publicClient = await viem.getPublicClient();
  await testClient.setAutomine(false);
  const hashes: Hash[] = [];
  for (const send of sends) hashes.push(await send());
  await time.setNextBlockTimestamp(seconds);
  await networkHelpers.mine();
  await testClient.setAutomine(true);
  const receipts = hashes.map((hash) => publicClient.getTransactionReceipt({ hash }));
  return (await Promise.all(receipts)).map(({ status }) => status);
}

type Side = (market: Market, tradeId: bigint, account: Account) => Promise<Hash>;

const accept: Side = ({ escrow }, id, account) => escrow.write.acceptTrade([id], { account, gas });
const markPaid: Side = ({ escrow }, id, account) =>
  escrow.write.markPaid([id, zeroHash], { account, gas });
const expire: Side = ({ escrow }, id, account) => escrow.write.expireTrade([id], { account, gas });
const dispute: Side = ({ escrow }, id, account) =>
  escrow.write.disputeTrade([id, zeroHash], { account, gas });
const resolve: Side = ({ escrow }, id, account) =>
  escrow.write.resolveTrade([id, 5_000], { account, gas });
const byDefault: Side = ({ escrow }, id, account) =>
  escrow.write.resolveByDefault([id], { account, gas });

/** At each deadline: the state before it, who must act within it, and who may act after it. */
const DEADLINES = [
  { reach: 'offer', within: accept, by: 'buyer', after: expire },
  { reach: 'accepted', within: markPaid, by: 'buyer', after: expire },
  { reach: 'marked', within: dispute, by: 'seller', after: dispute },
  { reach: 'disputed', within: resolve, by: 'moderator', after: byDefault },
] as const;

// both sides act in one block, the one who waits for the deadline first
// ├── when the block's second is the deadline
// │   └── only the one who must act within it succeeds
// └── when it is the second after
//     └── only the other one succeeds
describe('both sides in the block of the deadline', () => {
  afterEach(assertBooks);

  for (const { reach, within, by, after } of DEADLINES) {
    for (const [late, outcome] of [
      [0n, ['reverted', 'success']],
      [1n, ['success', 'reverted']],
    ] as const) {
      it(`behavior: ${reach}, ${late} seconds late`, async () => {
        const market = await load();
        const { deadlineOf, rival } = market;
        const tradeId = await market[reach]({ expiresAt: BigInt(await time.latest()) + 100n });
        const statuses = await mineTogether((await deadlineOf(tradeId)) + late, [
          () => after(market, tradeId, rival),
          () => within(market, tradeId, market[by]),
        ]);
        assert.deepEqual(statuses, outcome);
      });
    }
  }
});
