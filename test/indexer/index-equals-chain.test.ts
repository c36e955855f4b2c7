import pg from 'pg';
import { decodeEventLog, type Hex, zeroAddress } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimable, type FlexibleBooks, settle } from '../../indexer/src/staking-math.ts';
import { makeHistory } from '../support/history.ts';
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

function readBooks(row: Record<string, string>): FlexibleBooks & Record<string, bigint | number> {
  const read = (name: string) => BigInt(row[name] ?? Number.NaN);
  return {
    principal: read('principal'),
    committed: read('committed'),
    owedFlexible: read('owed_flexible'),
    free: read('free'),
    flexiblePrincipal: read('flexible_principal'),
    flexibleIndex: read('flexible_index'),
    flexibleAprBps: Number(row.flexible_apr_bps),
    settledAt: read('settled_at'),
  };
}

function readPosition(row: Record<string, string>): Parameters<typeof claimable>[0] {
  const read = (name: string) => BigInt(row[name] ?? Number.NaN);
  const state = (['Active', 'Unstaked', 'Seized'] as const).find((name) => name === row.state);
  if (state === undefined) throw new Error(`No position has state ${row.state}`);
  return {
    state,
    tier: Number(row.tier),
    principal: read('principal'),
    reward: read('reward'),
    claimed: read('claimed'),
    indexPaid: read('index_paid'),
    startAt: read('start_at'),
    unlockAt: read('unlock_at'),
  };
}

beforeAll(async () => {
  stack = await startStack();
  await makeHistory(stack.chain);
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

test('behavior: event rows are exactly the logs, by block hash and log index, with their arguments', async () => {
  const { reader, token, escrow, staking, registry } = stack.chain;
  const { rows } = await db.query('SELECT * FROM event ORDER BY block_number, log_index');
  const newest = BigInt(rows.at(-1).block_number);
  const second = await reader.readContract({ ...registry, functionName: 'assetOf', args: [2n] });
  const emitters = [token, { ...token, address: second.token }, escrow, staking, registry];
  const logs = await reader.getLogs({
    address: emitters.map(({ address }) => address),
    fromBlock: 0n,
    toBlock: newest,
  });
  expect(rows.map(({ block_hash, log_index }) => `${block_hash}:${log_index}`)).toEqual(
    logs.map(({ blockHash, logIndex }) => `${blockHash}:${logIndex}`),
  );
  expect(logs.length).toBeGreaterThan(50);
  logs.forEach((log, index) => {
    const emitter = emitters.find(({ address }) => address.toLowerCase() === log.address);
    const { eventName, args } = decodeEventLog({
      abi: [...(emitter?.abi ?? [])],
      data: log.data,
      topics: log.topics,
    });
    const plain = Object.fromEntries(
      Object.entries(args ?? {}).map(([name, value]) => [
        name,
        typeof value === 'boolean' || Array.isArray(value)
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
  const { rows } = await db.query('SELECT * FROM token_account WHERE token = $1', [token.address]);
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
  const { rows: tokens } = await db.query(
    `SELECT total_supply, holder_count, escrowed, nav, nav_at FROM token WHERE address = $1`,
    [token.address],
  );
  const [nav, navAt] = await reader.readContract({ ...token, functionName: 'nav' });
  const { address: escrow } = stack.chain.escrow;
  const args = [escrow] as const;
  const escrowed = await reader.readContract({ ...token, functionName: 'balanceOf', args });
  expect(tokens).toEqual([
    {
      total_supply: `${supply}`,
      holder_count: rows.filter(({ balance }) => balance !== '0').length,
      escrowed: `${escrowed}`,
      nav: `${nav}`,
      nav_at: `${navAt}`,
    },
  ]);
});

test('behavior: assets and documents equal the registry', async () => {
  const { reader, registry } = stack.chain;
  const { rows } = await db.query('SELECT * FROM asset ORDER BY id');
  const count = await reader.readContract({ ...registry, functionName: 'assetCount' });
  expect(rows.length).toBe(Number(count));
  for (const row of rows) {
    const args = [BigInt(row.id)] as const;
    const asset = await reader.readContract({ ...registry, functionName: 'assetOf', args });
    expect(row).toMatchObject({
      token: asset.token.toLowerCase(),
      name: asset.name,
      location: asset.location,
      asset_type: asset.assetType,
      valuation: `${asset.valuation}`,
      status: ['None', 'Active', 'Suspended', 'Retired'][asset.status],
      images: asset.images,
    });
    const names = await reader.readContract({ ...registry, functionName: 'documentNamesOf', args });
    const { rows: documents } = await db.query('SELECT * FROM asset_document WHERE asset_id = $1', [
      row.id,
    ]);
    expect(documents.map(({ name }) => name).sort()).toEqual([...names].sort());
  }
  const { rows: verifications } = await db.query('SELECT kind, uri FROM asset_verification');
  expect(verifications).toEqual([{ kind: 'title', uri: 'ipfs://title' }]);
});

test('behavior: pools, tiers and positions equal staking, and what can be claimed to the last unit', async () => {
  const { reader, staking, token } = stack.chain;
  const head = await reader.getBlock();
  const at = { blockNumber: head.number };
  const { rows } = await db.query('SELECT * FROM staking_pool WHERE token = $1', [token.address]);
  const args = [token.address] as const;
  const pool = await reader.readContract({ ...staking, functionName: 'poolOf', args, ...at });
  const books = readBooks(rows[0]);
  expect({ ...books, ...settle(books, head.timestamp) }).toMatchObject({
    principal: pool.principal,
    committed: pool.committed,
    owedFlexible: pool.owedFlexible,
    free: pool.free,
    flexiblePrincipal: pool.flexiblePrincipal,
    flexibleIndex: pool.flexibleIndex,
  });
  const { rows: positions } = await db.query('SELECT * FROM staking_position ORDER BY id');
  expect(positions.length).toBe(6);
  for (const row of positions) {
    const id = [BigInt(row.id)] as const;
    const position = await reader.readContract({
      ...{ ...staking, functionName: 'positionOf', args: id, ...at },
    });
    expect(row).toMatchObject({
      account: position.account.toLowerCase(),
      tier: position.tier,
      reward: `${position.reward}`,
      claimed: `${position.claimed}`,
      start_at: `${position.startAt}`,
      unlock_at: `${position.unlockAt}`,
      state: ['None', 'Active', 'Unstaked', 'Seized'][position.state],
    });
    const due = await reader.readContract({
      ...{ ...staking, functionName: 'claimable', args: id, ...at },
    });
    expect(claimable(readPosition(row), books, head.timestamp)).toBe(due);
  }
});

test('behavior: the newest point of total value is what is staked, escrowed and its value now', async () => {
  const { rows } = await db.query(
    `SELECT DISTINCT ON (token) token, p.staked, p.escrowed, p.nav
     FROM tvl_point p ORDER BY token, block_number DESC`,
  );
  const { rows: tokens } = await db.query('SELECT * FROM token');
  for (const point of rows) {
    const row = tokens.find(({ address }) => address === point.token);
    expect(point).toMatchObject({ staked: row.staked, escrowed: row.escrowed, nav: row.nav });
  }
  const { rows: pools } = await db.query('SELECT principal FROM staking_pool WHERE token = $1', [
    stack.chain.token.address,
  ]);
  expect(rows.map(({ staked }) => staked)).toContain(pools[0].principal);
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
