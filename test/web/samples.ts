import type { EventEntry, ReorgEntry } from '../../api/feed/wire.ts';
import type { Trade } from '../../api/trades/wire.ts';

/** Blocks that a test can tell apart by letter: `a` is the first chain, `b` what a reorg put in its place. */
export function block(number: number, chain = 'a') {
  return { number: String(number), hash: `0x${chain}${number}` as const };
}

export const SELLER = `0x${'51'.repeat(20)}` as const;
export const BUYER = `0x${'b0'.repeat(20)}` as const;
export const ASSET = { address: `0x${'a5'.repeat(20)}`, symbol: 'HRWA', decimals: 18 } as const;
export const DOLLAR = { address: `0x${'d0'.repeat(20)}`, symbol: 'tUSD', decimals: 6 } as const;
export const ZERO = `0x${'0'.repeat(40)}` as const;
const HASH = `0x${'0'.repeat(64)}` as const;

/** A trade as the API tells it, created and last changed in the blocks given. */
export function trade(
  id: number,
  change: Partial<Trade> & { createdIn?: ReturnType<typeof block> } = {},
): Trade {
  const { createdIn = block(100), ...rest } = change;
  return {
    id: String(id),
    escrow: ZERO,
    state: 'Created',
    seller: SELLER,
    buyer: null,
    open: true,
    token: ASSET,
    amount: '1000000000000000001',
    payment: { kind: 'onchain', token: DOLLAR, price: '2500000' },
    policyId: 1,
    feeBps: 25,
    termsHash: HASH,
    expiresAt: 2_000,
    deadline: 2_000,
    fee: null,
    paymentReference: null,
    dispute: null,
    resolution: null,
    created: { block: createdIn, at: 1_000, txHash: HASH },
    updated: { block: createdIn, at: 1_000 },
    status: 'latest',
    ...rest,
  };
}

let lastSeq = 0;

/** An entry of the log with the next sequence number. */
export function entry(
  event: string,
  data: EventEntry['data'],
  { number, hash }: ReturnType<typeof block>,
  logIndex = 0,
): EventEntry {
  lastSeq += 1;
  return {
    type: 'event',
    cursor: `cursor-${lastSeq}`,
    seq: lastSeq,
    op: 'apply',
    id: `31337:${hash}:${logIndex}`,
    event,
    contract: ZERO,
    channels: ['trades'],
    block: { chainId: 31337, number, hash, timestamp: 1_000 + Number(number) },
    txHash: HASH,
    logIndex,
    data,
  };
}

/** The entry that takes another one back. */
export function revert(applied: EventEntry): EventEntry {
  lastSeq += 1;
  return { ...applied, op: 'revert', seq: lastSeq, cursor: `cursor-${lastSeq}` };
}

/** The entry that announces reverts. */
export function reorg(
  reverted: EventEntry[],
  ancestor: ReturnType<typeof block> | null,
): ReorgEntry {
  lastSeq += 1;
  const [newest] = reverted;
  if (newest === undefined) throw new Error('A reorg reverts something');
  return {
    type: 'reorg',
    cursor: `cursor-${lastSeq}`,
    seq: lastSeq,
    channels: ['trades', 'system'],
    from: { number: newest.block.number, hash: newest.block.hash },
    ancestor,
    reverted: reverted.map(({ id }) => id),
  };
}

export function created(id: number, at: ReturnType<typeof block>): EventEntry {
  return entry(
    'TradeCreated',
    {
      tradeId: String(id),
      seller: SELLER,
      buyer: ZERO,
      tokenAddress: ASSET.address,
      amount: '5000000000000000000',
      expiresAt: '2000',
    },
    at,
  );
}

export function terms(id: number, at: ReturnType<typeof block>): EventEntry {
  const data = { tradeId: String(id), policyId: '1', price: '7000000', termsHash: HASH };
  return entry('TradeTerms', { ...data, paymentToken: DOLLAR.address }, at, 1);
}

export function accepted(id: number, at: ReturnType<typeof block>, logIndex = 2): EventEntry {
  return entry('TradeAccepted', { tradeId: String(id), buyer: BUYER }, at, logIndex);
}

export function completed(id: number, at: ReturnType<typeof block>, logIndex = 3): EventEntry {
  const data = { tradeId: String(id), seller: SELLER, buyer: BUYER, amount: '1', fee: '0' };
  return entry('TradeCompleted', data, at, logIndex);
}
