import { type Address, type Hex, maxUint256 } from 'viem';
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
 * Gives a trader what it lacks: ether for gas, admission, tokens to sell, money to pay with, and approvals.
 *
 * @returns One line for each thing as it is given; none for a trader that lacks nothing.
 */
export async function* onboard(market: Market, trader: Trader): AsyncGenerator<string> {
  const needs = await Promise.all([
    gasNeed(market, trader.address),
    admissionNeed(market, trader.address),
    assetNeed(market, trader.address),
    cashNeed(market, trader.address),
    assetApprovalNeed(market, trader),
    cashApprovalNeed(market, trader),
  ]);
  yield* give(market, { address: trader.address, needs });
}

/** Admits the account that fees go to: a fee in the asset could otherwise only be credited to it. */
export async function* admitFeeRecipient(market: Market): AsyncGenerator<string> {
  const { address } = market.feeRecipient;
  yield* give(market, { address, needs: [await admissionNeed(market, address)] });
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

async function admissionNeed(market: Market, address: Address): Promise<Need> {
  const { reader, token, operations } = market;
  const [{ timestamp }, [sendUntil, receiveUntil]] = await Promise.all([
    reader.getBlock(),
    token.read.eligibilityOf([address]),
  ]);
  const soon = timestamp + RENEWAL_SECONDS;
  const until = timestamp + ADMISSION_SECONDS;
  return {
    says: 'admitted for a year',
    lacks: sendUntil < soon || receiveUntil < soon,
    give: () =>
      token.write.setEligibility([address, until, until, COUNTRY], { account: operations }),
  };
}

async function assetNeed({ token, operations }: Market, address: Address): Promise<Need> {
  return {
    says: `minted ${formatAsset(ASSETS)}`,
    lacks: (await token.read.balanceOf([address])) < ASSETS / 10n,
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

async function assetApprovalNeed({ token, escrow }: Market, account: Trader): Promise<Need> {
  return {
    says: 'approved HHO',
    lacks: (await token.read.allowance([account.address, escrow.address])) < maxUint256 / 2n,
    give: () => token.write.approve([escrow.address, maxUint256], { account }),
  };
}

async function cashApprovalNeed({ usd, escrow }: Market, account: Trader): Promise<Need> {
  return {
    says: 'approved tUSD',
    lacks: (await usd.read.allowance([account.address, escrow.address])) < maxUint256 / 2n,
    give: () => usd.write.approve([escrow.address, maxUint256], { account }),
  };
}
