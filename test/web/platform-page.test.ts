import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asset } from '../../api/assets/wire.ts';
import { tvl } from '../../api/stats/wire.ts';
import { page as pageOf } from '../../api/wire.ts';
import { formatUsd } from '../../web/format.js';
import { ask, caughtUp } from '../support/ask.ts';
import { launchBrowser, noBrowserReason } from '../support/chromium.ts';
import { startStack, type TestStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

let stack: TestStack;
let browser: Browser;
let page: Page;
const complaints: string[] = [];
const origins = new Set<string>();

describe.skipIf(noBrowserReason() !== undefined)('assets and staking', () => {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
    await stack.chain.openStaking();
    await stack.chain.stake(stack.accounts.seller, { tier: 0, amount: 25n * 10n ** 17n });
    await caughtUp(stack);
    page = await browser.newPage();
    page.on('request', (request) => origins.add(new URL(request.url()).origin));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${stack.apiUrl}/#platform`);
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const stakes = () => page.locator('#stakes li');
  const text = async (selector: string) => (await page.locator(selector).textContent()) ?? '';

  test('default: value and assets are as the API has them; what is not known is said so', async () => {
    const { data } = await ask(stack, '/api/stats/tvl', { data: tvl });
    await waitFor('the value', async () => (await text('#tvl-value')) !== '–');
    expect(await text('#tvl-value')).toBe(formatUsd(data.current.value?.amount ?? ''));
    expect(await text('#tvl-value')).toBe('$250.00');
    const assets = await ask(stack, '/api/assets', { data: pageOf(asset) });
    for (const { name, location } of assets.data.items) {
      expect(await text('#assets')).toContain(name);
      expect(await text('#assets')).toContain(location);
    }
    const [house, solar] = await page.locator('#assets .card').allTextContents();
    expect(house).toContain('$100.00');
    expect(solar).toContain('none yet');
    expect(await page.locator('#tvl-chart polyline').count()).toBeGreaterThan(0);
    expect(await page.locator('#platform-notice').isVisible()).toBe(false);
  });

  test('behavior: earlier stakes are listed, and a new one appears without a reload', async () => {
    await waitFor('the first stake', async () => (await stakes().count()) > 0);
    expect((await stakes().allTextContents()).join()).toContain('#1 staked 2.50 HHO');
    const id = await stack.chain.stake(stack.accounts.buyer, { tier: 3, amount: 10n ** 18n });
    await stakes()
      .filter({ hasText: `#${id} staked 1.00 HHO` })
      .waitFor();
    await waitFor('the new value', async () => (await text('#tvl-value')) === '$350.00');
  });

  test('behavior: a stake that a reorg undoes is struck through', async () => {
    const { chain, accounts } = stack;
    const id = await chain.stake(accounts.buyer, { tier: 0, amount: 3n * 10n ** 18n });
    const line = stakes().filter({ hasText: `#${id} staked 3.00 HHO` });
    await line.waitFor();
    await chain.client.request({ method: 'anvil_reorg', params: [1, []] } as never);
    await chain.client.mine({ blocks: 1 });
    await page
      .locator('#stakes li.reorged')
      .filter({ hasText: `#${id} staked` })
      .waitFor();
    await waitFor('the value without it', async () => (await text('#tvl-value')) === '$350.00');
  });

  test('behavior: an API that refuses leaves the figures with their age and the reason', async () => {
    await page.route('**/api/stats/yields', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/json',
        body: JSON.stringify({
          success: false,
          error: { code: 'index_not_ready', message: 'The index cannot vouch for its state now.' },
        }),
      }),
    );
    await stack.chain.stake(stack.accounts.buyer, { tier: 0, amount: 10n ** 18n });
    await page.locator('#platform-notice').waitFor();
    expect(await text('#platform-notice')).toMatch(/cannot vouch.*Shown as read .* ago\./);
    expect(await text('#tvl-value')).toBe('$350.00');
    await page.unroute('**/api/stats/yields');
    // The browser itself notes the refusal that this test made.
    complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('503')));
  });

  test('behavior: nothing was complained of, and nobody else was asked', () => {
    expect(complaints).toEqual([]);
    expect([...origins]).toEqual([stack.apiUrl]);
  });
});
