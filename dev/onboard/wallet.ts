import type { Address } from 'viem';
import { UsageError } from '../args.ts';
import { loadAssets } from '../market/assets.ts';
import { formatAmount } from '../market/format.ts';
import { LOCAL_CHAIN, type Market } from '../market/market.ts';

const YEAR_SECONDS = 31_536_000n;
/** ISO 3166-1 numeric code that wallets are admitted under. */
const COUNTRY = 276;

const TOKENS = 1_000n * 10n ** 18n;
const MONEY = 100_000n * 10n ** 6n;
const ETHER = 10n ** 19n;

/**
 * Admits a wallet to every RWA token for a year and gives it some of each, payment tokens and ether.
 *
 * @returns One line for each thing as it is given, with its transaction.
 * @throws {UsageError} on another chain, and for a contract, which cannot sign what a wallet signs.
 */
export async function* onboardWallet(market: Market, wallet: Address): AsyncGenerator<string> {
  await checkWallet(market, wallet);
  const { reader, operations, admin, usd } = market;
  const until = (await reader.getBlock()).timestamp + YEAR_SECONDS;
  for (const { token, symbol } of await loadAssets(market)) {
    const admission = [wallet, until, until, COUNTRY] as const;
    yield* say(market, {
      what: `eligible for ${symbol} for a year`,
      sent: token.write.setEligibility(admission, { account: operations }),
    });
    yield* say(market, {
      what: `${formatAmount(TOKENS, { decimals: 18 })} ${symbol}`,
      sent: token.write.mint([wallet, TOKENS], { account: operations }),
    });
  }
  yield* say(market, {
    what: `${formatAmount(MONEY, { decimals: 6 })} tUSD`,
    sent: usd.write.mint([wallet, MONEY], { account: operations }),
  });
  yield* say(market, {
    what: `${formatAmount(ETHER, { decimals: 18 })} ether`,
    sent: market.wallet.sendTransaction({ account: admin, to: wallet, value: ETHER }),
  });
}

async function* say(
  market: Market,
  { what, sent }: { what: string; sent: Promise<`0x${string}`> },
): AsyncGenerator<string> {
  const { transactionHash } = await market.mined(sent);
  yield `${what.padEnd(30)} ${transactionHash}`;
}

async function checkWallet({ reader, rpcUrl }: Market, wallet: Address): Promise<void> {
  const chainId = await reader.getChainId();
  if (chainId !== LOCAL_CHAIN) {
    throw new UsageError(`RPC_URL: ${rpcUrl} serves chain ${chainId}, not the local one`);
  }
  if (BigInt(wallet) === 0n) throw new UsageError('The zero address is no wallet');
  const code = await reader.getCode({ address: wallet });
  if (code !== undefined) throw new UsageError(`${wallet} is a contract, not a wallet`);
}
