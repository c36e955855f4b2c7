import { afterEach, describe, it } from 'node:test';
import { keccak256, zeroHash } from 'viem';
import { openMarket } from './fixture.ts';

const { load, assertBooks, assertions, time } = await openMarket();

const CONTENT = keccak256('0x04');
const URI = 'ipfs://evidence';

// submitEvidence
// ├── given the trade is not in dispute
// │   └── it reverts with EscrowStateInvalid
// ├── given the caller is neither a party nor the moderator
// │   └── it reverts with EscrowNotParty
// ├── given a URI of 257 bytes
// │   └── it reverts with EscrowEvidenceUriTooLong
// ├── given the submitter has filed 16 pieces in this trade
// │   └── it reverts with EscrowEvidenceFull, for him in this trade only
// └── given good evidence
//     ├── it emits EvidenceSubmitted for either party and for the moderator
//     ├── it takes a URI of 256 bytes, or none
//     └── it takes it until the dispute is resolved, also past the window
describe('submitEvidence', () => {
  afterEach(assertBooks);

  it('error: EscrowStateInvalid', async () => {
    const { escrow, buyer, marked } = await load();
    const tradeId = await marked();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.submitEvidence([tradeId, CONTENT, URI], { account: buyer }),
      escrow,
      'EscrowStateInvalid',
      [tradeId, 3],
    );
  });

  it('error: EscrowNotParty', async () => {
    const { escrow, stranger, disputed } = await load();
    const tradeId = await disputed();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.submitEvidence([tradeId, CONTENT, URI], { account: stranger }),
      escrow,
      'EscrowNotParty',
      [tradeId, stranger.address],
    );
  });

  it('error: EscrowEvidenceUriTooLong, counted in bytes', async () => {
    const { escrow, buyer, disputed } = await load();
    const tradeId = await disputed();
    for (const uri of ['u'.repeat(257), `${'é'.repeat(128)}u`]) {
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.submitEvidence([tradeId, CONTENT, uri], { account: buyer }),
        escrow,
        'EscrowEvidenceUriTooLong',
        [257n, 256n],
      );
    }
  });

  it('error: EscrowEvidenceFull, for one submitter in one trade', async () => {
    const { escrow, buyer, seller, disputed } = await load();
    const tradeId = await disputed();
    const other = await disputed();
    for (let piece = 0; piece < 16; piece++) {
      await escrow.write.submitEvidence([tradeId, CONTENT, URI], { account: buyer });
    }
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.submitEvidence([tradeId, CONTENT, URI], { account: buyer }),
      escrow,
      'EscrowEvidenceFull',
      [tradeId, buyer.address, 16n],
    );
    await escrow.write.submitEvidence([tradeId, CONTENT, URI], { account: seller });
    await escrow.write.submitEvidence([other, CONTENT, URI], { account: buyer });
  });

  for (const who of ['seller', 'buyer', 'moderator'] as const) {
    it(`default: the ${who}`, async () => {
      const market = await load();
      const { escrow, disputed } = market;
      const tradeId = await disputed();
      await assertions.emitWithArgs(
        escrow.write.submitEvidence([tradeId, CONTENT, URI], { account: market[who] }),
        escrow,
        'EvidenceSubmitted',
        [tradeId, market[who].address, CONTENT, URI],
      );
    });
  }

  it('behavior: takes a URI of 256 bytes, or none', async () => {
    const { escrow, buyer, disputed } = await load();
    const tradeId = await disputed();
    for (const uri of ['u'.repeat(256), '']) {
      await assertions.emitWithArgs(
        escrow.write.submitEvidence([tradeId, zeroHash, uri], { account: buyer }),
        escrow,
        'EvidenceSubmitted',
        [tradeId, buyer.address, zeroHash, uri],
      );
    }
  });

  it('behavior: takes it past the window, until someone resolves', async () => {
    const { escrow, buyer, disputed, deadlineOf } = await load();
    const tradeId = await disputed();
    await time.setNextBlockTimestamp((await deadlineOf(tradeId)) + 1n);
    await escrow.write.submitEvidence([tradeId, CONTENT, URI], { account: buyer });
    await escrow.write.resolveByDefault([tradeId], { account: buyer });
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.submitEvidence([tradeId, CONTENT, URI], { account: buyer }),
      escrow,
      'EscrowStateInvalid',
      [tradeId, 8],
    );
  });
});
