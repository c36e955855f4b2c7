import { OpenAPIHono } from '@hono/zod-openapi';
import pg from 'pg';
import { pino } from 'pino';
import type { Browser } from 'playwright-core';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiEnv } from '../../../api/app.ts';
import { systemClock } from '../../../api/clock.ts';
import { createDatabase as openDatabase } from '../../../api/db/database.ts';
import { addGraphqlRoutes } from '../../../api/graphql/routes.ts';
import { launchBrowser, noBrowserReason } from '../../support/chromium.ts';
import { startStack, type TestStack } from '../../support/stack.ts';

const reason = noBrowserReason();
let stack: TestStack;
let browser: Browser | undefined;

beforeAll(async () => {
  stack = await startStack();
  if (reason === undefined) browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test.skipIf(reason !== undefined)('default: the page works, from this server alone', async () => {
  const page = await browser?.newPage();
  if (page === undefined) throw new Error('There is no browser');
  const origins = new Set<string>();
  const failures: string[] = [];
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') failures.push(message.text());
  });
  await page.goto(`${stack.apiUrl}/graphql`);
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.result-window').getByText('"lagBlocks"').first().waitFor();
  expect(failures).toEqual([]);
  expect([...origins]).toEqual([stack.apiUrl]);
});

test('behavior: a query in the address is answered, whatever the reader likes to read', async () => {
  const response = await fetch(`${stack.apiUrl}/graphql?query={__typename}`, {
    headers: { accept: 'text/html,*/*' },
  });
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
});

test('behavior: there is no page on a public chain', async () => {
  const app = new OpenAPIHono<ApiEnv>();
  const db = openDatabase(new pg.Pool());
  const guard = {
    vouch: () => {
      throw new Error('Nothing is read');
    },
  };
  const registry = new Registry();
  const logger = pino({ level: 'silent' });
  const deps = { db, guard, registry, logger, clock: systemClock, corsOrigins: [] };
  addGraphqlRoutes(app, { ...deps, chainId: 1 });
  const answer = await app.request('/graphql', { headers: { accept: 'text/html' } });
  expect(answer.status).toBe(400);
  expect((await app.request('/graphql/page/graphiql.js')).status).toBe(404);
});
