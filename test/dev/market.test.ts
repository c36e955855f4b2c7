import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { startChain } from '../../dev/chain.ts';
import { formatAmount } from '../../dev/market/format.ts';
import { openMarket } from '../../dev/market/market.ts';
import { startTestChain, type TestChain } from '../support/chain.ts';
import { freePort } from '../support/free-port.ts';
import { type Run, runProgram } from '../support/run-program.ts';
import { waitFor } from '../support/wait-for.ts';

/** With this seed the first run meets every way through a trade that needs no waiting. */
const SEED = '7';
const STATES = [
  ...['None', 'Created', 'Accepted', 'PaymentMarked', 'Completed'],
  ...['Cancelled', 'Expired', 'Disputed', 'Resolved'],
];
const OPEN = ['Created', 'Accepted', 'PaymentMarked', 'Disputed'];

/** Starts the market as a process of its own. */
function startMarket(rpcUrl: string, flags: string[], env: Record<string, string> = {}): Run {
  const settings = { RPC_URL: rpcUrl, DEPLOYMENTS_DIR: inject('deploymentsDir'), ...env };
  return runProgram('dev/market/main.ts', flags, settings);
}

/** Runs the market to its end and gives its lines, by what they are about. */
async function runMarket({ rpcUrl }: TestChain, steps: number) {
  const flags = ['--seed', SEED, '--rate', '100', '--steps', String(steps)];
  const { output, code } = startMarket(rpcUrl, flags);
  expect({ code: await code, err: output.err }).toEqual({ code: 0, err: '' });
  const lines = output.out.trimEnd().split('\n');
  return {
    trades: lines.filter((line) => line.startsWith('trade ')),
    stakes: lines.filter((line) => line.startsWith('stake ')),
    accounts: lines.filter((line) => line.startsWith('account ')),
    actions: lines.filter((line) => !line.startsWith('account ')),
  };
}

/** Every trade there is, as the contract has it. */
async function allTrades({ reader, escrow }: TestChain) {
  const count = await reader.readContract({ ...escrow, functionName: 'tradeCount' });
  const ids = Array.from({ length: Number(count) }, (_, index) => BigInt(index + 1));
  return Promise.all(
    ids.map(async (id) => {
      const trade = await reader.readContract({ ...escrow, functionName: 'tradeOf', args: [id] });
      return { ...trade, id, state: STATES[trade.state] ?? '' };
    }),
  );
}

/** What the escrow holds of the asset, beside what its open trades and credits say it owes. */
async function books(chain: TestChain) {
  const { contracts, rpcUrl } = chain;
  const { token, escrow, traders, feeRecipient } = openMarket(rpcUrl, { contracts });
  const credits = await Promise.all(
    [...traders, feeRecipient].map(({ address }) => escrow.read.creditOf([address, token.address])),
  );
  const open = (await allTrades(chain)).filter(
    (trade) => OPEN.includes(trade.state) && trade.token.toLowerCase() === token.address,
  );
  const owed = [...credits, ...open.map(({ amount }) => amount)];
  return {
    held: await token.read.balanceOf([escrow.address]),
    owed: owed.reduce((sum, amount) => sum + amount, 0n),
  };
}

