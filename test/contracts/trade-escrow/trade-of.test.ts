import { describe, it } from 'node:test';
import { zeroHash } from 'viem';
import { openMarket } from './fixture.ts';

const { load, assertions } = await openMarket();

// tradeOf
// └── given an id that was never given
//     └── it reverts with EscrowTradeUnknown, as every step of a trade does
describe('tradeOf', () => {
  for (const tradeId of [0n, 2n, 2n ** 256n - 1n]) {
    it(`error: EscrowTradeUnknown for ${tradeId}`, async () => {
      const { escrow, offer } = await load();
      await offer();
      for (const call of [
        escrow.read.tradeOf([tradeId]),
        escrow.write.acceptTrade([tradeId]),
        escrow.write.markPaid([tradeId, zeroHash]),
        escrow.write.releaseTrade([tradeId]),
        escrow.write.cancelTrade([tradeId]),
        escrow.write.expireTrade([tradeId]),
        escrow.write.disputeTrade([tradeId, zeroHash]),
        escrow.write.submitEvidence([tradeId, zeroHash, '']),
        escrow.write.resolveTrade([tradeId, 0]),
        escrow.write.resolveByDefault([tradeId]),
      ]) {
        await assertions.revertWithCustomErrorWithArgs(call, escrow, 'EscrowTradeUnknown', [
          tradeId,
        ]);
      }
    });
  }
});
