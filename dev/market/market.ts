import {
  BaseError,
  createPublicClient,
  createWalletClient,
  getContract,
  type Hex,
  http,
  type TransactionReceipt,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { assetRegistryAbi } from '../../contracts/abi/asset-registry.ts';
import { rwaTokenAbi } from '../../contracts/abi/rwa-token.ts';
import { stakingAbi } from '../../contracts/abi/staking.ts';
import { testUsdAbi } from '../../contracts/abi/test-usd.ts';
import { tradeEscrowAbi } from '../../contracts/abi/trade-escrow.ts';
import type { Deployment } from '../../ignition/deployments.ts';

/** The only chain that the market's keys are for. */
export const LOCAL_CHAIN = 31337;

/** Known to everyone: what it guards has no value anywhere but on a local chain. */
const MNEMONIC = 'test test test test test test test test test test test junk';
/** Anvil's own accounts end at 9; people use those. */
const FIRST_TRADER = 10;
const TRADERS = 16;
const RECEIPT_LIMIT_MS = 20_000;

/** The market's connection to the chain: its accounts, the contracts, and how a transaction is awaited. */
export type Market = ReturnType<typeof openMarket>;

/** An account of the market, which signs for itself. */
export type Trader = ReturnType<typeof mnemonicToAccount>;

/** A transaction that passed its estimate was mined as a failure: the block came too late for it. */
export class RevertedError extends BaseError {
  override name = 'RevertedError';
}

/** Opens the market of a deployment on a local chain. Every transaction is signed here and sent to the node. */
export function openMarket(rpcUrl: string, { contracts }: Pick<Deployment, 'contracts'>) {
  // The market has a patience of its own, so a request is not repeated here.
  const transport = http(rpcUrl, { batch: true, retryCount: 0 });
  const reader = createPublicClient({ chain: foundry, transport, cacheTime: 0 });
  const wallet = createWalletClient({ chain: foundry, transport });
  const client = { public: reader, wallet };
  const account = (addressIndex: number) => mnemonicToAccount(MNEMONIC, { addressIndex });

  /** Waits for the receipt, so that no account ever has two transactions on their way. */
  async function mined(sent: Promise<Hex>): Promise<TransactionReceipt> {
    const receipt = await reader.waitForTransactionReceipt({
      hash: await sent,
      pollingInterval: 50,
      timeout: RECEIPT_LIMIT_MS,
    });
    if (receipt.status === 'success') return receipt;
    throw new RevertedError(`Transaction ${receipt.transactionHash} reverted in its block`);
  }

  return {
    rpcUrl,
    reader,
    wallet,
    mined,
    token: getContract({ address: contracts.rwaToken, abi: rwaTokenAbi, client }),
    usd: getContract({ address: contracts.testUsd, abi: testUsdAbi, client }),
    registry: getContract({ address: contracts.assetRegistry, abi: assetRegistryAbi, client }),
    staking: getContract({ address: contracts.staking, abi: stakingAbi, client }),
    escrow: getContract({ address: contracts.tradeEscrow, abi: tradeEscrowAbi, client }),
    admin: account(0),
    operations: account(1),
    moderator: account(2),
    feeRecipient: account(3),
    traders: Array.from({ length: TRADERS }, (_, index) => account(FIRST_TRADER + index)),
  };
}
