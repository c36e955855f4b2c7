import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser, noBrowserReason } from '../support/chromium.ts';
import { startStack, type TestStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

let stack: TestStack;
let browser: Browser;
let page: Page;
/** Errors on the console, uncaught errors and violations of the content security policy, as the browser told them. */
let complaints: string[] = [];

/** The row that stands for a trade, or the one that a reorg undid. */
function row(id: bigint, kind: 'standing' | 'reorged' = 'standing'): Locator {
  const rows = page.locator(kind === 'reorged' ? '#rows tr.reorged' : '#rows tr:not(.reorged)');
  return rows.filter({ has: page.locator('th', { hasText: new RegExp(`^#${id}$`) }) });
}

/** The words of an element once it is there; those of a row's cells are set apart. */
async function textOf(locator: Locator): Promise<string> {
  await locator.waitFor({ timeout: 15_000 });
  const cells = await locator.locator('th, td').allTextContents();
  const text = cells.length > 0 ? cells.join(' ') : await locator.textContent();
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

/** Waits until the page says of its connection what is expected. */
async function connection(state: RegExp): Promise<void> {
  await waitFor(`the connection to be ${state}`, async () =>
    state.test(await textOf(page.locator('#connection'))),
  );
}

/** The seller's on-chain offer is taken by the buyer, which completes it. Gives the block that did. */
async function accept(id: bigint): Promise<bigint> {
  const { chain, accounts } = stack;
  const { blockNumber } = await chain.receipt(
    chain.wallet.writeContract({
      ...chain.escrow,
      account: accounts.buyer,
      functionName: 'acceptTrade',
      args: [id],
    }),
  );
  return blockNumber;
}

/** Replaces every block from this one on with empty ones. */
async function reorgFrom(block: bigint): Promise<void> {
  const head = await stack.chain.reader.getBlockNumber({ cacheTime: 0 });
  const params = [Number(head - block) + 1, []];
  const response = await fetch(stack.chain.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'anvil_reorg', params }),
  });
  expect(await response.json()).not.toHaveProperty('error');
}

describe.skipIf(noBrowserReason() !== undefined)('live page', () => {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(stack.apiUrl);
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  beforeEach(() => {
    complaints = [];
  });

  test('behavior: it loads without a complaint, is live, and says what to do on an empty market', async () => {
    await page.reload();
    await connection(/^Live$/);

    expect(await page.title()).toBe('Halyard — live trades');
    expect(await textOf(page.locator('#empty'))).toContain('No trades yet');
    expect(await page.locator('#warning').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });

  test('behavior: a trade appears with its exact amounts, and its completion changes the row', async () => {
    const amount = 123_450_000_000_000_000_001n;
    const id = await stack.chain.offer({ amount, price: 2_500_000_001n, onChain: true });
    // Until the page knows the token's decimals it shows no figure at all.
    const amounts = row(id).filter({ hasText: '123.450000000000000001' });

    expect(await textOf(amounts)).toMatch(/2,500\.000001 tUSD on-chain .*anyone Created latest/);

    await accept(id);
    await row(id).locator('[data-state="Completed"]').waitFor({ timeout: 10_000 });
    expect(await textOf(page.locator('#lines'))).toMatch(new RegExp(`#${id} completed`));
    expect(complaints).toEqual([]);
  });

  test('behavior: what a reorg undoes is struck through, and what stood before stands again', async () => {
    const id = await stack.chain.offer({ onChain: true });
    await row(id).waitFor();
    const block = await accept(id);
    await row(id).locator('[data-state="Completed"]').waitFor();
    await reorgFrom(block);

    expect(await textOf(row(id, 'reorged'))).toMatch(/Completed reorged/);
    const struck = row(id, 'reorged').locator('.value').first();
    expect(await struck.evaluate((value) => getComputedStyle(value).textDecorationLine)).toBe(
      'line-through',
    );
    await row(id).locator('[data-state="Created"]').waitFor();
    expect(await textOf(page.locator('#lines'))).toMatch(/Chain reorg/);
  });

  test('behavior: a trade whose creation a reorg undoes stays, struck through', async () => {
    const before = await stack.chain.reader.getBlockNumber({ cacheTime: 0 });
    const id = await stack.chain.offer({ onChain: true });
    await row(id).waitFor();
    await reorgFrom(before + 1n);

    expect(await textOf(row(id, 'reorged'))).toMatch(/Created reorged/);
    await waitFor('the standing row to go', async () => (await row(id).count()) === 0);
    expect(complaints).toEqual([]);
  });

  test('behavior: a row opens the trade, which follows its changes and makes no link of a bad URI', async () => {
    const { chain, accounts } = stack;
    const id = await chain.offer({ onChain: false, buyer: accounts.buyer.address });
    await row(id).locator('a').click();
    const detail = page.locator('#detail');
    await detail.locator('[data-state="Created"]').waitFor();
    await accept(id);
    await detail.locator('[data-state="Accepted"]').waitFor();
    await dispute(id, ['javascript:alert(1)', 'https://evidence.example/1']);

    await waitFor('the evidence', async () => (await detail.locator('.evidence li').count()) === 2);
    const links = await detail
      .locator('.evidence a')
      .evaluateAll((all) =>
        all.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]),
      );
    expect(links).toEqual([['https://evidence.example/1', expect.stringContaining('noopener')]]);
    expect(await textOf(detail)).toContain('javascript:alert(1)');
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
  });

  test('behavior: filters leave what matches, by state and by id', async () => {
    await page.selectOption('#filter-state', 'Disputed');
    await waitFor('one row', async () => (await page.locator('#rows tr').count()) === 1);
    await page.selectOption('#filter-state', '');
    await page.fill('#filter-text', '#999999');
    await page.getByRole('link', { name: 'Look up trade 999999' }).waitFor();
    await page.fill('#filter-text', '');
  });

  test('behavior: without the API it says since when it may be old, and comes back by itself', async () => {
    await stack.api.stop();
    const warning = page.locator('#warning');
    expect(await textOf(warning)).toMatch(/may be old: it was last confirmed at \d\d:\d\d:\d\d/);
    await connection(/^Reconnecting/);

    await stack.restartApi();
    await connection(/^Live$/);
    await warning.waitFor({ state: 'hidden' });
    const id = await stack.chain.offer();
    await row(id).waitFor();
  });
});

/** The buyer marks a payment, disputes the trade and files evidence. */
async function dispute(id: bigint, uris: string[]): Promise<void> {
  const { chain, accounts } = stack;
  const hash = `0x${'22'.repeat(32)}` as const;
  const call = { ...chain.escrow, account: accounts.buyer } as const;
  const { writeContract } = chain.wallet;
  await chain.receipt(writeContract({ ...call, functionName: 'markPaid', args: [id, hash] }));
  await chain.receipt(writeContract({ ...call, functionName: 'disputeTrade', args: [id, hash] }));
  for (const uri of uris) {
    const evidence = { functionName: 'submitEvidence', args: [id, hash, uri] } as const;
    await chain.receipt(writeContract({ ...call, ...evidence }));
  }
}
