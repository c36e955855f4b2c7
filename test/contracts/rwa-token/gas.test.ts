import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import hre, { network } from 'hardhat';
import type { Hash } from 'viem';
import { ALICE_BALANCE, COUNTRY, deployRwaToken, FAR } from './fixture.ts';

const { viem, networkHelpers } = await network.create();
const publicClient = await viem.getPublicClient();

async function assertGasAtMost(transaction: Promise<Hash>, budget: bigint) {
  const { gasUsed } = await publicClient.waitForTransactionReceipt({ hash: await transaction });
  assert.ok(gasUsed <= budget, `used ${gasUsed} of ${budget} gas`);
}

// gas of a whole transaction, its 21,000 included
// ├── a transfer to a holder, and to an eligible account without tokens, stays within 38,000
// ├── a mint to an eligible account without tokens stays within 44,500
// ├── a forced transfer stays within 42,230: 41,000 and the 3 % that reading the pause costs
// └── making an unknown account eligible stays within 51,000
// Coverage adds code to the contracts, so gas says nothing then.
describe('gas', { skip: hre.globalOptions.coverage }, () => {
  it('behavior: transfer', async () => {
    const { token, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    const send = () => token.write.transfer([bob.address, 300n], { account: alice });
    await assertGasAtMost(send(), 38_000n);
    await assertGasAtMost(send(), 38_000n);
  });

  it('behavior: mint', async () => {
    const { token, minter, bob } = await networkHelpers.loadFixture(deployRwaToken);
    await assertGasAtMost(token.write.mint([bob.address, 300n], { account: minter }), 44_500n);
  });

  it('behavior: forcedTransfer', async () => {
    const { token, enforcer, alice, bob } = await networkHelpers.loadFixture(deployRwaToken);
    const args = [alice.address, bob.address, ALICE_BALANCE / 2n] as const;
    await assertGasAtMost(token.write.forcedTransfer(args, { account: enforcer }), 42_230n);
  });

  it('behavior: setEligibility', async () => {
    const { token, compliance, outsider } = await networkHelpers.loadFixture(deployRwaToken);
    const args = [outsider.address, FAR, FAR, COUNTRY] as const;
    await assertGasAtMost(token.write.setEligibility(args, { account: compliance }), 51_000n);
  });
});
