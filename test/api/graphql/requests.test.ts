import {
  buildClientSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphqlSchema } from '../../../api/graphql/schema.ts';
import { startStack, type TestStack } from '../../support/stack.ts';
import { waitFor } from '../../support/wait-for.ts';
import { codeOf, post } from './graphql-client.ts';

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
  for (let index = 0; index < 3; index += 1) await stack.chain.offer();
  await waitFor('the trades', async () => {
    const { body } = await ask('{ trades { totalCount } }');
    return JSON.stringify(body.data) === '{"trades":{"totalCount":3}}';
  });
});

afterAll(async () => {
  await stack?.stop();
});

function ask(
  query: string,
  options: { variables?: unknown; search?: string; accept?: string } = {},
) {
  return post(stack.apiUrl, { query, variables: options.variables }, options);
}

describe('answers', () => {
  test('default: an answer tells its block, as a field and beside the data', async () => {
    const { status, headers, body } = await ask(
      '{ _meta { block { chainId number hash timestamp } status lagBlocks lagMs } trades { totalCount } }',
    );
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    const { _meta: meta } = body.data ?? {};
    expect(meta).toMatchObject({ status: 'latest', block: body.extensions?.meta.block && {} });
    const { number, hash } = body.extensions?.meta.block ?? { number: '0', hash: '' };
    const block = await stack.chain.reader.getBlock({ blockNumber: BigInt(number) });
    expect(hash).toBe(block.hash);
    expect(meta).toMatchObject({
      block: { chainId: 31337, number, hash, timestamp: block.timestamp.toString() },
    });
  });

  test('default: an answer tells what it cost', async () => {
    const { body } = await ask('{ trades(limit: 7) { items { id } } }');
    expect(body.extensions?.cost).toEqual({ rows: 7, limit: 10_000 });
  });

  const sorted = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));

  test('default: introspection gives the schema that is committed', async () => {
    const { body } = await ask(getIntrospectionQuery());
    const data = body.data as unknown as IntrospectionQuery;
    expect(sorted(buildClientSchema(data))).toBe(sorted(createGraphqlSchema()));
  });

  test('args: null says the same as leaving an argument out', async () => {
    const query = `query ($text: String, $number: Int, $where: tradeFilter) {
      trades(where: $where, orderBy: $text, orderDirection: $text, before: $text, after: $text,
        limit: $number, offset: $number) { totalCount }
    }`;
    const variables = { text: null, number: null, where: null };
    expect((await ask(query, { variables })).body.data).toEqual({ trades: { totalCount: 3 } });
  });

  test('behavior: a document seen before is found again, as the metrics tell', async () => {
    const hits = async () => {
      const text = await (await fetch(`${stack.apiUrl}/metrics`)).text();
      return Number(
        /^halyard_graphql_documents_total\{result="hit"\} (\d+)$/m.exec(text)?.[1] ?? 0,
      );
    };
    await ask('{ seen: __typename }');
    const before = await hits();
    await ask('{ seen: __typename }');
    expect(await hits()).toBe(before + 1);
  });

  test('behavior: an answer comes from one block, while blocks and trades arrive', async () => {
    const query = `{
      _meta { block { number hash } }
      first: blocks(orderBy: "number", orderDirection: "desc", limit: 1) { items { number hash } totalCount }
      trades(limit: 1000) { items { id } totalCount }
      tokens { items { address totalSupply } }
      tokenAccounts(limit: 1000) { items { token balance } }
      last: blocks(orderBy: "number", orderDirection: "desc", limit: 1) { items { number hash } totalCount }
    }`;
    let isOver = false;
    const writer = (async () => {
      for (let index = 0; index < 8; index += 1) await stack.chain.offer();
      isOver = true;
    })();
    const heights = new Set<string>();
    while (!isOver || heights.size < 5) {
      const { body } = await ask(query);
      const {
        _meta: meta,
        first,
        last,
        trades,
        tokens,
        tokenAccounts,
      } = body.data as {
        _meta: { block: { number: string } };
        first: { items: unknown[] };
        last: unknown;
        trades: { items: unknown[]; totalCount: number };
        tokens: { items: { address: string; totalSupply: string }[] };
        tokenAccounts: { items: { token: string; balance: string }[] };
      };
      expect(last).toEqual(first);
      expect(first.items[0]).toEqual(meta.block);
      expect(trades.items.length).toBe(trades.totalCount);
      for (const { address, totalSupply } of tokens.items) {
        const held = tokenAccounts.items.filter(({ token }) => token === address);
        const sum = held.reduce((total, { balance }) => total + BigInt(balance), 0n);
        expect(sum.toString()).toBe(totalSupply);
      }
      heights.add(meta.block.number);
    }
    await writer;
  });
});

