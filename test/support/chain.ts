import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Abi,
  type Account,
  createPublicClient,
  createTestClient,
  createWalletClient,
  encodeFunctionData,
  type Hex,
  http,
  maxUint256,
  publicActions,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { inject } from 'vitest';
import { assetRegistryAbi } from '../../contracts/abi/asset-registry.ts';
import { rwaTokenAbi } from '../../contracts/abi/rwa-token.ts';
import { stakingAbi } from '../../contracts/abi/staking.ts';
import { testUsdAbi } from '../../contracts/abi/test-usd.ts';
import { tradeEscrowAbi } from '../../contracts/abi/trade-escrow.ts';
import { startChain } from '../../dev/chain.ts';
import { loadDeployment } from '../../ignition/deployments.ts';
import { freePort } from './free-port.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';
const CHAIN_ID = 31337;

/** Anvil's accounts by what they do in the platform. */
export const accounts = {
  admin: account(0),
  operations: account(1),
  moderator: account(2),
  feeRecipient: account(3),
  seller: account(4),
  buyer: account(5),
  stranger: account(6),
};

function account(addressIndex: number) {
  return mnemonicToAccount(MNEMONIC, { addressIndex });
}

/** Terms of an offer, as a test changes them. */
export type OfferTerms = {
  amount?: bigint;
  price?: bigint;
  onChain?: boolean;
  buyer?: Hex;
  policyId?: number;
  expiresIn?: bigint;
};

export type TestChain = Awaited<ReturnType<typeof startTestChain>>;

/**
 * Starts a real chain on which the platform is deployed, with an eligible seller and buyer that hold what they trade.
 */
export async function startTestChain({ blockTimeSeconds }: { blockTimeSeconds?: number } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'halyard-chain-'));
  const deploymentsDir = inject('deploymentsDir');
  const { contracts } = loadDeployment(CHAIN_ID, deploymentsDir);
  const anvil = await startChain({
    home,
    port: await freePort(),
    loadFile: inject('chainFile'),
    ...(blockTimeSeconds === undefined ? {} : { blockTimeSeconds }),
  });
  const transport = http(anvil.rpcUrl);
  const client = createTestClient({ chain: foundry, mode: 'anvil', transport }).extend(
    publicActions,
  );
  const wallet = createWalletClient({ chain: foundry, transport });
  const reader = createPublicClient({ chain: foundry, transport, cacheTime: 0 });

  /** Sends a prepared call and waits for its receipt; a revert is an error. */
  async function receipt(hash: Promise<Hex>) {
    const mined = await client.waitForTransactionReceipt({ hash: await hash, pollingInterval: 20 });
    if (mined.status !== 'success')
      throw new Error(`Transaction ${mined.transactionHash} reverted`);
    return mined;
  }

  const token = { address: contracts.rwaToken, abi: rwaTokenAbi } as const;
  const usd = { address: contracts.testUsd, abi: testUsdAbi } as const;
  const escrow = { address: contracts.tradeEscrow, abi: tradeEscrowAbi } as const;
  const staking = { address: contracts.staking, abi: stakingAbi } as const;
  const registry = { address: contracts.assetRegistry, abi: assetRegistryAbi } as const;

  async function onboard(holder: Account): Promise<void> {
    const until = 2n ** 40n - 1n;
    const from = accounts.operations;
    const spend = [escrow.address, maxUint256] as const;
    await receipt(
      wallet.writeContract({
        ...token,
        account: from,
        functionName: 'setEligibility',
        args: [holder.address, until, until, 276],
      }),
    );
    await receipt(
      wallet.writeContract({
        ...token,
        account: from,
        functionName: 'mint',
        args: [holder.address, 1_000n * 10n ** 18n],
      }),
    );
    await receipt(
      wallet.writeContract({
        ...usd,
        account: from,
        functionName: 'mint',
        args: [holder.address, 1_000_000n * 10n ** 6n],
      }),
    );
    await receipt(
      wallet.writeContract({ ...token, account: holder, functionName: 'approve', args: spend }),
    );
    await receipt(
      wallet.writeContract({ ...usd, account: holder, functionName: 'approve', args: spend }),
    );
    await act(holder, 'approve', { on: token, args: [staking.address, maxUint256] });
  }

  /** Gives the first asset's token a net asset value, and its pool a reserve; both in their 18 decimals. */
  async function openStaking({ nav = 100n * 10n ** 18n, reserve = 1_000n * 10n ** 18n } = {}) {
    const { operations } = accounts;
    await onboard(operations);
    await act(operations, 'setNav', { on: token, args: [nav] });
    await act(operations, 'fund', { on: staking, args: [token.address, reserve] });
  }

  /** Stakes the first asset's token and returns the position's id. */
  async function stake(account: Account, { tier, amount }: { tier: number; amount: bigint }) {
    await act(account, 'stake', { on: staking, args: [token.address, tier, amount] });
    return reader.readContract({ ...staking, functionName: 'positionCount' });
  }

  /** Makes an offer of the seller's and returns its trade id. */
  async function offer(terms: OfferTerms = {}): Promise<bigint> {
    const { timestamp } = await reader.getBlock();
    await receipt(
      wallet.writeContract({
        ...escrow,
        account: accounts.seller,
        functionName: 'createTrade',
        args: [
          {
            token: token.address,
            amount: terms.amount ?? 10n ** 18n,
            buyer: terms.buyer ?? `0x${'0'.repeat(40)}`,
            paymentToken: terms.onChain ? usd.address : `0x${'0'.repeat(40)}`,
            price: terms.price ?? 100n * 10n ** 6n,
            expiresAt: timestamp + (terms.expiresIn ?? 3_600n),
            policyId: terms.policyId ?? 1,
            termsHash: `0x${'11'.repeat(32)}`,
          },
        ],
      }),
    );
    return reader.readContract({ ...escrow, functionName: 'tradeCount' });
  }

  /** Calls the escrow, or the contract given, as one of the accounts. */
  function act(
    account: Account,
    functionName: string,
    { args, on = escrow }: { args: unknown[]; on?: { address: Hex; abi: Abi } },
  ) {
    const data = encodeFunctionData({ abi: [...on.abi], functionName, args });
    return receipt(wallet.sendTransaction({ account, to: on.address, data }));
  }

  async function stop(): Promise<void> {
    await anvil.stop();
    rmSync(home, { recursive: true, force: true });
  }

  await onboard(accounts.seller);
  await onboard(accounts.buyer);
  const { rpcUrl, wsUrl } = anvil;
  const { pid } = anvil.process;
  return {
    rpcUrl,
    wsUrl,
    pid,
    deploymentsDir,
    contracts,
    token,
    usd,
    escrow,
    staking,
    registry,
    client,
    reader,
    wallet,
    receipt,
    onboard,
    offer,
    openStaking,
    stake,
    act,
    stop,
  };
}
