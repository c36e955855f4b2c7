import { mnemonicToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { MNEMONIC } from '../../examples/settings.ts';
import { runProgram } from '../support/run-program.ts';
import { startStack, type TestStack } from '../support/stack.ts';

/* Each example runs as a person runs it, beside a stack as `npm run dev` leaves it. */

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
  await stack.chain.openStaking();
  for (const addressIndex of [8, 9]) {
    await stack.chain.onboard(mnemonicToAccount(MNEMONIC, { addressIndex }));
  }
});

afterAll(() => stack?.stop());

async function run(example: string): Promise<string> {
  const { hostname, port } = new URL(stack.apiUrl);
  const { output, code } = runProgram(`examples/${example}.ts`, [], {
    HOST: hostname,
    PORT: port,
    RPC_URL: stack.chain.rpcUrl,
    DEPLOYMENTS_DIR: inject('deploymentsDir'),
  });
  expect({ code: await code, err: output.err }).toEqual({ code: 0, err: '' });
  return output.out;
}

test('stake-and-watch: the stake comes over the feed, and its reward is claimed', async () => {
  const out = await run('stake-and-watch');
  expect(out).toMatch(/^10 HHO at 10 % a year, simple interest$/m);
  expect(out).toMatch(/^The feed shows stake 1$/m);
  expect(out).toMatch(/^Claimed [1-9]\d* base units$/m);
});

test('open-escrow-trade: the trade is followed to its end', async () => {
  const out = await run('open-escrow-trade');
  expect(out).toMatch(/^Offered trade 1$/m);
  expect(out).toMatch(/^apply TradeCompleted in block \d+$/m);
  expect(out).toMatch(/^Trade 1 is Completed, block \d+$/m);
});

test('query-graphql: assets and trades of one block', async () => {
  const out = await run('query-graphql');
  expect(out).toMatch(/^Block \d+ \(latest\), 1 trades$/m);
  expect(out).toMatch(/^asset 1 {2}House One, Lisbon, Portugal {2}[\d.]+ HHO, 100 USD each$/m);
  expect(out).toMatch(/^asset 2 .* no net asset value yet$/m);
  expect(out).toMatch(/^trade 1 {2}Completed {2}2$/m);
});
