import {
  type Abi,
  type Account,
  type Address,
  type ContractFunctionName,
  formatUnits,
  keccak256,
  stringToHex,
  zeroAddress,
} from 'viem';
import type { tradeEscrowAbi } from '../../contracts/abi/trade-escrow.ts';
import type { Market } from './market.ts';
import { type OpenTrade, openTrades } from './open-trades.ts';
import type { Random } from './random.ts';

const MOST_OPEN_TRADES = 25;
/** Base units of the asset in a ten-thousandth of a token. */
const ASSET_STEP = 10n ** 14n;

type Move = { trade: OpenTrade; likelihood: number; says: string; act(): Promise<void> };

/**
 * Does one thing that is possible now, as one of the accounts, and waits until it is mined.
 *
 * @returns A line that says what was done; undefined where nothing was due.
 */
export async function act(market: Market, random: Random): Promise<string | undefined> {
  const open = await openTrades(market);
  const due = open
    .flatMap((trade) => movesOf(market, random, trade))
    .filter(({ likelihood }) => random.chance(likelihood));
  if (open.length >= MOST_OPEN_TRADES || (due.length > 0 && random.chance(0.65))) {
    const move = random.pick(due);
    if (move === undefined) return undefined;
    await move.act();
    return `trade ${move.trade.id}  ${move.says}`;
  }
  return makeOffer(market, random);
}

async function makeOffer(market: Market, random: Random): Promise<string | undefined> {
  const seller = random.pick(market.traders);
  if (seller === undefined) return undefined;
  const buyer = random.pick(market.traders.filter((trader) => trader !== seller));
  const named = random.chance(0.4) && buyer !== undefined;
  const onChain = random.chance(0.5);
  // Most amounts have four places, some all 18: both must be shown to the last one.
  const dust = random.chance(0.1) ? BigInt(random.between(1, 999_999)) : 0n;
  const amount = BigInt(random.between(2_500, 250_000)) * ASSET_STEP + dust;
  // 100 to 110 a token: on-chain in cents of a six-decimal token, off-chain in whole units of the terms' currency.
  const worth = (amount * BigInt(random.between(10_000, 11_000))) / 10n ** 18n;
  const price = onChain ? worth * 10n ** 4n : worth / 100n + 1n;
  const { timestamp } = await market.reader.getBlock();
  const params = {
    token: market.token.address,
    amount,
    buyer: named ? buyer.address : zeroAddress,
    paymentToken: onChain ? market.usd.address : zeroAddress,
    price,
    expiresAt: timestamp + BigInt(random.chance(0.2) ? 15 : random.between(60, 240)),
    policyId: random.chance(0.5) ? 1 : 2,
    termsHash: keccak256(stringToHex(`terms ${timestamp} ${amount}`)),
  };
  await send(market, seller, { functionName: 'createTrade', args: [params] });
  const kind = `${named ? 'named' : 'open'} ${onChain ? 'on-chain' : 'off-chain'} offer`;
  const asked = onChain ? `${formatUnits(price, 6)} tUSD` : `${price} off-chain`;
  return `${kind} of ${formatUnits(amount, 18)} HHO for ${asked}`;
}

/** Everything that can be done about a trade now, and how likely each is. */
function movesOf(market: Market, random: Random, trade: OpenTrade): Move[] {
  const { id, state, secondsLeft } = trade;
  const seller = traderAt(market, trade.seller);
  const buyer = traderAt(market, trade.buyer);
  const taker = buyer ?? random.pick(market.traders.filter((trader) => trader !== seller));
  if (seller === undefined || taker === undefined) return [];
  const move = (likelihood: number, says: string, account: Account, call: Call): Move => ({
    trade,
    likelihood,
    says,
    act: () => send(market, account, call),
  });
  const tooLate = secondsLeft < -1;
  // Close to a deadline nobody moves: the block that would hold the transaction may be past it.
  if (!tooLate && secondsLeft < 6) return [];
  const args = [id] as const;
  switch (state) {
    case 'Created':
      return tooLate
        ? [move(0.6, 'expired', market.moderator, { functionName: 'expireTrade', args })]
        : [
            move(0.25, trade.onChain ? 'accepted, paid and delivered' : 'accepted', taker, {
              functionName: 'acceptTrade',
              args,
            }),
            move(0.03, 'cancelled by its seller', seller, { functionName: 'cancelTrade', args }),
          ];
    case 'Accepted':
      return tooLate
        ? [move(0.6, 'expired unpaid', market.moderator, { functionName: 'expireTrade', args })]
        : [
            move(0.4, 'payment marked', taker, {
              functionName: 'markPaid',
              args: [id, keccak256(stringToHex(`wire ${id}`))],
            }),
            move(0.02, 'given up by its buyer', taker, { functionName: 'cancelTrade', args }),
          ];
    case 'PaymentMarked':
      return [
        move(tooLate ? 0.2 : 0.4, 'released', seller, { functionName: 'releaseTrade', args }),
        move(tooLate ? 0.5 : 0.12, 'disputed', taker, {
          functionName: 'disputeTrade',
          args: [id, keccak256(stringToHex(`dispute ${id}`))],
        }),
      ];
    case 'Disputed':
      return tooLate
        ? [move(0.6, 'resolved by default', taker, { functionName: 'resolveByDefault', args })]
        : [
            move(
              0.15,
              'evidence filed',
              random.chance(0.5) ? seller : taker,
              evidenceOf(id, random),
            ),
            move(0.1, 'resolved by the moderator', market.moderator, {
              functionName: 'resolveTrade',
              args: [id, random.between(0, 100) * 100],
            }),
          ];
  }
}

function evidenceOf(id: bigint, random: Random): Call {
  const content = keccak256(stringToHex(`evidence ${id} ${random.next()}`));
  return {
    functionName: 'submitEvidence',
    args: [id, content, `ipfs://example/evidence-${id}-${content.slice(2, 10)}`],
  };
}

function traderAt(market: Market, address: Address) {
  return market.traders.find((trader) => trader.address === address);
}

/** A call of the escrow; the node refuses arguments that do not fit. */
type Call = {
  functionName: ContractFunctionName<typeof tradeEscrowAbi, 'nonpayable'>;
  args: readonly unknown[];
};

/** Sends a call to the escrow; a call that would revert is refused by the node before it is mined. */
async function send(market: Market, account: Account, call: Call): Promise<void> {
  const { wallet, escrow, mined } = market;
  const abi: Abi = escrow.abi;
  await mined(await wallet.writeContract({ address: escrow.address, abi, ...call, account }));
}
