import { type Address, type Hex, maxUint256 } from 'viem';
import type { MarketAsset } from './assets.ts';
import { formatAddress, formatAsset, formatUsd } from './format.ts';
import type { Market, Trader } from './market.ts';

/** How long an account is admitted for, in seconds: a year. */
const ADMISSION_SECONDS = 31_536_000n;
/** An admission that ends sooner is renewed, so that it outlasts every trade under way. Seconds. */
const RENEWAL_SECONDS = 86_400n;
/** ISO 3166-1 numeric code that the traders are admitted under. */
const COUNTRY = 276;

/** What a trader is given. It is given again once less than a tenth is left, which still pays for any one trade. */
const GAS_MONEY = 10n ** 18n;
const ASSETS = 500n * 10n ** 18n;
const CASH = 100_000n * 10n ** 6n;

/** Something that an account lacks, and the transaction that gives it. */
type Need = { says: string; lacks: boolean; give(): Promise<Hex> };

/**
 * Gives a trader what it lacks: ether for gas, money to pay with, and of each asset admission, tokens and approvals.
 *
 * @returns One line for each thing as it is given; none for a trader that lacks nothing.
 */
export async function* onboard(
  market: Market,
  { trader, assets }: { trader: Trader; assets: MarketAsset[] },
): AsyncGenerator<string> {
  const { escrow, staking } = market;
  const { address } = trader;
  const needs = await Promise.all([
    gasNeed(market, address),
    cashNeed(market, address),
    cashApprovalNeed(market, trader),
    ...assets.flatMap((asset) => [
      admissionNeed(market, { asset, address }),
      assetNeed(market, { asset, address }),
      approvalNeed(trader, { asset, spender: escrow.address, says: 'for trades' }),
      approvalNeed(trader, { asset, spender: staking.address, says: 'for stakes' }),
    ]),
  ]);
  yield* give(market, { address, needs });
}

/**
 * Prepares the operator, who fills the pools' reserves, and admits the account that fees go to: a fee in an asset could
 * otherwise only be credited to it.
 */
export async function* prepareOperator(
  market: Market,
  assets: MarketAsset[],
): AsyncGenerator<string> {
  const { operations, feeRecipient, staking } = market;
  for (const asset of assets) {
    const spender = staking.address;
    const needs = await Promise.all([
      admissionNeed(market, { asset, address: operations.address }),
      approvalNeed(operations, { asset, spender, says: 'for the reserve' }),
    ]);
    yield* give(market, { address: operations.address, needs });
    const { address } = feeRecipient;
    yield* give(market, { address, needs: [await admissionNeed(market, { asset, address })] });
  }
}

async function* give(market: Market, { address, needs }: { address: Address; needs: Need[] }) {
  for (const { lacks, says, give: send } of needs) {
    if (!lacks) continue;
    await market.mined(send());
    yield `account ${formatAddress(address)}  ${says}`;
  }
}

async function gasNeed({ reader, wallet, admin }: Market, to: Address): Promise<Need> {
  return {
    says: 'funded with ether',
    lacks: (await reader.getBalance({ address: to })) < GAS_MONEY / 10n,
    give: () => wallet.sendTransaction({ account: admin, to, value: GAS_MONEY }),
  };
}

async function admissionNeed(
  { reader, operations }: Market,
  { asset, address }: { asset: MarketAsset; address: Address },
): Promise<Need> {
  const { token, symbol } = asset;
  const [{ timestamp }, [sendUntil, receiveUntil]] = await Promise.all([
    reader.getBlock(),
    token.read.eligibilityOf([address]),
  ]);
  const soon = timestamp + RENEWAL_SECONDS;
  const until = timestamp + ADMISSION_SECONDS;
  return {
    says: `admitted to ${symbol} for a year`,
    lacks: sendUntil < soon || receiveUntil < soon,
    give: () =>
      token.write.setEligibility([address, until, until, COUNTRY], { account: operations }),
  };
}

async function assetNeed(
  { operations }: Market,
  { asset, address }: { asset: MarketAsset; address: Address },
): Promise<Need> {
  const { token, symbol } = asset;
  const [balance, frozen] = await Promise.all([
    token.read.balanceOf([address]),
    token.read.getFrozenTokens([address]),
  ]);
  return {
    says: `minted ${formatAsset(ASSETS, symbol)}`,
    lacks: balance < frozen + ASSETS / 10n,
    give: () => token.write.mint([address, ASSETS], { account: operations }),
  };
}

async function cashNeed({ usd, operations }: Market, address: Address): Promise<Need> {
  return {
    says: `minted ${formatUsd(CASH)}`,
    lacks: (await usd.read.balanceOf([address])) < CASH / 10n,
    give: () => usd.write.mint([address, CASH], { account: operations }),
  };
}

async function approvalNeed(
  account: Trader,
  { asset, spender, says }: { asset: MarketAsset; spender: Address; says: string },
): Promise<Need> {
  const { token, symbol } = asset;
  return {
    says: `approved ${symbol} ${says}`,
    lacks: (await token.read.allowance([account.address, spender])) < maxUint256 / 2n,
    give: () => token.write.approve([spender, maxUint256], { account }),
  };
}

async function cashApprovalNeed({ usd, escrow }: Market, account: Trader): Promise<Need> {
  return {
    says: 'approved tUSD',
    lacks: (await usd.read.allowance([account.address, escrow.address])) < maxUint256 / 2n,
    give: () => usd.write.approve([escrow.address, maxUint256], { account }),
  };
}
