import { type Address, type Hex, keccak256, stringToHex } from 'viem';
import type { MarketAsset } from './assets.ts';
import { formatAsset, formatUsd } from './format.ts';
import type { Market, Trader } from './market.ts';
import type { OpenTrade } from './open-trades.ts';
import { createRandom, type Random } from './random.ts';

/** Something that an account can do now. */
export type Move = {
  /** What it is about, such as `trade 7`. */
  subject: string;
  weight: number;
  says: string;
  actor: Trader;
  send(): Promise<Hex>;
};

/** What the moves of one look at the market are made from. */
export type Round = { market: Market; assets: MarketAsset[]; random: Random; seed: number };

/** Close to a deadline nobody moves: the block that would hold the transaction may be past it. Seconds. */
const CLOSE_SECONDS = 5;

/** What is settled about a trade from its beginning: it follows from the seed and the trade's id alone. */
export function fateOf(seed: number, id: bigint): { isShunned: boolean; isUnheard: boolean } {
  const random = createRandom(seed, `fate of ${id}`);
  return {
    /** Nobody takes the offer, so it expires. */
    isShunned: random.chance(0.15),
    /** The moderator stays silent, so a dispute ends by the policy's default. */
    isUnheard: random.chance(0.35),
  };
}

/** Everything that the market's accounts can do about a trade now; nothing about a trade close to its deadline. */
export function movesOf(round: Round, trade: OpenTrade): Move[] {
  const isLate = trade.secondsLeft < 0;
  if (!isLate && trade.secondsLeft <= CLOSE_SECONDS) return [];
  switch (trade.state) {
    case 'Created':
      return isLate ? expiries(round, trade) : offerMoves(round, trade);
    case 'Accepted':
      return isLate ? expiries(round, trade) : acceptedMoves(round, trade);
    case 'PaymentMarked':
      return paymentMoves(round, trade);
    case 'Disputed':
      return isLate ? defaults(round, trade) : disputeMoves(round, trade);
  }
}

/** A move of an account; none where the account is a stranger's, for which the market cannot sign. */
function by(
  actor: Trader | undefined,
  {
    trade,
    send,
    ...move
  }: Pick<Move, 'weight' | 'says'> & { trade: OpenTrade; send(account: Trader): Promise<Hex> },
): Move[] {
  if (actor === undefined) return [];
  return [{ ...move, subject: `trade ${trade.id}`, actor, send: () => send(actor) }];
}

function offerMoves({ market, random, seed }: Round, trade: OpenTrade): Move[] {
  const { escrow, traders } = market;
  const args = [trade.id] as const;
  const seller = traderAt(market, trade.seller);
  const named = traderAt(market, trade.buyer);
  const others = traders.filter((trader) => trader !== seller);
  const taker = trade.buyer === undefined ? random.pick(others) : named;
  // The market takes its own offers only: a stranger's terms are not its to judge.
  const isTaken = seller !== undefined && !fateOf(seed, trade.id).isShunned;
  const paid = trade.price === undefined ? 'off-chain' : `for ${formatUsd(trade.price)}`;
  return [
    ...by(isTaken ? taker : undefined, {
      ...{ trade, weight: 3, says: `accept  ${formatAsset(trade.amount, trade.symbol)} ${paid}` },
      send: (account) => escrow.write.acceptTrade(args, { account }),
    }),
    ...by(random.chance(0.8) ? seller : named, {
      ...{ trade, weight: 0.3, says: 'cancel' },
      send: (account) => escrow.write.cancelTrade(args, { account }),
    }),
  ];
}

function acceptedMoves({ market }: Round, trade: OpenTrade): Move[] {
  const { escrow } = market;
  const buyer = traderAt(market, trade.buyer);
  const reference = keccak256(stringToHex(`payment of trade ${trade.id}`));
  return [
    ...by(buyer, {
      ...{ trade, weight: 5, says: 'mark paid' },
      send: (account) => escrow.write.markPaid([trade.id, reference], { account }),
    }),
    ...by(buyer, {
      ...{ trade, weight: 0.3, says: 'cancel' },
      send: (account) => escrow.write.cancelTrade([trade.id], { account }),
    }),
  ];
}

function paymentMoves({ market, random }: Round, trade: OpenTrade): Move[] {
  const { escrow, traders } = market;
  const isLate = trade.secondsLeft < 0;
  const seller = traderAt(market, trade.seller);
  const buyer = traderAt(market, trade.buyer);
  const party = random.chance(0.7) ? buyer : seller;
  const reason = keccak256(stringToHex(`dispute of trade ${trade.id}`));
  return [
    ...by(seller, {
      ...{
        trade,
        weight: isLate ? 1 : 4,
        says: `release  ${formatAsset(trade.amount, trade.symbol)}`,
      },
      send: (account) => escrow.write.releaseTrade([trade.id], { account }),
    }),
    // After the release window anyone may open the dispute.
    ...by(isLate ? random.pick(traders) : party, {
      ...{ trade, weight: isLate ? 3 : 1.5, says: 'dispute' },
      send: (account) => escrow.write.disputeTrade([trade.id, reason], { account }),
    }),
  ];
}

function disputeMoves({ market, random, seed }: Round, trade: OpenTrade): Move[] {
  const { escrow, moderator } = market;
  const silent = [trade.seller, trade.buyer].filter(
    (party) => party !== undefined && !trade.filers.includes(party),
  );
  const isHeard = !fateOf(seed, trade.id).isUnheard;
  const buyerBps = random.pick([0, 2_500, 5_000, 10_000, random.between(1, 9_999)]) ?? 0;
  return [
    ...silent.flatMap((party) =>
      by(traderAt(market, party), {
        ...{ trade, weight: 4, says: 'evidence' },
        send: (account) => escrow.write.submitEvidence(evidenceOf(trade, account), { account }),
      }),
    ),
    // The moderator hears both sides first, unless one of them keeps waiting.
    ...by(isHeard ? moderator : undefined, {
      ...{
        trade,
        weight: silent.length === 0 ? 3 : 0.2,
        says: `resolve  ${buyerBps} bps to buyer`,
      },
      send: (account) => escrow.write.resolveTrade([trade.id, buyerBps], { account }),
    }),
  ];
}

function evidenceOf({ id }: OpenTrade, { address }: Trader): readonly [bigint, Hex, string] {
  const content = keccak256(stringToHex(`evidence of ${address} in trade ${id}`));
  return [id, content, `ipfs://example/trade-${id}/${content.slice(2, 18)}.pdf`];
}

function expiries({ market, random }: Round, trade: OpenTrade): Move[] {
  const { escrow, traders } = market;
  return by(random.pick(traders), {
    ...{ trade, weight: 6, says: trade.state === 'Created' ? 'expire' : 'expire  unpaid' },
    send: (account) => escrow.write.expireTrade([trade.id], { account }),
  });
}

function defaults({ market, random }: Round, trade: OpenTrade): Move[] {
  const { escrow, traders } = market;
  return by(random.pick(traders), {
    ...{ trade, weight: 6, says: 'resolve  by default' },
    send: (account) => escrow.write.resolveByDefault([trade.id], { account }),
  });
}

function traderAt({ traders }: Market, address: Address | undefined): Trader | undefined {
  return traders.find((trader) => trader.address === address);
}
