import pg from 'pg';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase as openDatabase } from '../../../api/db/database.ts';
import { createGraphqlService } from '../../../api/graphql/execute.ts';
import type { StampMeta } from '../../../api/integrity/guard.ts';
import { startStack, type TestStack } from '../../support/stack.ts';
import { waitFor } from '../../support/wait-for.ts';
import { codeOf, post } from './graphql-client.ts';

/*
 * What /graphql says while something behind it fails.
 */

let stack: TestStack;
let admin: pg.Client;
let schemaName: string;

const meta: StampMeta = {
  block: { chainId: 31337, number: '1', hash: '0x01', timestamp: 1 },
  status: 'latest',
  lagBlocks: 0,
  lagMs: 0,
};

beforeAll(async () => {
  stack = await startStack();
  admin = new pg.Client({ connectionString: stack.databaseUrl });
  await admin.connect();
  const { rows } = await admin.query('SELECT schema_name FROM indexer.deployment');
  schemaName = rows[0].schema_name;
});

afterAll(async () => {
  await admin?.end();
  await stack?.stop();
});

const ask = (query: string, options = {}) => post(stack.apiUrl, { query }, options);

test('error: what failed inside stays inside, under the request id', async () => {
  await admin.query(`ALTER TABLE ${schemaName}.trade_policy RENAME COLUMN fee_bps TO secret_bps`);
  try {
    const query = '{ trades { totalCount } tradePolicys { items { id } } tokens { totalCount } }';
    const answer = await ask(query);
    expect([answer.status, codeOf(answer)]).toEqual([500, 'internal_error']);
    expect(answer.body).not.toHaveProperty('data');
    expect(answer.body.errors).toHaveLength(1);
    expect(JSON.stringify(answer.body)).not.toMatch(/fee_bps|column|select|stack/i);
    const requestId = String(answer.body.errors?.[0]?.extensions.requestId);
    const line = await waitFor('the log', () =>
      stack
        .log('api')
        .split('\n')
        .find((text) => text.includes(requestId)),
    );
    expect(line).toContain('fee_bps');
  } finally {
    await admin.query(`ALTER TABLE ${schemaName}.trade_policy RENAME COLUMN secret_bps TO fee_bps`);
  }
  expect((await ask('{ tradePolicys { items { feeBps } } }')).status).toBe(200);
});

test('error: a statement that takes too long is ended, and the connection serves again', async () => {
  await admin.query(`BEGIN; LOCK TABLE ${schemaName}.trade_policy IN ACCESS EXCLUSIVE MODE`);
  try {
    const answer = await ask('{ tradePolicys { items { id } } trades { totalCount } }');
    expect([answer.status, codeOf(answer)]).toEqual([504, 'query_timeout']);
  } finally {
    await admin.query('ROLLBACK');
  }
  expect((await ask('{ tradePolicys { items { id } } }')).status).toBe(200);
});

test('error: statements that together take too long are ended between two of them', async () => {
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 1 });
  let nowMs = 0;
  // Each look at the clock finds it three seconds on: the request's time is over before the third statement.
  const clock = { nowMs: () => (nowMs += 3_000), wait: () => Promise.resolve() };
  const guard = { vouch: () => meta };
  const service = createGraphqlService({
    ...{ db: openDatabase(pool), chainId: 31337, guard, clock },
    registry: new Registry(),
  });
  const request = { allowStale: false, minBlockWaitMs: 0, variables: {}, operationName: undefined };
  const lists = (count: number) =>
    `{ ${Array.from({ length: count }, (_, index) => `a${index}: trades(limit: 1) { items { id } }`).join(' ')} }`;
  try {
    const ask = (count: number) =>
      service.answer({ ...request, source: lists(count) }, { readOnly: true });
    await expect(ask(2)).resolves.toMatchObject({ data: { a1: { items: [] } } });
    await expect(ask(3)).rejects.toMatchObject({ code: 'query_timeout' });
  } finally {
    await pool.end();
  }
});

test('error: a field that is refused leaves no statement behind in a transaction that is over', async () => {
  const before = stack.log('api').length;
  // The refusal comes before the other fields' statements have had their turn.
  const lists = Array.from(
    { length: 8 },
    (_, index) => `a${index}: events(limit: 100) { totalCount }`,
  );
  const query = `{ ${lists.join(' ')} z: trades(after: "nonsense") { totalCount } }`;
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(query)));
  expect(new Set(answers.map(codeOf))).toEqual(new Set(['bad_cursor']));
  // Twice as many as the pool has connections, so that each of them is used again.
  const after = await Promise.all(
    Array.from({ length: 40 }, () => ask('{ trades { totalCount } }')),
  );
  expect(after.every(({ status }) => status === 200)).toBe(true);
  expect(stack.log('api').slice(before)).toBe('');
  expect(stack.log('api')).not.toContain('DeprecationWarning');
});

test('error: while the node is silent answers are refused, but old ones are given where asked for', async () => {
  const { pid } = stack.chain;
  process.kill(pid, 'SIGSTOP');
  try {
    const refused = await waitFor(
      'the refusal',
      async () => {
        const answer = await ask('{ trades { totalCount } }');
        return answer.status === 503 ? answer : undefined;
      },
      15_000,
    );
    expect(codeOf(refused)).toBe('index_not_ready');
    expect(refused.headers.get('retry-after')).toBe('1');
    const plain = await ask('{ __typename }', { accept: 'application/json' });
    expect([plain.status, codeOf(plain)]).toEqual([503, 'index_not_ready']);
    const stale = await ask('{ trades { totalCount } }', { search: '?allowStale=1' });
    expect(stale.status).toBe(200);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await waitFor('answers', async () => (await ask('{ __typename }')).status === 200, 15_000);
});

test('error: while no index is live there is nothing to answer from, stale or not', async () => {
  await admin.query(`UPDATE indexer.deployment SET status = 'backfilling'`);
  try {
    for (const search of ['', '?allowStale=1', '?minBlock=1']) {
      const answer = await ask('{ trades { totalCount } }', { search });
      expect([answer.status, codeOf(answer)]).toEqual([503, 'index_not_ready']);
    }
  } finally {
    await admin.query(`UPDATE indexer.deployment SET status = 'live'`);
  }
});
