import { type Address, zeroAddress } from 'viem';
import { type MarketAsset, symbolOf } from './assets.ts';
import type { Market } from './market.ts';

/** States of the contract's enum, in its order. */
const STATES = [
  'None',
  'Created',
  'Accepted',
  'PaymentMarked',
  'Completed',
  'Cancelled',
  'Expired',
  'Disputed',
  'Resolved',
] as const;

const OPEN_STATES = ['Created', 'Accepted', 'PaymentMarked', 'Disputed'] as const;

/** How many of the newest trades are looked at: far more than the market ever keeps open. */
const LOOK_BACK = 100;
/** Blocks that evidence is looked for in: at the market's highest rate still more than a dispute's window. */
const EVIDENCE_BLOCKS = 10_000n;

/** A trade that is not over, as the contract has it. */
export type OpenTrade = {
  id: bigint;
  state: (typeof OPEN_STATES)[number];
  seller: Address;
  /** Undefined while anyone may accept. */
  buyer: Address | undefined;
  /** Base units of the asset, and what they are called. */
  amount: bigint;
  symbol: string;
  /** Base units of the payment token; undefined where the payment is off-chain. */
  price: bigint | undefined;
  /** Seconds until the present window ends; negative once it has. */
  secondsLeft: number;
  /** Who has filed evidence in its dispute. */
  filers: Address[];
};

/** The trades that are not over, read from the contract: a market that starts again knows where it was. */
export async function openTrades(market: Market, assets: MarketAsset[]): Promise<OpenTrade[]> {
  const { reader, escrow } = market;
  // The pending block has the time that the next transaction meets; the latest one may be long past.
  const [{ timestamp }, count] = await Promise.all([
    reader.getBlock({ blockTag: 'pending' }),
    escrow.read.tradeCount(),
  ]);
  const length = Math.min(LOOK_BACK, Number(count));
  const ids = Array.from({ length }, (_, index) => count - BigInt(length - 1 - index));
  const read = await Promise.all(
    ids.map(async (id) => ({ id, ...(await escrow.read.tradeOf([id])) })),
  );
  const open = read.flatMap((trade) => {
    const state = OPEN_STATES.find((name) => name === STATES[trade.state]);
    return state === undefined ? [] : [{ ...trade, state }];
  });
  const disputed = open.filter(({ state }) => state === 'Disputed').map(({ id }) => id);
  const filers = await evidenceFilers(market, disputed);
  return open.map(({ id, state, seller, buyer, amount, price, paymentToken, token, deadline }) => ({
    id,
    state,
    seller,
    buyer: buyer === zeroAddress ? undefined : buyer,
    amount,
    symbol: symbolOf(assets, token),
    price: paymentToken === zeroAddress ? undefined : price,
    secondsLeft: Number(deadline - timestamp),
    filers: filers.get(id) ?? [],
  }));
}

/** Who filed evidence in each of the trades; the contract keeps no list, only the events tell. */
async function evidenceFilers(
  { reader, escrow }: Market,
  tradeIds: bigint[],
): Promise<Map<bigint, Address[]>> {
  if (tradeIds.length === 0) return new Map();
  const latest = await reader.getBlockNumber();
  const events = await reader.getContractEvents({
    address: escrow.address,
    abi: escrow.abi,
    eventName: 'EvidenceSubmitted',
    args: { tradeId: tradeIds },
    fromBlock: latest > EVIDENCE_BLOCKS ? latest - EVIDENCE_BLOCKS : 0n,
    strict: true,
  });
  const filers = new Map<bigint, Address[]>();
  for (const { args } of events) {
    filers.set(args.tradeId, [...(filers.get(args.tradeId) ?? []), args.by]);
  }
  return filers;
}
