import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { type Address, encodeAbiParameters, keccak256, maxUint256, numberToHex } from 'viem';
import { deployAtMaxCap, MAX_CAP } from './fixture.ts';

const { networkHelpers } = await network.create();

const MAX_DATE = 2n ** 40n - 1n;
const MAX_COUNTRY = 65_535;
const [FROZEN, CUSTODY] = [1n, 2n];

type Word = {
  balance: bigint;
  sendUntil: bigint;
  receiveUntil: bigint;
  country: number;
  flags: bigint;
};

/** The word of an account as the contract's drawing has it. */
const accountWord = (word: Word) =>
  word.balance |
  (word.sendUntil << 128n) |
  (word.receiveUntil << 168n) |
  (BigInt(word.country) << 208n) |
  (word.flags << 224n);

/** The word of the token as the contract's drawing has it. */
const supplyWord = (total: bigint, cap: bigint, paused: boolean) =>
  total | (cap << 120n) | (paused ? 1n << 240n : 0n);

const SLOTS = Array.from({ length: 32 }, (_, index) => BigInt(index));

const mappingKey = (account: Address, slot: bigint) =>
  keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [account, slot]));

const readWord = async (token: Address, position: string) =>
  BigInt(await networkHelpers.getStorageAt(token, position));

/** Finds the word among the mappings of the first 32 slots: where it lies is the compiler's choice. */
async function hasAccountWord(token: Address, account: Address, expected: bigint) {
  const words = await Promise.all(SLOTS.map((slot) => readWord(token, mappingKey(account, slot))));
  return words.includes(expected);
}

async function hasSupplyWord(token: Address, expected: bigint) {
  const words = await Promise.all(SLOTS.map((slot) => readWord(token, numberToHex(slot))));
  return words.includes(expected);
}

// packing
// ├── given every field of an account at its largest value
// │   ├── it stores the word that the drawing shows
// │   └── when one field goes to zero
// │       └── no other field changes
// ├── given a custody contract with the largest balance
// │   └── it stores the word that the drawing shows
// ├── given every balance moves between zero and the cap
// │   └── nothing carries into the dates and nothing is borrowed from them
// ├── given a transfer to oneself at the largest values
// │   └── the word is unchanged
// └── given supply and cap at their largest value
//     └── pause changes neither, and they do not change pause
describe('packing', () => {
  const full: Word = {
    balance: MAX_CAP,
    sendUntil: MAX_DATE,
    receiveUntil: MAX_DATE,
    country: MAX_COUNTRY,
    flags: FROZEN,
  };

  /** Alice with every field at its largest value. */
  async function deployFull(connection: Parameters<typeof deployAtMaxCap>[0]) {
    const deployed = await deployAtMaxCap(connection);
    const { token, compliance, minter, enforcer, alice, bob } = deployed;
    for (const account of [alice.address, bob.address]) {
      await token.write.setEligibility([account, MAX_DATE, MAX_DATE, MAX_COUNTRY], {
        account: compliance,
      });
    }
    const rest = MAX_CAP - (await token.read.totalSupply());
    await token.write.mint([alice.address, rest], { account: minter });
    await token.write.setFrozenTokens([alice.address, maxUint256], { account: enforcer });
    return deployed;
  }

  it('default', async () => {
    const { token, alice } = await networkHelpers.loadFixture(deployFull);
    assert.equal(await hasAccountWord(token.address, alice.address, accountWord(full)), true);
    assert.equal(await token.read.balanceOf([alice.address]), MAX_CAP);
    assert.equal(await token.read.getFrozenTokens([alice.address]), maxUint256);
    assert.deepEqual(await token.read.eligibilityOf([alice.address]), [
      MAX_DATE,
      MAX_DATE,
      MAX_COUNTRY,
    ]);
    assert.equal(await token.read.isCustody([alice.address]), false);
  });

  for (const field of ['sendUntil', 'receiveUntil', 'country'] as const) {
    it(`behavior: ${field} goes to zero and no other field changes`, async () => {
      const { token, compliance, alice } = await networkHelpers.loadFixture(deployFull);
      const word: Word = { ...full, [field]: field === 'country' ? 0 : 0n };
      await token.write.setEligibility(
        [alice.address, word.sendUntil, word.receiveUntil, word.country],
        { account: compliance },
      );
      assert.equal(await hasAccountWord(token.address, alice.address, accountWord(word)), true);
    });
  }

  it('behavior: the frozen flag goes and no other field changes', async () => {
    const { token, enforcer, alice } = await networkHelpers.loadFixture(deployFull);
    await token.write.setFrozenTokens([alice.address, 0n], { account: enforcer });
    const word = accountWord({ ...full, flags: 0n });
    assert.equal(await hasAccountWord(token.address, alice.address, word), true);
  });

  it('behavior: the balance goes to zero and back and no other field changes', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployFull);
    await token.write.setFrozenTokens([alice.address, 0n], { account: enforcer });
    await token.write.transfer([bob.address, MAX_CAP], { account: alice });
    const empty = accountWord({ ...full, balance: 0n, flags: 0n });
    const filled = accountWord({ ...full, flags: 0n });
    assert.equal(await hasAccountWord(token.address, alice.address, empty), true);
    assert.equal(await hasAccountWord(token.address, bob.address, filled), true);

    await token.write.forcedTransfer([bob.address, alice.address, MAX_CAP], { account: enforcer });
    assert.equal(await hasAccountWord(token.address, alice.address, filled), true);
    assert.equal(await hasAccountWord(token.address, bob.address, empty), true);

    await token.write.burn([MAX_CAP], { account: alice });
    assert.equal(await hasAccountWord(token.address, alice.address, empty), true);
    assert.equal(await hasSupplyWord(token.address, supplyWord(0n, MAX_CAP, false)), true);
  });

  it('behavior: a custody contract holds the whole supply', async () => {
    const { token, vault, enforcer, alice } = await networkHelpers.loadFixture(deployFull);
    await token.write.setFrozenTokens([alice.address, 0n], { account: enforcer });
    await token.write.approve([vault.address, maxUint256], { account: alice });
    await vault.write.pull([token.address, alice.address, MAX_CAP]);
    const nothing = { sendUntil: 0n, receiveUntil: 0n, country: 0 };
    const word = accountWord({ balance: MAX_CAP, ...nothing, flags: CUSTODY });
    assert.equal(await hasAccountWord(token.address, vault.address, word), true);
  });

  it('behavior: a transfer to oneself leaves the word as it is', async () => {
    const { token, enforcer, alice } = await networkHelpers.loadFixture(deployFull);
    await token.write.setFrozenTokens([alice.address, 0n], { account: enforcer });
    await token.write.transfer([alice.address, MAX_CAP], { account: alice });
    const word = accountWord({ ...full, flags: 0n });
    assert.equal(await hasAccountWord(token.address, alice.address, word), true);
  });

  it('behavior: supply, cap and pause do not touch each other', async () => {
    const { token, pauser } = await networkHelpers.loadFixture(deployFull);
    const open = supplyWord(MAX_CAP, MAX_CAP, false);
    const paused = supplyWord(MAX_CAP, MAX_CAP, true);
    assert.equal(await hasSupplyWord(token.address, open), true);
    await token.write.pause({ account: pauser });
    assert.equal(await hasSupplyWord(token.address, paused), true);
    await token.write.unpause({ account: pauser });
    assert.equal(await hasSupplyWord(token.address, open), true);
  });
});
