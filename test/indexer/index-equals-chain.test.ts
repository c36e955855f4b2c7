import pg from 'pg';
import { decodeEventLog, type Hex, zeroAddress } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack, type TestStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

/*
 * The index against the chain, read by code that shares nothing with the handlers: every log by eth_getLogs, every
 * balance, frozen amount and trade by eth_call.
 */

const STATES =
  'None Created Accepted PaymentMarked Completed Cancelled Expired Disputed Resolved'.split(' ');

let stack: TestStack;
let db: pg.Client;

beforeAll(async () => {
  stack = await startStack();
  await makeHistory(stack);
  db = new pg.Client({ connectionString: stack.databaseUrl });
  await db.connect();
  const head = await stack.chain.reader.getBlockNumber();
  await waitFor('the history to be indexed', async () => {
    const status = await (await fetch(`${stack.apiUrl}/status`)).json();
    return BigInt(status.indexed?.number ?? 0) >= head;
  });
  const { rows } = await db.query('SELECT schema_name FROM indexer.deployment');
  await db.query(`SET search_path TO ${pg.escapeIdentifier(rows[0].schema_name)}`);
});

afterAll(async () => {
  await db?.end();
  await stack?.stop();
});

/** Every way a trade can go, and what compliance can do to a holder. */
async function makeHistory({ chain, accounts }: TestStack): Promise<void> {
  const { act, offer, token: on } = chain;
  const { buyer, seller, moderator, operations, stranger } = accounts;
  const delivered = await offer({ onChain: true, policyId: 2, amount: 7n, price: 999_999n });
  await act(buyer, 'acceptTrade', { args: [delivered] });
  await act(seller, 'cancelTrade', { args: [await offer({ buyer: buyer.address })] });
  const released = await offer({ amount: 3n * 10n ** 18n + 1n });
  await act(buyer, 'acceptTrade', { args: [released] });
  await act(seller, 'releaseTrade', { args: [released] });
  const split = await offer({ amount: 1_000_001n, policyId: 2 });
  await act(buyer, 'acceptTrade', { args: [split] });
  await act(buyer, 'markPaid', { args: [split, `0x${'55'.repeat(32)}`] });
  await act(buyer, 'disputeTrade', { args: [split, `0x${'66'.repeat(32)}`] });
  await act(moderator, 'resolveTrade', { args: [split, 1] });
  await offer();

  const [half, more] = [5n * 10n ** 20n, 6n * 10n ** 20n];
  await act(operations, 'setFrozenTokens', { on, args: [buyer.address, half] });
  await act(operations, 'forcedTransfer', { on, args: [buyer.address, seller.address, more] });
  await act(operations, 'setEligibility', { on, args: [stranger.address, 1n, 2n, 40] });
  await act(seller, 'transfer', { on, args: [seller.address, 42n] });
  await act(seller, 'burn', { on, args: [1n] });
}

test('behavior: event rows are exactly the logs, by block hash and log index, with their arguments', async () => {
  const { reader, token, escrow } = stack.chain;
  const { rows } = await db.query('SELECT * FROM event ORDER BY block_number, log_index');
  const newest = BigInt(rows.at(-1).block_number);
  const logs = await reader.getLogs({
    address: [token.address, escrow.address],
    fromBlock: 0n,
    toBlock: newest,
  });
  expect(rows.map(({ block_hash, log_index }) => `${block_hash}:${log_index}`)).toEqual(
    logs.map(({ blockHash, logIndex }) => `${blockHash}:${logIndex}`),
  );
  expect(logs.length).toBeGreaterThan(50);
  logs.forEach((log, index) => {
    const abi = log.address.toLowerCase() === token.address ? token.abi : escrow.abi;
    const { eventName, args } = decodeEventLog({
      abi: [...abi],
      data: log.data,
      topics: log.topics,
    });
    const plain = Object.fromEntries(
      Object.entries(args ?? {}).map(([name, value]) => [
        name,
        typeof value === 'boolean'
          ? value
          : String(value).replace(/^0x[0-9a-fA-F]{40}$/, (a) => a.toLowerCase()),
      ]),
    );
    expect(rows[index]).toMatchObject({
      name: eventName,
      args: plain,
      tx_hash: log.transactionHash,
    });
  });
});

test('behavior: balances, frozen amounts and eligibility equal the token, and sum to the supply', async () => {
  const { reader, token } = stack.chain;
  const { rows } = await db.query('SELECT * FROM token_account');
  let sum = 0n;
  for (const row of rows) {
    const args = [row.account as Hex] as const;
    const balance = await reader.readContract({ ...token, functionName: 'balanceOf', args });
    const frozen = await reader.readContract({ ...token, functionName: 'getFrozenTokens', args });
    const eligibility = await reader.readContract({
      ...token,
      functionName: 'eligibilityOf',
      args,
    });
    expect([row.account, row.balance, row.frozen]).toEqual([
      row.account,
      `${balance}`,
      `${frozen}`,
    ]);
    expect([row.send_until, row.receive_until, row.country]).toEqual([
      `${eligibility[0]}`,
      `${eligibility[1]}`,
      eligibility[2],
    ]);
    sum += balance;
  }
  const supply = await reader.readContract({ ...token, functionName: 'totalSupply' });
  expect(sum).toBe(supply);
  const { rows: tokens } = await db.query('SELECT total_supply FROM token');
  expect(tokens).toEqual([{ total_supply: `${supply}` }]);
});

test('behavior: trades equal the escrow, in state, parties, amount and deadline', async () => {
  const { reader, escrow } = stack.chain;
  const { rows } = await db.query('SELECT * FROM trade ORDER BY id');
  expect(rows.length).toBe(
    Number(await reader.readContract({ ...escrow, functionName: 'tradeCount' })),
  );
  for (const row of rows) {
    const trade = await reader.readContract({
      ...escrow,
      functionName: 'tradeOf',
      args: [BigInt(row.id)],
    });
    expect(row).toMatchObject({
      seller: trade.seller.toLowerCase(),
      token: trade.token.toLowerCase(),
      amount: `${trade.amount}`,
      state: STATES[trade.state],
      policy_id: trade.policyId,
      payment_token: trade.paymentToken === zeroAddress ? null : trade.paymentToken.toLowerCase(),
    });
    expect(row.buyer ?? zeroAddress).toBe(trade.buyer.toLowerCase());
    if (row.deadline !== null) expect(row.deadline).toBe(`${trade.deadline}`);
  }
});

test('behavior: block rows have the chain’s own hashes, without a hole', async () => {
  const { rows } = await db.query('SELECT * FROM block ORDER BY number');
  for (const [index, row] of rows.entries()) {
    const block = await stack.chain.reader.getBlock({ blockNumber: BigInt(row.number) });
    expect(row).toMatchObject({ hash: block.hash, parent_hash: block.parentHash });
    if (index > 0) expect(Number(row.number)).toBe(Number(rows[index - 1].number) + 1);
  }
});