describe('refusals', () => {
  test.each([
    ['too_many_tokens', `{ ${'__typename '.repeat(1_001)} }`],
    [
      'too_many_aliases',
      `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
    ],
    ['too_deep', '{ __schema { types { fields { type { fields { name } } } } } }'],
    ['too_costly', '{ trades(limit: 1000, offset: 9999) { items { id } } }'],
    ['syntax_error', '{'],
    ['invalid_document', '{ nothing }'],
    ['invalid_document', 'mutation { __typename }'],
    ['invalid_document', 'subscription { __typename }'],
    ['invalid_document', 'query A { __typename } query B { __typename }'],
    ['invalid_argument', '{ trades(limit: 1001) { totalCount } }'],
    ['invalid_argument', '{ trades(limit: -1) { totalCount } }'],
    ['invalid_argument', '{ trades(offset: -1) { totalCount } }'],
    ['invalid_argument', '{ trades(orderBy: "nothing") { totalCount } }'],
    ['invalid_argument', '{ events(orderBy: "args") { totalCount } }'],
    ['invalid_argument', '{ trades(orderDirection: "ascending") { totalCount } }'],
    ['invalid_argument', '{ trades(before: "e30=", after: "e30=") { totalCount } }'],
    ['invalid_argument', '{ trades(after: "e30=", offset: 1) { totalCount } }'],
    ['invalid_argument', '{ trades(where: { id_gt: null }) { totalCount } }'],
    ['invalid_argument', '{ trades(where: { id_in: [null] }) { totalCount } }'],
    ['invalid_argument', '{ trades(where: { AND: null }) { totalCount } }'],
    ['invalid_argument', '{ trades(where: { OR: [{ AND: [null] }] }) { totalCount } }'],
    ['invalid_argument', '{ events(where: { accounts: null }) { totalCount } }'],
    ['invalid_argument', '{ events(where: { accounts_not: [] }) { totalCount } }'],
    ['bad_cursor', '{ trades(after: "nonsense") { totalCount } }'],
    ['bad_cursor', '{ trades(before: "e30=") { totalCount } }'],
  ])('error: %s for %s', async (code, query) => {
    const answer = await ask(query);
    expect([answer.status, codeOf(answer)]).toEqual([400, code]);
    expect(answer.body).not.toHaveProperty('data');
    const requestId = answer.headers.get('x-request-id');
    expect(answer.body.errors?.[0]?.extensions.requestId).toBe(requestId);
    const plain = await ask(query, { accept: 'application/json' });
    expect([plain.status, codeOf(plain)]).toEqual([200, code]);
  });

  test('error: variables that do not fit are named', async () => {
    const query = 'query ($limit: Int) { trades(limit: $limit) { totalCount } }';
    const answer = await ask(query, { variables: { limit: 'many' } });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_argument']);
    expect(answer.body.errors?.[0]?.message).toContain('$limit');
  });

  test('error: a cursor whose row is gone or has moved', async () => {
    const place = (json: object, columns: string[]) =>
      Buffer.from(
        JSON.stringify({
          json,
          meta: { values: Object.fromEntries(columns.map((name) => [name, ['bigint']])) },
        }),
      ).toString('base64');
    const gone = place({ id: '999' }, ['id']);
    const moved = place({ price: '1', id: '1' }, ['price', 'id']);
    for (const args of [
      `after: "${gone}"`,
      `before: "${gone}"`,
      `orderBy: "amount", after: "${moved}"`,
      `after: "${place({ id: '1; DROP TABLE trade' }, ['id'])}"`,
      `after: "${place({ nothing: '1' }, [])}"`,
    ]) {
      const answer = await ask(`{ trades(${args}) { items { id } } }`);
      expect([args, codeOf(answer)]).toEqual([args, 'bad_cursor']);
    }
  });

  test('error: a value that its column cannot be compared with', async () => {
    const cursor = Buffer.from('{"json":{"id":"x"}}').toString('base64');
    const answer = await ask(`{ trades(after: "${cursor}") { totalCount } }`);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_argument']);
  });

  test('error: pages by cursor in the order of a column that may be null', async () => {
    const first = await ask('{ trades(orderBy: "buyer", limit: 1) { pageInfo { endCursor } } }');
    const cursor = /"endCursor":"([^"]+)"/.exec(JSON.stringify(first.body))?.[1];
    const next = await ask(`{ trades(orderBy: "buyer", after: "${cursor}") { totalCount } }`);
    expect(codeOf(next)).toBe('invalid_argument');
  });

  test('error: a mutation in the address', async () => {
    const query = encodeURIComponent('mutation { __typename }');
    const response = await fetch(`${stack.apiUrl}/graphql?query=${query}`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test.each([
    ['PUT', 405],
    ['DELETE', 405],
  ])('error: %s is %i', async (method, status) => {
    const response = await fetch(`${stack.apiUrl}/graphql`, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  test('error: a body that is no JSON by its type', async () => {
    const response = await fetch(`${stack.apiUrl}/graphql`, { method: 'POST', body: 'query=x' });
    expect(response.status).toBe(415);
  });

  test('error: an unknown parameter of the address', async () => {
    const answer = await ask('{ __typename }', { search: '?allowstale=1' });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_request']);
  });
});

describe('minBlock', () => {
  const number = ({ body }: Awaited<ReturnType<typeof ask>>) =>
    BigInt(body.extensions?.meta.block.number ?? 0);

  test('default: an answer waits for a block that is to come', async () => {
    const wanted = number(await ask('{ __typename }')) + 2n;
    const answer = await ask('{ __typename }', { search: `?minBlock=${wanted}` });
    expect(answer.status).toBe(200);
    expect(number(answer)).toBeGreaterThanOrEqual(wanted);
  });

  test('error: a block that does not come in time', async () => {
    const search = '?minBlock=1000000000&minBlockWaitMs=200';
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const answer = await ask('{ __typename }', { search, accept });
      expect([answer.status, codeOf(answer)]).toEqual([504, 'min_block_timeout']);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
  });

  test.each(['minBlock=-1', 'minBlock=x', 'minBlock=1&minBlockWaitMs=30001', 'minBlockWaitMs=-1'])(
    'error: %s',
    async (search) => {
      const answer = await ask('{ __typename }', { search: `?${search}` });
      expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_request']);
    },
  );
});
