import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { zeroAddress } from 'viem';

const { viem } = await network.create();

// TestUsd
// ├── it counts in six decimals
// ├── it lets anyone mint to anyone
// └── it names its EIP-712 domain, so that permits can be signed
describe('TestUsd', () => {
  it('behavior: counts in six decimals', async () => {
    const usd = await viem.deployContract('TestUsd');
    assert.equal(await usd.read.decimals(), 6);
    assert.equal(await usd.read.symbol(), 'tUSD');
  });

  it('behavior: lets anyone mint to anyone', async () => {
    const usd = await viem.deployContract('TestUsd');
    const [, stranger, friend] = await viem.getWalletClients();
    assert.ok(stranger !== undefined && friend !== undefined);
    await viem.assertions.emitWithArgs(
      usd.write.mint([friend.account.address, 5_000_000n], { account: stranger.account }),
      usd,
      'Transfer',
      [zeroAddress, friend.account.address, 5_000_000n],
    );
    assert.equal(await usd.read.balanceOf([friend.account.address]), 5_000_000n);
    assert.equal(await usd.read.totalSupply(), 5_000_000n);
  });

  it('behavior: names its EIP-712 domain', async () => {
    const usd = await viem.deployContract('TestUsd');
    const [, name, version, chainId, verifyingContract] = await usd.read.eip712Domain();
    const publicClient = await viem.getPublicClient();
    assert.equal(name, 'Test USD');
    assert.equal(version, '1');
    assert.equal(chainId, BigInt(await publicClient.getChainId()));
    assert.equal(verifyingContract.toLowerCase(), usd.address);
  });
});