describe('on a chain of its own', () => {
  let chain: TestChain;
  let first: Awaited<ReturnType<typeof runMarket>>;

  beforeAll(async () => {
    chain = await startTestChain({ blockTimeSeconds: 1 });
  });
  afterAll(() => chain.stop());

  test('args: steps, does so many things with trades, and ends', async () => {
    first = await runMarket(chain, 80);
    expect(first.actions).toHaveLength(80);
    expect(first.trades.length).toBeGreaterThan(45);
    expect(first.trades[0]).toMatch(
      /^trade 1 {2}offer {2}(open|named) {2}[\d.]+ (HHO|HST) for .+ {2}by 0x/,
    );
    const trades = await allTrades(chain);
    expect(trades.length).toBe(first.trades.filter((line) => line.includes('  offer  ')).length);
    const reached = trades.map(({ state }) => state);
    expect(reached).toEqual(
      expect.arrayContaining(['Created', 'Accepted', 'Completed', 'Cancelled', 'Resolved']),
    );
    expect(first.trades.filter((line) => line.includes('  evidence  ')).length).toBeGreaterThan(1);
    const { held, owed } = await books(chain);
    expect(held).toBe(owed);
    expect(held).toBeGreaterThan(0n);
  });

  test('args: seed, the same on the same chain chooses the same', async () => {
    const twin = await startTestChain({ blockTimeSeconds: 1 });
    onTestFinished(() => twin.stop());
    const again = await runMarket(twin, 20);
    expect(again.trades.length).toBeGreaterThan(10);
    expect(again.trades).toEqual(first.trades.slice(0, again.trades.length));
  });

  test('behavior: a second run goes on with the trades that it finds', async () => {
    const before = await allTrades(chain);
    // Past every deadline of the first run.
    await chain.client.increaseTime({ seconds: 300 });
    await chain.client.mine({ blocks: 1 });
    const second = await runMarket(chain, 140);
    expect(second.accounts.filter((line) => /approved|admitted|ether/.test(line))).toEqual([]);

    const after = await allTrades(chain);
    expect(after.length).toBeGreaterThan(before.length);
    const left = after
      .slice(0, before.length)
      .filter(({ state }) => ['Created', 'Accepted'].includes(state));
    expect(left).toEqual([]);
    expect(after.map(({ state }) => state)).toContain('Expired');
    expect(second.trades.filter((line) => line.includes('by default')).length).toBeGreaterThan(0);
    expect(after.filter(({ state }) => OPEN.includes(state)).length).toBeLessThanOrEqual(25);
    const { held, owed } = await books(chain);
    expect(held).toBe(owed);
  });

  test('behavior: traders stake in several tiers, and what matured was unstaked', async () => {
    const { reader, staking, token } = chain;
    const count = await reader.readContract({ ...staking, functionName: 'positionCount' });
    const ids = Array.from({ length: Number(count) }, (_, index) => BigInt(index + 1));
    const positions = await Promise.all(
      ids.map((id) => reader.readContract({ ...staking, functionName: 'positionOf', args: [id] })),
    );
    expect(new Set(positions.map(({ tier }) => tier)).size).toBeGreaterThan(1);
    expect(positions.filter(({ state }) => state === 2).length).toBeGreaterThan(0);
    const pool = await reader.readContract({
      ...{ ...staking, functionName: 'poolOf', args: [token.address] },
    });
    const held = await reader.readContract({
      ...{ ...token, functionName: 'balanceOf', args: [staking.address] },
    });
    expect(held).toBe(pool.principal + pool.committed + pool.owedFlexible + pool.free);
    expect(pool.free).toBeGreaterThan(0n);
  });

  test('behavior: the operator values the assets and keeps their records', async () => {
    const { reader, registry, token } = chain;
    const [nav, setAt] = await reader.readContract({ ...token, functionName: 'nav' });
    expect(nav).toBeGreaterThan(90n * 10n ** 18n);
    expect(setAt).toBeGreaterThan(0n);
    const names = await reader.readContract({
      ...{ ...registry, functionName: 'documentNamesOf', args: [1n] },
    });
    expect(names.length).toBeGreaterThan(0);
    const tokens = new Set((await allTrades(chain)).map((trade) => trade.token));
    expect(tokens.size).toBe(2);
  });

  test('behavior: a signal ends it within two seconds', async () => {
    const { child, output, code } = startMarket(chain.rpcUrl, ['--rate', '50']);
    await waitFor('a trade', () => output.out.includes('trade '));
    const signalledAt = performance.now();
    child.kill('SIGINT');
    expect(await code).toBe(0);
    expect(performance.now() - signalledAt).toBeLessThan(2_000);
  });

  test('error: five unexpected failures in a row end it with the reason', async () => {
    const { output, code } = startMarket(chain.rpcUrl, ['--rate', '50']);
    await waitFor('a trade', () => output.out.includes('trade '));
    // PUSH0 PUSH0 REVERT: from now on the escrow refuses everything without a reason.
    await chain.client.setCode({ address: chain.escrow.address, bytecode: '0x5f5ffd' });
    expect(await code).toBe(1);
    // Stakes go on in between, so that it may take more than five to have five in a row.
    expect(output.out.match(/^not done: /gm)?.length).toBeGreaterThanOrEqual(5);
    expect(output.err.trimEnd().split('\n')).toEqual([expect.stringContaining('reverted')]);
  });
});

describe('without a chain', () => {
  test('behavior: waits for the node, says so once, and goes on when it answers', async () => {
    const home = mkdtempSync(join(tmpdir(), 'halyard-market-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const port = await freePort();
    const run = startMarket(`http://127.0.0.1:${port}`, ['--rate', '50', '--steps', '1']);
    await waitFor('the line', () => run.output.out.includes('chain: no answer'));
    const anvil = await startChain({ home, port, loadFile: inject('chainFile') });
    onTestFinished(() => anvil.stop());
    expect(await run.code).toBe(0);
    expect(run.output.out.match(/^chain: /gm)).toHaveLength(1);
    expect(run.output.out.match(/^trade /gm)).toHaveLength(1);
  });

  test('behavior: a signal ends the waiting', async () => {
    const { child, output, code } = startMarket(`http://127.0.0.1:${await freePort()}`, []);
    await waitFor('the line', () => output.out.includes('chain: no answer'));
    child.kill('SIGTERM');
    expect(await code).toBe(0);
    expect(output.err).toBe('');
  });

  test('error: a node of another chain', async () => {
    const node = createServer((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify([{ jsonrpc: '2.0', id: 0, result: '0x1' }]));
    });
    node.listen(0, '127.0.0.1');
    await once(node, 'listening');
    onTestFinished(() => {
      node.close();
    });
    const port = Reflect.get(Object(node.address()), 'port');
    const { output, code } = startMarket(`http://127.0.0.1:${port}`, []);
    expect(await code).toBe(2);
    expect(output.err).toBe('RPC_URL: the market trades on chain 31337 only, not 1\n');
  });

  test.each([
    { flags: [], env: { CHAIN_ID: '1' }, says: 'CHAIN_ID: the market trades on chain 31337 only' },
    { flags: ['--rate', '0'], env: {}, says: '--rate wants a number above zero' },
    { flags: ['--steps', '1.5'], env: {}, says: '--steps wants a whole number above zero' },
    { flags: ['--seed', 'x'], env: {}, says: '--seed wants a whole number above zero' },
    { flags: ['--bogus'], env: {}, says: "Unknown option '--bogus'" },
  ])('error: refuses $flags $env', async ({ flags, env, says }) => {
    const { output, code } = startMarket('http://127.0.0.1:9', flags, { ...env });
    expect(await code).toBe(2);
    expect(output.err.trimEnd().split('\n')).toEqual([expect.stringContaining(says)]);
  });
});

test('formatAmount writes every place', () => {
  expect(formatAmount(1_520_000_000n, { decimals: 6, places: 2 })).toBe('1,520.00');
  expect(formatAmount(10n ** 24n + 1n, { decimals: 18 })).toBe('1,000,000.000000000000000001');
  expect(formatAmount(1_500_000n, { decimals: 6 })).toBe('1.5');
  expect(formatAmount(0n, { decimals: 6 })).toBe('0');
});
