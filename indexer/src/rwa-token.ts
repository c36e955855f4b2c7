import { type Context, ponder } from 'ponder:registry';
import { type Hex, zeroAddress } from 'viem';
import { rwaTokenAbi } from '../../contracts/abi/rwa-token.ts';
import { token, tokenAccount } from '../ponder.schema.ts';
import { seeAccount } from './account.ts';
import { eventRecorder, type LogEvent, type Result } from './event.ts';
import { changeTvl } from './tvl.ts';

const recordEvent = eventRecorder('RwaToken', rwaTokenAbi);

/** A holding before anything happened to it. */
const EMPTY_ACCOUNT = {
  balance: 0n,
  frozen: 0n,
  sendUntil: 0n,
  receiveUntil: 0n,
  country: 0,
  custody: false,
};

/** One side of a transfer: the name of its resulting balance, and by how much it changes. */
type Movement = { key: 'fromBalance' | 'toBalance'; token: Hex; account: Hex; change: bigint };

/** Moves one side's balance, and gives what results. The zero account stands for what is not in supply. */
async function moveBalance(context: Context, event: LogEvent, movement: Movement): Promise<Result> {
  const { key, token: address, account, change } = movement;
  if (account === zeroAddress) {
    const { totalSupply } = await context.db
      .update(token, { address })
      .set((row) => ({ totalSupply: row.totalSupply - change }));
    return { totalSupply };
  }
  const { balance, custody } = await writeBalance(context, movement);
  const holders = Number(balance > 0n) - Number(balance - change > 0n);
  if (holders !== 0) {
    await context.db
      .update(token, { address })
      .set((row) => ({ holderCount: row.holderCount + holders }));
  }
  if (!custody) await seeAccount(context, event, account);
  const isEscrow = account === context.contracts.TradeEscrow.address;
  const tvl = isEscrow ? await changeTvl(context, event, { address, escrowed: balance }) : {};
  return { [key]: balance, ...tvl };
}

/** An account without a row never received anything: taking from it stops the indexer, as it must. */
function writeBalance(context: Context, { token, account, change }: Movement) {
  const moved = (row: { balance: bigint }) => ({ balance: row.balance + change });
  if (change < 0n) return context.db.update(tokenAccount, { token, account }).set(moved);
  return context.db
    .insert(tokenAccount)
    .values({ ...EMPTY_ACCOUNT, token, account, balance: change })
    .onConflictDoUpdate(moved);
}

ponder.on('RwaToken:Transfer', async ({ event, context }) => {
  const { from, to, value } = event.args;
  const token = event.log.address;
  const sent = await moveBalance(context, event, {
    key: 'fromBalance',
    token,
    account: from,
    change: -value,
  });
  const received = await moveBalance(context, event, {
    key: 'toBalance',
    token,
    account: to,
    change: value,
  });
  const result = { ...sent, ...received };
  // Moving to oneself changes nothing; the first of the two values was only on the way.
  if (from === to && received.toBalance !== undefined) result.fromBalance = received.toBalance;
  await recordEvent(context, event, { name: 'Transfer', result });
});

ponder.on('RwaToken:NavUpdated', async ({ event, context }) => {
  const { nav, at: navAt } = event.args;
  const address = event.log.address;
  const result = await changeTvl(context, event, { address, nav, navAt });
  await recordEvent(context, event, { name: 'NavUpdated', result });
});

/** Sets what an event says outright of an account. */
function setAccount(
  context: Context,
  key: { token: Hex; account: Hex },
  values: Partial<typeof EMPTY_ACCOUNT>,
) {
  return context.db
    .insert(tokenAccount)
    .values({ ...EMPTY_ACCOUNT, ...key, ...values })
    .onConflictDoUpdate(values);
}

ponder.on('RwaToken:EligibilitySet', async ({ event, context }) => {
  const { account, ...eligibility } = event.args;
  await setAccount(context, { token: event.log.address, account }, eligibility);
  await recordEvent(context, event, { name: 'EligibilitySet', result: eligibility });
});

ponder.on('RwaToken:Frozen', async ({ event, context }) => {
  const { account, amount: frozen } = event.args;
  await setAccount(context, { token: event.log.address, account }, { frozen });
  await recordEvent(context, event, { name: 'Frozen', result: { frozen } });
});

ponder.on('RwaToken:CustodySet', async ({ event, context }) => {
  const { custody: account, allowed: custody } = event.args;
  await setAccount(context, { token: event.log.address, account }, { custody });
  await recordEvent(context, event, { name: 'CustodySet', result: { custody } });
});

ponder.on('RwaToken:Paused', async ({ event, context }) => {
  await context.db.update(token, { address: event.log.address }).set({ paused: true });
  await recordEvent(context, event, { name: 'Paused', result: { paused: true } });
});

ponder.on('RwaToken:Unpaused', async ({ event, context }) => {
  await context.db.update(token, { address: event.log.address }).set({ paused: false });
  await recordEvent(context, event, { name: 'Unpaused', result: { paused: false } });
});
