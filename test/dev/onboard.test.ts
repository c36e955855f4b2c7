import { getContract } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startTestChain, type TestChain } from '../support/chain.ts';
import { runProgram } from '../support/run-program.ts';

const ONBOARD = 'dev/onboard/main.ts';

describe('on a local chain', () => {
  let chain: TestChain;

  beforeAll(async () => {
    chain = await startTestChain();
  });
  afterAll(() => chain?.stop());

  async function onboard(...flags: string[]) {
    const settings = { RPC_URL: chain.rpcUrl, DEPLOYMENTS_DIR: inject('deploymentsDir') };
    const { output, code } = runProgram(ONBOARD, flags, settings);
    return { code: await code, ...output };
  }

  test('default: the wallet can hold, send, trade and stake each token; doing it again gives again', async () => {
    const wallet = privateKeyToAccount(generatePrivateKey());
    const first = await onboard(wallet.address);
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: '' });
    expect(first.out.trimEnd().split('\n')).toHaveLength(6);
    expect(first.out).toMatch(/^1,000 HHO +0x[0-9a-f]{64}$/m);
    const { reader, registry, token, usd } = chain;
    for (const id of [1n, 2n]) {
      const asset = await reader.readContract({
        ...{ ...registry, functionName: 'assetOf', args: [id] },
      });
      const held = getContract({ address: asset.token, abi: token.abi, client: reader });
      expect(await held.read.balanceOf([wallet.address])).toBe(1_000n * 10n ** 18n);
      expect(await held.read.canSend([wallet.address])).toBe(true);
      expect(await held.read.canReceive([wallet.address])).toBe(true);
    }
    const args = [wallet.address] as const;
    expect(await reader.readContract({ ...usd, functionName: 'balanceOf', args })).toBe(10n ** 11n);
    expect(await reader.getBalance({ address: wallet.address })).toBe(10n ** 19n);

    expect((await onboard(wallet.address.toLowerCase())).code).toBe(0);
    const balance = await reader.readContract({ ...token, functionName: 'balanceOf', args });
    expect(balance).toBe(2_000n * 10n ** 18n);
  });

  test('error: a contract', async () => {
    const { code, err } = await onboard(chain.escrow.address);
    expect(code).toBe(2);
    expect(err).toMatch(/is a contract, not a wallet\n$/);
  });
});

test.each([
  { flags: [], env: {}, says: 'An address is wanted' },
  { flags: ['0x12'], env: {}, says: '"0x12" is no address' },
  {
    flags: ['0x5FbDB2315678afecb367f032d93F642f64180aA3'],
    env: {},
    says: 'has a wrong checksum (EIP-55)',
  },
  { flags: [`0x${'12'.repeat(20)}`], env: { CHAIN_ID: '1' }, says: 'CHAIN_ID: wallets are' },
  { flags: ['--bogus'], env: {}, says: "Unknown option '--bogus'" },
])('error: refuses $flags $env', async ({ flags, env, says }) => {
  const { output, code } = runProgram(ONBOARD, flags, env);
  expect(await code).toBe(2);
  expect(output.err).toContain(says);
});
