import { type Context, ponder } from 'ponder:registry';
import { type Hex, zeroAddress } from 'viem';
import { rwaTokenAbi } from '../../contracts/abi/rwa-token.ts';
import { token, tokenAccount } from '../ponder.schema.ts';
import { eventRecorder, type Result } from './event.ts';

const recordEvent = eventRecorder(rwaTokenAbi);

/** RwaToken keeps OpenZeppelin's 18 decimals; no event tells them. */
const RWA_TOKEN_DECIMALS = 18;

/** A holding before anything happened to it. */
const EMPTY_ACCOUNT = {
  balance: 0n,
  frozen: 0n,
  sendUntil: 0n,
  receiveUntil: 0n,
  country: 0,
  custody: false,
};

ponder.on('RwaToken:setup', async ({ context }) => {
  const { address } = context.contracts.RwaToken;
  await context.db
    .insert(token)
    .values({ address, decimals: RWA_TOKEN_DECIMALS, totalSupply: 0n, paused: false });
});

ponder.on('RwaToken:Transfer', async ({ event, context }) => {
  const { from, to, value } = event.args;
  const address = event.log.address;
  const result: Result = {};
  if (from === zeroAddress) {
    const { totalSupply } = await context.db
      .update(token, { address })
      .set((row) => ({ totalSupply: row.totalSupply + value }));
    result.totalSupply = totalSupply;
  } else {
    // An account without a row never received anything: the update then stops the indexer, as it must.
    const { balance } = await context.db
      .update(tokenAccount, { token: address, account: from })
      .set((row) => ({ balance: row.balance - value }));
    result.fromBalance = balance;
  }
  if (to === zeroAddress) {
    const { totalSupply } = await context.db
      .update(token, { address })
      .set((row) => ({ totalSupply: row.totalSupply - value }));
    result.totalSupply = totalSupply;
  } else {
    const { balance } = await context.db
      .insert(tokenAccount)
      .values({ ...EMPTY_ACCOUNT, token: address, account: to, balance: value })
      .onConflictDoUpdate((row) => ({ balance: row.balance + value }));
    result.toBalance = balance;
    // Moving to oneself changes nothing; the first of the two values was only on the way.
    if (from === to) result.fromBalance = balance;
  }
  await recordEvent(context, event, { name: 'Transfer', result });
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
