import {
  type Account,
  type Address,
  createPublicClient,
  createWalletClient,
  type Hex,
  http,
  maxUint256,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { rwaTokenAbi } from '../../contracts/abi/rwa-token.ts';
import { testUsdAbi } from '../../contracts/abi/test-usd.ts';
import { tradeEscrowAbi } from '../../contracts/abi/trade-escrow.ts';
import type { Deployment } from '../../ignition/deployments.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';
const FIRST_TRADER = 10;
const TRADERS = 16;

/** The market's connection to the chain: its accounts, the contracts, and how a transaction is sent. */
export type Market = ReturnType<typeof openMarket>;

/** Opens the market of a deployment on a local chain. Every transaction is signed here and sent to the node. */
export function openMarket(rpcUrl: string, { contracts }: Deployment) {
  const transport = http(rpcUrl, { retryCount: 5, retryDelay: 500 });
  const reader = createPublicClient({ chain: foundry, transport, cacheTime: 0 });
  const wallet = createWalletClient({ chain: foundry, transport });
  const account = (addressIndex: number) => mnemonicToAccount(MNEMONIC, { addressIndex });

  /** Waits for the receipt, so that no account ever has two transactions on their way. */
  async function mined(hash: Hex): Promise<void> {
    const receipt = await reader.waitForTransactionReceipt({ hash, pollingInterval: 50 });
    if (receipt.status !== 'success') throw new Error(`Transaction ${hash} reverted`);
  }

  return {
    reader,
    wallet,
    mined,
    token: { address: contracts.rwaToken, abi: rwaTokenAbi } as const,
    usd: { address: contracts.testUsd, abi: testUsdAbi } as const,
    escrow: { address: contracts.tradeEscrow, abi: tradeEscrowAbi } as const,
    admin: account(0),
    operations: account(1),
    moderator: account(2),
    traders: Array.from({ length: TRADERS }, (_, index) => account(FIRST_TRADER + index)),
  };
}

/** A year, in seconds: how long a trader is admitted for. */
const ADMISSION_SECONDS = 31_536_000n;
const GAS_MONEY = 10n ** 18n;
const ASSETS = 500n * 10n ** 18n;
const CASH = 100_000n * 10n ** 6n;

/**
 * Gives a trader what it lacks: ether for gas, eligibility, tokens to sell, money to pay with, and approvals.
 *
 * @returns What was done, empty for a trader that lacked nothing.
 */
export async function onboard(market: Market, trader: Account & { address: Address }) {
  const { reader, wallet, mined, token, usd, escrow, operations, admin } = market;
  const done: string[] = [];
  const owner = trader.address;
  const { timestamp } = await reader.getBlock();
  const read = { args: [owner] as const };
  if ((await reader.getBalance({ address: owner })) < GAS_MONEY / 10n) {
    await mined(await wallet.sendTransaction({ account: admin, to: owner, value: GAS_MONEY }));
    done.push('funded');
  }
  if (!(await reader.readContract({ ...token, functionName: 'canReceive', ...read }))) {
    const until = timestamp + ADMISSION_SECONDS;
    const args = [owner, until, until, 276] as const;
    await mined(
      await wallet.writeContract({
        ...token,
        account: operations,
        functionName: 'setEligibility',
        args,
      }),
    );
    done.push('admitted');
  }
  for (const [contract, amount] of [
    [token, ASSETS],
    [usd, CASH],
  ] as const) {
    const of = { address: contract.address, abi: usd.abi } as const;
    if ((await reader.readContract({ ...of, functionName: 'balanceOf', ...read })) < amount / 10n) {
      const args = [owner, amount] as const;
      await mined(
        await wallet.writeContract({ ...of, account: operations, functionName: 'mint', args }),
      );
      done.push('supplied');
    }
    const spender = [owner, escrow.address] as const;
    if (
      (await reader.readContract({ ...of, functionName: 'allowance', args: spender })) <
      maxUint256 / 2n
    ) {
      const args = [escrow.address, maxUint256] as const;
      await mined(
        await wallet.writeContract({ ...of, account: trader, functionName: 'approve', args }),
      );
      done.push('approved');
    }
  }
  return done;
}
