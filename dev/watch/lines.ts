import { formatUnits, maxUint256 } from 'viem';
import type { z } from 'zod';
import type { tokenRef } from '../../api/wire.ts';
import type { Entry } from './connection.ts';

type EventEntry = Extract<Entry, { type: 'event' }>;
type Token = z.infer<typeof tokenRef>;

/** What a line needs to know beyond its entry: the token of a trade, and of an address. */
export type Tokens = {
  ofTrade(tradeId: string): Token | undefined;
  at(address: string): Token | undefined;
};

/** What happened, in a word, by event; others go by their own names. */
const WORDS: Record<string, string> = {
  TradeCreated: 'offered',
  TradeTerms: 'terms',
  TradeAccepted: 'accepted',
  PaymentMarked: 'marked paid',
  TradeCompleted: 'completed',
  TradeCancelled: 'cancelled',
  TradeExpired: 'expired',
  DisputeOpened: 'disputed',
  EvidenceSubmitted: 'evidence',
  DisputeResolved: 'resolved',
  Credited: 'credited',
  Staked: 'staked',
  Unstaked: 'unstaked',
  RewardClaimed: 'claimed',
  Funded: 'funded',
  Defunded: 'defunded',
  PositionSeized: 'seized',
  NavUpdated: 'net asset value',
};

/** Arguments that are amounts of the trade's or pool's token. */
const AMOUNTS = ['amount', 'principal', 'value', 'toBuyer', 'toSeller'];

/** Which side of a trade gets an amount, by its argument. */
const RECEIVERS: Record<string, string> = { toBuyer: ' to buyer', toSeller: ' to seller' };

/** Decimals that values in US dollars have on the chain. */
const USD_DECIMALS = 18;

/** Arguments that say who it was, in the order in which one is chosen. */
const ACTORS = ['by', 'resolver', 'account', 'from', 'buyer', 'seller'];

/** An entry as one line of plain text. */
export function lineOf(entry: Entry, tokens: Tokens): string {
  if (entry.type === 'finalized') return `final up to block ${entry.block.number}`;
  if (entry.type === 'reorg') {
    const back = entry.ancestor === null ? 'its beginning' : `block ${entry.ancestor.number}`;
    return `REORG back to ${back}: ${entry.reverted.length} entries are taken back`;
  }
  return eventLine(entry, tokens);
}

function eventLine(entry: EventEntry, tokens: Tokens): string {
  const { event, data, block } = entry;
  const actor = ACTORS.map((name) => data[name]).find(isAccount);
  const parts = [
    `${clock(block.timestamp)}  #${block.number}`,
    subjectOf(entry),
    WORDS[event] ?? event,
    ...amountsOf(entry, tokens),
    ...(actor === undefined ? [] : [`by ${actor.slice(0, 6)}…${actor.slice(-4)}`]),
  ];
  const line = parts.filter((part) => part !== '').join('  ');
  return entry.op === 'revert' ? `REVERTED  ${line}` : line;
}

function subjectOf({ data }: EventEntry): string {
  if (typeof data.tradeId === 'string') return `trade ${data.tradeId}`;
  if (typeof data.positionId === 'string') return `stake ${data.positionId}`;
  return '';
}

function tokenOf({ contract, data }: EventEntry, tokens: Tokens): Token | undefined {
  const named = data.tokenAddress ?? data.token;
  if (typeof named === 'string') return tokens.at(named);
  return typeof data.tradeId === 'string' ? tokens.ofTrade(data.tradeId) : tokens.at(contract);
}

/** Amounts of an event, and what was agreed on: a price, a value. */
function amountsOf(entry: EventEntry, tokens: Tokens): string[] {
  const { nav, price, paymentToken } = entry.data;
  const token = tokenOf(entry, tokens);
  if (isNumber(nav)) {
    return [`${formatUnits(BigInt(nav), USD_DECIMALS)} USD for one ${token?.symbol ?? 'token'}`];
  }
  if (isNumber(price)) {
    if (!isAccount(paymentToken)) return [`for ${price}, paid off-chain`];
    return [`for ${amountText(price, tokens.at(paymentToken))}`];
  }
  return AMOUNTS.flatMap((name) => {
    const value = entry.data[name];
    if (!isNumber(value)) return [];
    return [`${amountText(value, token)}${RECEIVERS[name] ?? ''}`];
  });
}

/** An amount in whole tokens; in base units, said so, where the token is not known. */
function amountText(value: string, token: Token | undefined): string {
  // Nobody has so much: it stands for any amount in an approval.
  if (BigInt(value) === maxUint256) return 'any amount';
  if (token === undefined) return `${value} base units`;
  return `${formatUnits(BigInt(value), token.decimals)} ${token.symbol ?? ''}`.trim();
}

function isNumber(value: EventEntry['data'][string] | undefined): value is string {
  return typeof value === 'string' && /^\d+$/.test(value);
}

function isAccount(value: unknown): value is string {
  return typeof value === 'string' && /^0x[0-9a-f]{40}$/.test(value) && !/^0x0+$/.test(value);
}

/** Local time of day; the date is today's for everyone who watches. */
function clock(seconds: number): string {
  return new Date(seconds * 1_000).toTimeString().slice(0, 8);
}
