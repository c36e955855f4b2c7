import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { encodeFunctionData, type Hash, toFunctionSelector } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { MockBehavior } from '../trade-escrow/mock-behavior.ts';
import { type Bank, openBank } from './fixture.ts';
import { FLEXIBLE, MINUTES } from './stakes.ts';

const { load, assertBooks, later } = await openBank();

const REFUSED = toFunctionSelector('ReentrancyGuardReentrantCall()');

/** A bank whose roles the token itself has, so that nothing but the guard can refuse it. */
async function loadTrusting(): Promise<Bank> {
  const bank = await load();
  const { staking, mock } = bank;
  for (const role of ['TREASURER_ROLE', 'ENFORCER_ROLE'] as const) {
    await staking.write.grantRole([await staking.read[role](), mock.address]);
  }
  return bank;
}

/** Calls into staking that move tokens, each of which the token tries in the middle of its own transfer. */
function reentries({ staking, mock, bob }: Bank) {
  const { abi } = staking;
  const token = mock.address;
  return [
    encodeFunctionData({ abi, functionName: 'fund', args: [token, 1n] }),
    encodeFunctionData({ abi, functionName: 'defund', args: [token, bob.address, 1n] }),
    encodeFunctionData({ abi, functionName: 'stake', args: [token, FLEXIBLE, 1n] }),
    encodeFunctionData({ abi, functionName: 'claim', args: [1n] }),
    encodeFunctionData({ abi, functionName: 'unstake', args: [1n] }),
    encodeFunctionData({ abi, functionName: 'seizePosition', args: [1n, bob.address] }),
  ];
}

/** Asserts that the token's own call, made while it was paying `payee`, was refused, for each call it can try. */
async function assertRefused(bank: Bank, payee: Hash, step: () => Promise<Hash>) {
  const { staking, mock, publicClient } = bank;
  for (const data of reentries(bank)) {
    await mock.write.setReentry([staking.address, data]);
    await mock.write.setBehavior([payee, MockBehavior.Reenter]);
    const events = await eventsOf(publicClient, mock, await step());
    assert.deepEqual(
      events.filter(({ name }) => name === 'MockReentered').map(({ args }) => args),
      [{ succeeded: false, reason: REFUSED }],
    );
    await mock.write.setBehavior([payee, MockBehavior.Normal]);
  }
}

// reentrancy
// └── given a token that calls back while it moves
//     └── each call that moves tokens is refused with ReentrancyGuardReentrantCall, from every step that does
describe('reentrancy', () => {
  afterEach(assertBooks);

  it('behavior: refused from fund', async () => {
    const bank = await loadTrusting();
    const { staking, mock, treasury } = bank;
    await assertRefused(bank, staking.address, () =>
      staking.write.fund([mock.address, 10n], { account: treasury }),
    );
  });

  it('behavior: refused from defund', async () => {
    const bank = await loadTrusting();
    const { staking, mock, operations, treasury } = bank;
    await assertRefused(bank, treasury.address, () =>
      staking.write.defund([mock.address, treasury.address, 10n], { account: operations }),
    );
  });

  it('behavior: refused from stake', async () => {
    const bank = await loadTrusting();
    const { staking, mock, alice } = bank;
    await assertRefused(bank, staking.address, () =>
      staking.write.stake([mock.address, FLEXIBLE, 10n], { account: alice }),
    );
  });

  it('behavior: refused from claim', async () => {
    const bank = await loadTrusting();
    const { staking, mock, alice, stake } = bank;
    const positionId = await stake({ token: mock.address, tier: MINUTES });
    await assertRefused(bank, alice.address, async () => {
      await later(10);
      return staking.write.claim([positionId], { account: alice });
    });
  });

  it('behavior: refused from unstake', async () => {
    const bank = await loadTrusting();
    const { staking, mock, alice, stake } = bank;
    await assertRefused(bank, alice.address, async () => {
      const positionId = await stake({ token: mock.address, tier: FLEXIBLE });
      return staking.write.unstake([positionId], { account: alice });
    });
  });

  it('behavior: refused from seizePosition', async () => {
    const bank = await loadTrusting();
    const { staking, mock, operations, carol, stake } = bank;
    await assertRefused(bank, carol.address, async () => {
      const positionId = await stake({ token: mock.address });
      return staking.write.seizePosition([positionId, carol.address], { account: operations });
    });
  });
});
