import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { runProgram } from '../support/run-program.ts';
import { startStack, type TestStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const WATCH = 'dev/watch/main.ts';

describe('beside a running stack', () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack?.stop());

  /** Starts to watch and waits until the feed has said yes. */
  async function watch(...flags: string[]) {
    const run = runProgram(WATCH, ['--url', stack.wsUrl, ...flags]);
    await waitFor('a subscription', () => run.output.err.includes('watching'));
    return run;
  }

  const linesOf = (text: string) => text.trimEnd().split('\n');
  /** Blocks become final at any time, in between. */
  const eventsIn = (text: string) => linesOf(text).filter((line) => !line.startsWith('final'));

  test('default: one line for each step of a trade, in whole tokens', async () => {
    const { output, child, code } = await watch();
    const { chain, accounts } = stack;
    const id = await chain.offer({ amount: 3_500_000_000_000_000_000n });
    await chain.act(accounts.buyer, 'acceptTrade', { args: [id] });
    await waitFor('the acceptance', () => output.out.includes('accepted'));
    const [offered = '', terms = '', accepted = ''] = eventsIn(output.out);
    const seller = `${accounts.seller.address.slice(0, 6)}…${accounts.seller.address.slice(-4)}`;
    expect(offered).toMatch(/^\d\d:\d\d:\d\d {2}#\d+ {2}trade \d+ {2}offered {2}3\.5 HHO {2}by 0x/);
    expect(offered).toContain(seller.toLowerCase());
    expect(terms).toContain(`trade ${id}  terms  for 100000000, paid off-chain`);
    expect(accepted).toMatch(/accepted {2}by 0x/);
    child.kill('SIGINT');
    expect(await code).toBe(0);
  });

  test('behavior: an API that restarts loses nothing and doubles nothing', async () => {
    const { output } = await watch('--json');
    const { chain } = stack;
    await chain.offer();
    await waitFor('the first offer', () => output.out.includes('TradeTerms'));
    await stack.api.stop();
    await waitFor('the note', () => output.err.includes('trying again'));
    await chain.offer();
    await chain.offer();
    await stack.restartApi();
    await waitFor('all offers', () => output.out.match(/"TradeTerms"/g)?.length === 3);
    expect(output.err).toMatch(/connected again after \d+\.\d s\n.* \d+ missed entries replayed/);
    const seqs = linesOf(output.out).map((line) => JSON.parse(line).seq);
    expect(seqs).toEqual([...new Set(seqs)].toSorted((one, other) => one - other));
    expect(output.err.match(/connection lost; trying again/g)).toHaveLength(1);
    expect(output.err).not.toContain('no feed at');
  });

  test('behavior: an API that vouches for nothing is told, with its reason, and followed', async () => {
    const { pid } = stack.chain;
    process.kill(pid, 'SIGSTOP');
    const answersUnready = async () => (await fetch(`${stack.apiUrl}/ready`)).status === 503;
    try {
      await waitFor('the API to miss its node', answersUnready);
      const { output } = await watch();
      await waitFor('the reason', () =>
        output.err.includes('the API is not ready: The chain node'),
      );
      process.kill(pid, 'SIGCONT');
      const id = await stack.chain.offer();
      await waitFor('the offer', () => output.out.includes(`trade ${id}  offered`));
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  test('behavior: a reorg is told, and what it took back', async () => {
    const { output } = await watch();
    const { chain } = stack;
    const id = await chain.offer();
    await waitFor('the offer', () => output.out.includes(`trade ${id}  terms`));
    const created = await (await fetch(`${stack.apiUrl}/api/trades/${id}`)).json();
    const head = await chain.reader.getBlockNumber();
    const depth = Number(head - BigInt(created.data.created.block.number)) + 1;
    await chain.client.request({ method: 'anvil_reorg', params: [depth, []] } as never);
    await chain.client.mine({ blocks: 1 });
    await waitFor('the reverts', () => output.out.match(/^REVERTED/gm)?.length === 2);
    expect(output.out).toMatch(/^REORG back to block \d+: \d entries are taken back$/m);
    expect(output.out).toMatch(new RegExp(`^REVERTED .*trade ${id}  offered`, 'm'));
  });

  test('args: since, what came after the cursor is told first', async () => {
    const { chain } = stack;
    const page = await (await fetch(`${stack.apiUrl}/api/events?limit=1000`)).json();
    const id = await chain.offer();
    const run = runProgram(WATCH, ['--url', stack.wsUrl, '--since', page.data.head]);
    await waitFor('the offer', () => run.output.out.includes(`trade ${id}  offered`));
  });

  test('args: channels, stakes are told too', async () => {
    const { output } = await watch('--channels', 'staking,tvl');
    const { chain, accounts } = stack;
    await chain.openStaking();
    const id = await chain.stake(accounts.seller, { tier: 0, amount: 2n * 10n ** 18n });
    await waitFor('the stake', () => output.out.includes(`stake ${id}  staked`));
    expect(output.out).toMatch(/staked {2}2 HHO {2}by 0x/);
    expect(output.out).toContain('net asset value  100 USD for one HHO');
    expect(output.out).toMatch(/funded {2}1000 HHO {2}by 0x/);
  });

  test('default: what a trade costs, in the token it is paid with', async () => {
    const { output } = await watch();
    const id = await stack.chain.offer({ onChain: true, price: 2_500_000n });
    await waitFor('the terms', () => output.out.includes(`trade ${id}  terms`));
    expect(output.out).toMatch(/terms {2}for 2\.5 tUSD$/m);
  });

  test('behavior: it ends in silence with whoever reads it', async () => {
    const { child, output, code } = await watch();
    child.stdout?.destroy();
    await stack.chain.offer();
    expect(await code).toBe(0);
    expect(output.err).not.toContain('EPIPE');
  });

  test('error: a channel that does not exist', async () => {
    const { output, code } = runProgram(WATCH, ['--url', stack.wsUrl, '--channels', 'trade']);
    expect(await code).toBe(2);
    expect(linesOf(output.err).at(-1)).toContain('trade');
  });
});

test('behavior: without an API it says so once, and Ctrl-C ends it', async () => {
  const url = `ws://127.0.0.1:${await freePort()}/ws`;
  const { child, output, code } = runProgram(WATCH, ['--url', url]);
  await waitFor('the note', () => output.err.includes('no feed at'));
  child.kill('SIGINT');
  expect(await code).toBe(0);
  expect(output.err.match(/no feed at/g)).toHaveLength(1);
});

test.each([
  { flags: ['--bogus'], says: "Unknown option '--bogus'" },
  { flags: ['--url', 'http://x'], says: '--url wants an address that begins with ws:// or wss://' },
  { flags: ['--channels', 'a,,b'], says: '--channels wants names separated by commas' },
])('error: refuses $flags', async ({ flags, says }) => {
  const { output, code } = runProgram(WATCH, flags);
  expect(await code).toBe(2);
  expect(output.err).toContain(says);
});
