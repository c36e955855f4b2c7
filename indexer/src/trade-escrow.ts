import { type Context, ponder } from 'ponder:registry';
import { zeroAddress } from 'viem';
import { tradeEscrowAbi } from '../../contracts/abi/trade-escrow.ts';
import { trade, tradeCredit, tradeEvidence, tradePolicy, tradeToken } from '../ponder.schema.ts';
import { seeAccount } from './account.ts';
import { created, eventId, eventRecorder, type LogEvent, touched } from './event.ts';

type Trade = typeof trade.$inferSelect;

const recordEvent = eventRecorder('TradeEscrow', tradeEscrowAbi);

/** Applies an event to its trade and writes the event's row with the state that results. */
async function changeTrade(
  context: Context,
  event: LogEvent & { args: { tradeId: bigint } },
  { name, ...change }: { name: string } & Partial<Trade>,
): Promise<void> {
  const after = await context.db
    .update(trade, { id: event.args.tradeId })
    .set({ ...change, ...touched(event) });
  await recordTrade(context, event, name, after);
}

function recordTrade(context: Context, event: LogEvent, name: string, after: Trade) {
  const { state, buyer, deadline } = after;
  return recordEvent(context, event, { name, trade: after, result: { state, buyer, deadline } });
}

/** The trade of an event; an event of a trade that was never created stops the indexer, as it must. */
async function existingTrade(context: Context, id: bigint): Promise<Trade> {
  const row = await context.db.find(trade, { id });
  if (row === null) throw new Error(`Trade ${id} was never created`);
  return row;
}

/** End of a window of the trade's policy that begins with this event, Unix seconds. */
async function windowEnd(
  context: Context,
  event: LogEvent,
  { row, window }: { row: Trade; window: 'paymentWindow' | 'releaseWindow' | 'disputeWindow' },
): Promise<bigint> {
  const policy =
    row.policyId === null ? null : await context.db.find(tradePolicy, { id: row.policyId });
  const seconds = policy?.[window];
  if (typeof seconds !== 'number')
    throw new Error(`Trade ${row.id} has no policy with a ${window}`);
  return event.block.timestamp + BigInt(seconds);
}

ponder.on('TradeEscrow:TradeCreated', async ({ event, context }) => {
  const { tradeId, seller, buyer, tokenAddress, amount, expiresAt } = event.args;
  const open = buyer === zeroAddress;
  const row = await context.db.insert(trade).values({
    id: tradeId,
    escrow: event.log.address,
    seller,
    buyer: open ? null : buyer,
    open,
    token: tokenAddress,
    amount,
    state: 'Created',
    expiresAt,
    deadline: expiresAt,
    createdAt: event.block.timestamp,
    ...created(event),
    ...touched(event),
  });
  await seeAccount(context, event, seller);
  await recordTrade(context, event, 'TradeCreated', row);
});

ponder.on('TradeEscrow:TradeTerms', async ({ event, context }) => {
  const { policyId, paymentToken, price, termsHash } = event.args;
  await changeTrade(context, event, {
    name: 'TradeTerms',
    policyId,
    paymentToken: paymentToken === zeroAddress ? null : paymentToken,
    price,
    termsHash,
  });
});

ponder.on('TradeEscrow:TradeAccepted', async ({ event, context }) => {
  const row = await existingTrade(context, event.args.tradeId);
  // An on-chain trade completes in the same transaction, so no window opens.
  const deadline =
    row.paymentToken === null
      ? await windowEnd(context, event, { row, window: 'paymentWindow' })
      : null;
  const { buyer } = event.args;
  await seeAccount(context, event, buyer);
  await changeTrade(context, event, { name: 'TradeAccepted', state: 'Accepted', buyer, deadline });
});

