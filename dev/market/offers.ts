import { keccak256, parseEventLogs, stringToHex, type TransactionReceipt, zeroAddress } from 'viem';
import { firstNav } from './assets.ts';
import { formatAmount, formatAsset, formatUsd } from './format.ts';
import type { Market, Trader } from './market.ts';
import { fateOf, type Round } from './moves.ts';
import type { Random } from './random.ts';

/** Base units in a ten-thousandth of a token, and in a cent of the payment token. */
const ASSET_STEP = 10n ** 14n;
const CENT = 10n ** 4n;

/** What a base unit of the payment token (6 decimals) is in a net asset value (18 decimals). */
const USD_UNIT = 10n ** 12n;

/** Seconds that an offer stands which nobody takes. */
const SHUNNED_SECONDS = 15;

type Worth = { amount: bigint; price: bigint; onChain: boolean };

/** Offers something of the seller's, to one other trader or to all. @returns What was offered, in one line. */
export async function makeOffer(
  { market, assets, random, seed }: Round,
  seller: Trader,
): Promise<string> {
  const { reader, usd, escrow, traders } = market;
  const asset = random.weigh(
    assets.map((each, index) => ({ ...each, weight: index === 0 ? 2 : 1 })),
  );
  if (asset === undefined) throw new Error('The registry has no asset to trade');
  const { token, symbol } = asset;
  const buyer = random.chance(0.4)
    ? random.pick(traders.filter((trader) => trader !== seller))
    : undefined;
  const { amount, price, onChain } = worthOf(random, firstNav(asset.id));
  const policyId = random.chance(0.5) ? 1 : 2;
  const longest = random.between(60, 240);
  const [{ timestamp }, count] = await Promise.all([
    reader.getBlock({ blockTag: 'pending' }),
    escrow.read.tradeCount(),
  ]);
  const seconds = fateOf(seed, count + 1n).isShunned ? SHUNNED_SECONDS : longest;
  const params = {
    token: token.address,
    amount,
    buyer: buyer?.address ?? zeroAddress,
    paymentToken: onChain ? usd.address : zeroAddress,
    price,
    expiresAt: timestamp + BigInt(seconds),
    policyId,
    termsHash: keccak256(stringToHex(`terms of trade ${count + 1n}`)),
  };
  const receipt = await market.mined(escrow.write.createTrade([params], { account: seller }));
  const asked = onChain ? formatUsd(price) : `${formatAmount(price, { decimals: 0 })} off-chain`;
  const kind = buyer === undefined ? 'open' : 'named';
  return `trade ${createdId(market, receipt)}  offer  ${kind}  ${formatAsset(amount, symbol)} for ${asked}`;
}

/** An amount of 0.25 to 25 tokens, and a price for each within five per cent of what it is worth. */
function worthOf(random: Random, nav: bigint): Worth {
  const onChain = random.chance(0.5);
  // Most amounts have four places, some all 18, and so have prices: both must be shown to the last one.
  const isExact = random.chance(0.15);
  const dust = isExact ? BigInt(random.between(1, 99_999_999)) : 0n;
  const amount = BigInt(random.between(2_500, 249_999)) * ASSET_STEP + dust;
  const price = (nav * BigInt(random.between(9_500, 10_500))) / 10_000n / USD_UNIT;
  const worth = (amount * price) / 10n ** 18n;
  // Off-chain the figure is in whole units of the currency that the terms name.
  if (!onChain) return { amount, price: worth / 10n ** 6n, onChain };
  return { amount, price: isExact ? worth : (worth / CENT) * CENT, onChain };
}

/** The id that the contract gave; another's offer may have come first. */
function createdId({ escrow }: Market, { logs }: TransactionReceipt): bigint {
  const [created] = parseEventLogs({ abi: escrow.abi, eventName: 'TradeCreated', logs });
  if (created === undefined) throw new Error('An offer was mined without a TradeCreated event');
  return created.args.tradeId;
}
