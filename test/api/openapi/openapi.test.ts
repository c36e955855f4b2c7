import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { caughtUp } from '../../support/ask.ts';
import { launchBrowser, noBrowserReason } from '../../support/chromium.ts';
import { makeHistory } from '../../support/history.ts';
import { startStack, type TestStack } from '../../support/stack.ts';

const committed = JSON.parse(
  readFileSync(new URL('../../../api/openapi/openapi.json', import.meta.url), 'utf8'),
);
const reason = noBrowserReason();

let stack: TestStack;
let browser: Browser | undefined;

beforeAll(async () => {
  stack = await startStack();
  await makeHistory(stack.chain);
  await caughtUp(stack);
  if (reason === undefined) browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Answers must have what is described; formats are not checked by it. */
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(committed, 'document');

/** Validates a body against what the document says of a route's answer. @returns What does not fit. */
function misfits(path: string, { status, body }: { status: number; body: unknown }) {
  const escaped = path.replaceAll('~', '~0').replaceAll('/', '~1');
  const media = 'content/application~1json/schema';
  const validate = ajv.getSchema(`document#/paths/${escaped}/get/responses/${status}/${media}`);
  if (validate === undefined) throw new Error(`${path} says nothing of ${status}`);
  return validate(body) === true ? [] : validate.errors;
}

test('default: the document is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(committed));
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
});

test('behavior: what is served is what is committed', async () => {
  const served = await (await fetch(`${stack.apiUrl}/api/openapi.json`)).json();
  expect(served).toEqual(committed);
});

test('behavior: each route has a summary, an area, and says what it answers', () => {
  for (const [path, methods] of Object.entries<Record<string, object>>(committed.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      expect({ path, method, operation }).toMatchObject({
        operation: { summary: expect.any(String), tags: [expect.any(String)] },
      });
      expect(Object.keys(Reflect.get(operation, 'responses'))).toContain('200');
    }
  }
});

/** A path of each GET route that answers JSON, with what it needs. */
function examples(): [string, string][] {
  const { seller } = stack.accounts;
  const values: Record<string, string> = {
    '/api/calculator/projection': `?amount=1000&token=${stack.chain.token.address}`,
    '/api/staking/status': `?address=${seller.address}`,
  };
  return Object.entries<Record<string, { responses: Record<string, { content?: object }> }>>(
    committed.paths,
  )
    .filter(([, { get }]) => get?.responses['200']?.content?.hasOwnProperty('application/json'))
    .map(([path]) => [
      path,
      path.replace('{id}', '1').replace(/\{(address|account)\}/, seller.address) +
        (values[path] ?? ''),
    ]);
}

test('behavior: real answers of every route are as the document says', async () => {
  const asked = examples();
  expect(asked.length).toBeGreaterThan(20);
  for (const [path, url] of asked) {
    const response = await fetch(`${stack.apiUrl}${url}`);
    const body = await response.json();
    expect({ url, status: response.status, misfits: misfits(path, { status: 200, body }) }).toEqual(
      {
        url,
        status: 200,
        misfits: [],
      },
    );
  }
});

test.each([
  ['/api/trades/{id}', '/api/trades/999', 404],
  ['/api/assets/{id}', '/api/assets/x', 400],
  ['/api/stats/tvl', '/api/stats/tvl?points=0', 400],
])('behavior: refusals too: %s as %s', async (path, url, status) => {
  const response = await fetch(`${stack.apiUrl}${url}`);
  expect(response.status).toBe(status);
  expect(misfits(path, { status, body: await response.json() })).toEqual([]);
});

test('behavior: a wrong answer would be found', async () => {
  const body = await (await fetch(`${stack.apiUrl}/api/trades/1`)).json();
  Reflect.deleteProperty(body.data, 'seller');
  expect(misfits('/api/trades/{id}', { status: 200, body })).not.toEqual([]);
});

test.skipIf(reason !== undefined)(
  'behavior: the reference page works, from this server alone',
  async () => {
    const page = await browser?.newPage();
    if (page === undefined) throw new Error('There is no browser');
    const origins = new Set<string>();
    const failures: string[] = [];
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol !== 'data:') origins.add(origin);
    });
    page.on('pageerror', (error) => failures.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') failures.push(message.text());
    });
    await page.goto(`${stack.apiUrl}/docs`);
    await page.getByText('/api/staking/quote').first().waitFor();
    await page.locator('#operations-operations-get_status').click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table').getByText('"lagBlocks"').waitFor();
    expect(failures).toEqual([]);
    expect([...origins]).toEqual([stack.apiUrl]);
  },
);
