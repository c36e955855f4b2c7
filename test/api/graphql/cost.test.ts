import { getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { ApiProblem } from '../../../api/errors.ts';
import { costOf } from '../../../api/graphql/cost.ts';
import { createGraphqlSchema } from '../../../api/graphql/schema.ts';

const schema = createGraphqlSchema();

function rowsOf(source: string, variables: Record<string, unknown> = {}): number {
  const document = parse(source);
  const operation = getOperationAST(document);
  if (operation === null || operation === undefined) throw new Error('No operation');
  return costOf(schema, { document, operation }, variables).rows;
}

test.each([
  ['nothing of the tables', '{ __typename _meta { block { hash } } }', 0],
  ['one row', '{ trade(id: "1") { id } }', 1],
  ['a list without a limit', '{ trades { items { id } } }', 50],
  ['a list with a limit', '{ trades(limit: 7) { items { id } } }', 7],
  ['rows that are passed over', '{ trades(limit: 7, offset: 3) { items { id } } }', 10],
  ['a relation to one row', '{ trades(limit: 7) { items { policy { id } } } }', 14],
  [
    'a relation to rows',
    '{ trades(limit: 7) { items { evidence(limit: 2) { items { id } } } } }',
    21,
  ],
  ['two lists', '{ a: trades(limit: 1) { items { id } } b: trades(limit: 2) { totalCount } }', 3],
  [
    'a fragment, each time it is spread',
    '{ a: trades(limit: 2) { ...P } b: trades(limit: 3) { ...P } } fragment P on tradePage { items { policy { id } } }',
    10,
  ],
  ['an inline fragment', '{ ... { ... on Query { trades(limit: 4) { totalCount } } } }', 4],
  ['what a directive leaves out', '{ trades(limit: 4) @skip(if: true) { totalCount } }', 4],
])('default: %s', (_, source, rows) => {
  expect(rowsOf(source)).toBe(rows);
});

test('args: limits may be variables', () => {
  const source = 'query ($limit: Int) { trades(limit: $limit) { items { id } } }';
  expect(rowsOf(source, { limit: 9 })).toBe(9);
  expect(rowsOf(source)).toBe(50);
});

test('error: more rows than a request may ask for', () => {
  const source = '{ trades(limit: 1000) { items { evidence(limit: 9) { items { id } } } } }';
  expect(rowsOf(source)).toBe(10_000);
  const more = source.replace('limit: 9', 'limit: 10');
  expect(() => rowsOf(more)).toThrow(ApiProblem);
  expect(() => rowsOf(more)).toThrow(/11000 rows, more than 10000/);
});

test('error: negative numbers do not pay for others', () => {
  const source = `{ a: trades(limit: -100000) { totalCount } b: trades(limit: 1000) { items { evidence(limit: 1000) { totalCount } } } }`;
  expect(() => rowsOf(source)).toThrow(ApiProblem);
});
