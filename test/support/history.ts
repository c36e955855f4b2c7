import { accounts, type TestChain } from './chain.ts';

/** Every way a trade can go, and what compliance can do to a holder. */
export async function makeHistory(chain: TestChain): Promise<void> {
  const { act, offer, token: on } = chain;
  const { buyer, seller, moderator, operations, stranger } = accounts;
  const delivered = await offer({ onChain: true, policyId: 2, amount: 7n, price: 999_999n });
  await act(buyer, 'acceptTrade', { args: [delivered] });
  await act(seller, 'cancelTrade', { args: [await offer({ buyer: buyer.address })] });
  const released = await offer({ amount: 3n * 10n ** 18n + 1n });
  await act(buyer, 'acceptTrade', { args: [released] });
  await act(seller, 'releaseTrade', { args: [released] });
  const split = await offer({ amount: 1_000_001n, policyId: 2 });
  await act(buyer, 'acceptTrade', { args: [split] });
  await act(buyer, 'markPaid', { args: [split, `0x${'55'.repeat(32)}`] });
  await act(buyer, 'disputeTrade', { args: [split, `0x${'66'.repeat(32)}`] });
  await act(moderator, 'resolveTrade', { args: [split, 1] });
  await offer();

  const [half, more] = [5n * 10n ** 20n, 6n * 10n ** 20n];
  await act(operations, 'setFrozenTokens', { on, args: [buyer.address, half] });
  await act(operations, 'forcedTransfer', { on, args: [buyer.address, seller.address, more] });
  await act(operations, 'setEligibility', { on, args: [stranger.address, 1n, 2n, 40] });
  await act(seller, 'transfer', { on, args: [seller.address, 42n] });
  await act(seller, 'burn', { on, args: [1n] });
  await makeAssetHistory(chain);
  await makeStakingHistory(chain);
}

export async function makeAssetHistory(chain: TestChain): Promise<void> {
  const { act, registry: on } = chain;
  const { operations } = accounts;
  const hash = `0x${'77'.repeat(32)}`;
  const zero = `0x${'00'.repeat(32)}`;
  for (const name of ['deed', 'survey']) {
    await act(operations, 'setDocument', { on, args: [1n, name, `ipfs://${name}`, hash] });
  }
  await act(operations, 'setDocument', { on, args: [1n, 'survey', '', zero] });
  await act(operations, 'addVerification', { on, args: [1n, 'title', 'ipfs://title', hash] });
  await act(operations, 'setImages', { on, args: [2n, ['ipfs://a', 'ipfs://b']] });
  const details = { name: 'Other', location: 'Elsewhere', assetType: 'land', valuation: 5n };
  await act(operations, 'updateAsset', { on, args: [2n, 2, details] });
}

/** Every way a stake can go, with a reserve that runs dry and is filled again. */
export async function makeStakingHistory(chain: TestChain): Promise<void> {
  const { act, stake, staking: on, token } = chain;
  const { admin, buyer, seller, operations } = accounts;
  const pass = async (seconds: number) => {
    await chain.client.increaseTime({ seconds });
    await chain.client.mine({ blocks: 1 });
  };
  // The buyer is frozen in part above; staking needs what is free of that.
  await act(operations, 'setFrozenTokens', { on: token, args: [buyer.address, 0n] });
  await chain.openStaking({ reserve: 30_000_000_000_000_000n });
  const flexible = await stake(seller, { tier: 0, amount: 11n * 10n ** 18n + 3n });
  const short = await stake(seller, { tier: 3, amount: 10n ** 18n + 7n });
  const long = await stake(seller, { tier: 1, amount: 10n ** 17n + 1n });
  await pass(100);
  await act(seller, 'claim', { on, args: [flexible] });
  await act(seller, 'claim', { on, args: [short] });
  await act(admin, 'setFlexibleRate', { on, args: [token.address, 1_777] });
  const second = await stake(buyer, { tier: 0, amount: 7n * 10n ** 16n });
  await pass(100);
  await act(seller, 'unstake', { on, args: [short] });
  await act(operations, 'seizePosition', { on, args: [long, operations.address] });
  await pass(3_000_000);
  await act(seller, 'claim', { on, args: [flexible] });
  await act(operations, 'fund', { on, args: [token.address, 10n ** 18n] });
  await pass(1_000);
  await act(operations, 'seizePosition', { on, args: [second, operations.address] });
  await act(operations, 'defund', { on, args: [token.address, operations.address, 10n ** 15n] });
  await act(seller, 'claim', { on, args: [long] });
  await act(seller, 'unstake', { on, args: [flexible] });
  await stake(seller, { tier: 0, amount: 5n * 10n ** 18n });
  await stake(seller, { tier: 3, amount: 3n * 10n ** 18n });
  await pass(60);
  await act(operations, 'setNav', { on: token, args: [101n * 10n ** 18n] });
}