ponder.on('TradeEscrow:PaymentMarked', async ({ event, context }) => {
  const row = await existingTrade(context, event.args.tradeId);
  await changeTrade(context, event, {
    name: 'PaymentMarked',
    state: 'PaymentMarked',
    paymentReference: event.args.paymentReference,
    deadline: await windowEnd(context, event, { row, window: 'releaseWindow' }),
  });
});

ponder.on('TradeEscrow:TradeCompleted', async ({ event, context }) => {
  const { fee } = event.args;
  await changeTrade(context, event, {
    name: 'TradeCompleted',
    state: 'Completed',
    fee,
    deadline: null,
  });
});

ponder.on('TradeEscrow:TradeCancelled', async ({ event, context }) => {
  await changeTrade(context, event, {
    name: 'TradeCancelled',
    state: 'Cancelled',
    deadline: null,
  });
});

ponder.on('TradeEscrow:TradeExpired', async ({ event, context }) => {
  await changeTrade(context, event, { name: 'TradeExpired', state: 'Expired', deadline: null });
});

ponder.on('TradeEscrow:DisputeOpened', async ({ event, context }) => {
  const row = await existingTrade(context, event.args.tradeId);
  await changeTrade(context, event, {
    name: 'DisputeOpened',
    state: 'Disputed',
    disputedBy: event.args.by,
    reasonHash: event.args.reasonHash,
    deadline: await windowEnd(context, event, { row, window: 'disputeWindow' }),
  });
});

ponder.on('TradeEscrow:EvidenceSubmitted', async ({ event, context }) => {
  const { tradeId, by, contentHash, uri } = event.args;
  await context.db.insert(tradeEvidence).values({
    id: eventId(context, event),
    tradeId,
    by,
    contentHash,
    uri,
    submittedAt: event.block.timestamp,
  });
  await changeTrade(context, event, { name: 'EvidenceSubmitted' });
});

ponder.on('TradeEscrow:DisputeResolved', async ({ event, context }) => {
  const { resolver, buyerBps, toBuyer, toSeller } = event.args;
  const { amount } = await existingTrade(context, event.args.tradeId);
  await changeTrade(context, event, {
    name: 'DisputeResolved',
    state: 'Resolved',
    resolver,
    buyerBps,
    toBuyer,
    toSeller,
    fee: amount - toBuyer - toSeller,
    deadline: null,
  });
});

ponder.on('TradeEscrow:Credited', async ({ event, context }) => {
  const { account, token, tradeId, amount } = event.args;
  const credit = await context.db
    .insert(tradeCredit)
    .values({ account, token, amount })
    .onConflictDoUpdate((row) => ({ amount: row.amount + amount }));
  const row = await existingTrade(context, tradeId);
  await recordEvent(context, event, {
    name: 'Credited',
    trade: row,
    result: { credit: credit.amount, state: row.state },
  });
});

ponder.on('TradeEscrow:Withdrawn', async ({ event, context }) => {
  const { account, token, amount } = event.args;
  const credit = await context.db
    .update(tradeCredit, { account, token })
    .set((row) => ({ amount: row.amount - amount }));
  await recordEvent(context, event, {
    name: 'Withdrawn',
    token,
    result: { credit: credit.amount },
  });
});

ponder.on('TradeEscrow:PolicyAdded', async ({ event, context }) => {
  const { policyId: id, ...policy } = event.args;
  await context.db.insert(tradePolicy).values({ id, ...policy });
  await recordEvent(context, event, { name: 'PolicyAdded' });
});

ponder.on('TradeEscrow:PolicyWindowsSet', async ({ event, context }) => {
  const { policyId: id, ...windows } = event.args;
  await context.db.update(tradePolicy, { id }).set(windows);
  await recordEvent(context, event, { name: 'PolicyWindowsSet' });
});

ponder.on('TradeEscrow:TokenListed', async ({ event, context }) => {
  const { token: address, ...listing } = event.args;
  await context.db.insert(tradeToken).values({ address, ...listing });
  await recordEvent(context, event, { name: 'TokenListed', token: address });
});
