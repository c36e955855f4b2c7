import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBareApp } from '../../../api/openapi/bare-app.ts';
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

type Answer = { status: number | 'default'; body: unknown; method?: 'get' | 'post' };

/** Validates a body against what the document says of a route's answer. @returns What does not fit. */
function misfits(path: string, { status, body, method = 'get' }: Answer) {
  const escaped = path.replaceAll('~', '~0').replaceAll('/', '~1');
  const media = 'content/application~1json/schema';
  const validate = ajv.getSchema(
    `document#/paths/${escaped}/${method}/responses/${status}/${media}`,
  );
  if (validate === undefined) throw new Error(`${path} says nothing of ${status}`);
  return validate(body) === true ? [] : validate.errors;
}

/** Posts JSON. */
async function post(path: string, body: unknown) {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${stack.apiUrl}${path}`, init);
  return { method: 'post', status: response.status, body: await response.json() } as const;
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

/** What a person reads in a browser; these describe the API and are no part of it. */
const PAGES = ['/*', '/docs', '/docs/:part', '/api/openapi.json'];

test('behavior: every route that is served is described, and no other', () => {
  const served = createBareApp()
    .routes.filter(({ method, path }) => method !== 'ALL' && !PAGES.includes(path))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  const described = Object.entries<object>(committed.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.toSorted()).toEqual([...new Set(served)].toSorted());
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
    '/graphql': '?query={assets{items{id}}}',
  };
  return Object.entries<
    Record<string, { responses: Record<string, { content?: Record<string, unknown> }> }>
  >(committed.paths)
    .filter(([, { get }]) => get?.responses['200']?.content?.['application/json'] !== undefined)
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

test('behavior: answers to what is posted too', async () => {
  const { address: token } = stack.chain.token;
  const stake = { token, tier: 3, amount: '1000000' };
  const asked: [string, unknown, number][] = [
    ['/api/staking/quote', stake, 200],
    ['/api/staking/quote', { ...stake, amount: -1 }, 400],
    ['/api/staking/quote', { ...stake, tier: 99 }, 404],
    ['/api/calculator/projection', stake, 200],
    ['/graphql', { query: '{ _meta { block { number } } }' }, 200],
    ['/graphql', { query: '{ nothing }' }, 200],
    ['/graphql', { variables: 1 }, 400],
  ];
  for (const [path, body, status] of asked) {
    const answer = await post(path, body);
    expect({ path, body, status: answer.status }).toEqual({ path, body, status });
    expect(misfits(path, answer)).toEqual([]);
  }
});

test('behavior: a body too large is the default refusal of GraphQL', async () => {
  const answer = await post('/graphql', { query: ' '.repeat(70_000) });
  expect(answer.status).toBe(413);
  expect(misfits('/graphql', { ...answer, status: 'default' })).toEqual([]);
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
