import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { encodeAbiParameters, type Hex, toFunctionSelector, zeroHash } from 'viem';
import { COUNTERS, COUNTERS_SLOT, NAV_BOUNDS, openMarket } from './fixture.ts';

const { load, assertBooks, assertions, networkHelpers, viem } = await openMarket();

const DECIMALS = toFunctionSelector('decimals()');
const SYMBOL = toFunctionSelector('symbol()');
const SUPPORTS = toFunctionSelector('supportsInterface(bytes4)');

const word = (value: bigint): Hex => encodeAbiParameters([{ type: 'uint256' }], [value]);
const text = (value: string): Hex => encodeAbiParameters([{ type: 'string' }], [value]);

/** A contract that answers as a token would that has these decimals and this symbol; none for none. */
async function deployAnswers({ decimals, symbol }: { decimals?: Hex; symbol?: Hex }) {
  const answers = await viem.deployContract('MockAnswers');
  if (decimals !== undefined) await answers.write.setAnswer([DECIMALS, decimals]);
  if (symbol !== undefined) await answers.write.setAnswer([SYMBOL, symbol]);
  return answers;
}

// listToken, tokenIndexOf
// ├── given the caller is not the default admin
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given a token that is listed
// │   └── it reverts with EscrowTokenAlreadyListed
// ├── given 2^16 - 1 tokens
// │   └── it reverts with EscrowTokenListFull
// ├── given an address without code, or a contract whose decimals or symbol can not be read
// │   └── it reverts with EscrowTokenInvalid
// ├── given a token that declares ERC-7943 by ERC-165
// │   └── it lists it as permissioned
// └── given any other token
//     ├── it lists it under the next index and emits TokenListed
//     └── it lists one that answers ERC-165 with nonsense as not permissioned
describe('listToken', () => {
  afterEach(assertBooks);

  it('error: AccessControlUnauthorizedAccount', async () => {
    const { escrow, operations } = await load();
    const usd = await viem.deployContract('TestUsd');
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.listToken([usd.address], { account: operations }),
      escrow,
      'AccessControlUnauthorizedAccount',
      [operations.address, zeroHash],
    );
  });

  it('error: EscrowTokenAlreadyListed', async () => {
    const { escrow, usd } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.listToken([usd.address]),
      escrow,
      'EscrowTokenAlreadyListed',
      [usd.address],
    );
  });

  it('error: EscrowTokenListFull', async () => {
    const { escrow } = await load();
    const usd = await viem.deployContract('TestUsd');
    const full = 2n ** 16n - 1n;
    await networkHelpers.setStorageAt(escrow.address, COUNTERS_SLOT, COUNTERS | (full << 8n));
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.listToken([usd.address]),
      escrow,
      'EscrowTokenListFull',
      [full],
    );
  });

  it('error: EscrowTokenInvalid without code', async () => {
    const { escrow, stranger } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      escrow.write.listToken([stranger.address]),
      escrow,
      'EscrowTokenInvalid',
      [stranger.address],
    );
  });

  for (const [title, answers] of Object.entries({
    'no decimals': { symbol: text('ABC') },
    'decimals above 255': { decimals: word(256n), symbol: text('ABC') },
    'decimals of half a word': { decimals: '0x12', symbol: text('ABC') },
    'no symbol': { decimals: word(18n) },
    'a symbol of bytes32': { decimals: word(18n), symbol: word(2n ** 255n) },
    'a symbol longer than its answer': {
      decimals: word(18n),
      symbol: `${word(32n)}${word(33n).slice(2)}${word(0n).slice(2)}`,
    },
  } satisfies Record<string, { decimals?: Hex; symbol?: Hex }>)) {
    it(`error: EscrowTokenInvalid for ${title}`, async () => {
      const { escrow } = await load();
      const { address } = await deployAnswers(answers);
      await assertions.revertWithCustomErrorWithArgs(
        escrow.write.listToken([address]),
        escrow,
        'EscrowTokenInvalid',
        [address],
      );
    });
  }

  it('default: a plain token', async () => {
    const { escrow } = await load();
    const usd = await viem.deployContract('TestUsd');
    assert.equal(await escrow.read.tokenIndexOf([usd.address]), 0);
    await assertions.emitWithArgs(escrow.write.listToken([usd.address]), escrow, 'TokenListed', [
      usd.address,
      4,
      6,
      'tUSD',
      false,
    ]);
    assert.equal(await escrow.read.tokenIndexOf([usd.address]), 4);
  });

  it('default: a permissioned token', async () => {
    const { escrow, admin } = await load();
    const rwa = await viem.deployContract('RwaToken', [
      'Two',
      'TWO',
      1n,
      admin.address,
      0,
      NAV_BOUNDS,
    ]);
    await assertions.emitWithArgs(escrow.write.listToken([rwa.address]), escrow, 'TokenListed', [
      rwa.address,
      4,
      18,
      'TWO',
      true,
    ]);
  });

  it('behavior: nonsense in answer to ERC-165 is no permission', async () => {
    const { escrow } = await load();
    // It claims every interface, also the one that ERC-165 forbids to claim.
    const answers = await deployAnswers({ decimals: word(255n), symbol: text('') });
    await answers.write.setAnswer([SUPPORTS, word(1n)]);
    await assertions.emitWithArgs(
      escrow.write.listToken([answers.address]),
      escrow,
      'TokenListed',
      [answers.address, 4, 255, '', false],
    );
  });
});
