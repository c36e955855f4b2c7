import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack, type TestStack } from '../../support/stack.ts';

/*
 * Every audit of the GraphQL-over-HTTP specification, by its authors' own suite, against the real server.
 */

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack?.stop();
});

test.each(serverAudits({ url: () => `${stack.apiUrl}/graphql` }))('$id $name', async ({ fn }) => {
  const result = await fn();
  const reason = result.status === 'ok' ? undefined : result.reason;
  expect({ status: result.status, reason }).toEqual({ status: 'ok', reason: undefined });
});
