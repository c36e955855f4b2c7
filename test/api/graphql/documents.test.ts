import { getIntrospectionQuery } from 'graphql';
import { Counter } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { DocumentCache } from '../../../api/graphql/documents.ts';
import { LIMITS } from '../../../api/graphql/limits.ts';
import { DocumentProblem } from '../../../api/graphql/problems.ts';
import { createGraphqlSchema } from '../../../api/graphql/schema.ts';

const schema = createGraphqlSchema();

function createCache(capacity: number) {
  const lookups = new Counter({
    name: 'lookups',
    help: '.',
    labelNames: ['result'],
    registers: [],
  });
  const cache = new DocumentCache({ schema, lookups, capacity });
  const counts = async () => {
    const { values } = await lookups.get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels.result, value]));
  };
  return { cache, counts };
}

/** Code of the refusal of a document; undefined where it is taken. */
function refusalOf(source: string): string | undefined {
  try {
    createCache(1).cache.get(source);
    return undefined;
  } catch (error) {
    if (error instanceof DocumentProblem) return error.code;
    throw error;
  }
}

describe('cache', () => {
  test('default: a text seen before is not parsed again', async () => {
    const { cache, counts } = createCache(2);
    const first = cache.get('{ __typename }');
    expect(cache.get('{ __typename }')).toBe(first);
    expect(await counts()).toEqual({ miss: 1, hit: 1 });
  });

  test('behavior: the document used longest ago goes first', async () => {
    const { cache, counts } = createCache(2);
    const sources = ['{ a: __typename }', '{ b: __typename }', '{ c: __typename }'] as const;
    for (const index of [0, 1, 0, 2, 0, 1] as const) cache.get(sources[index]);
    // The second goes when the third comes, since the first was used between.
    expect(await counts()).toEqual({ miss: 4, hit: 2 });
  });

  test('error: a refused document is not kept', async () => {
    const { cache, counts } = createCache(2);
    for (let count = 0; count < 2; count += 1) {
      expect(() => cache.get('{ nothing }')).toThrow(DocumentProblem);
    }
    expect(await counts()).toEqual({ miss: 2 });
  });
});

describe('limits', () => {
  const fields = (count: number) => `{ ${'__typename '.repeat(count)} }`;
  const nested = (depth: number) =>
    `{ trades { items { policy { __typename } ${'evidence { items { trade { '.repeat(depth)} id ${'} } }'.repeat(depth)} } } }`;
  const aliased = (count: number) =>
    `{ ${Array.from({ length: count }, (_, index) => `a${index}: __typename`).join(' ')} }`;

  test('default: the introspection of usual tools is taken', () => {
    const options = { inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true };
    expect(refusalOf(getIntrospectionQuery(options))).toBeUndefined();
  });

  test('error: too many tokens', () => {
    expect(refusalOf(fields(LIMITS.tokens - 2))).toBeUndefined();
    expect(refusalOf(fields(LIMITS.tokens - 1))).toBe('too_many_tokens');
  });

  test('error: too many aliases', () => {
    expect(refusalOf(aliased(LIMITS.aliases))).toBeUndefined();
    expect(refusalOf(aliased(LIMITS.aliases + 1))).toBe('too_many_aliases');
  });

  test('error: too deep, in fragments too', () => {
    // trades, items, three for each turn, id.
    expect(refusalOf(nested(4))).toBeUndefined();
    expect(refusalOf(nested(5))).toBe('too_deep');
    const parts = Array.from(
      { length: 6 },
      (_, index) =>
        `fragment F${index} on trade { evidence { items { trade { ...F${index + 1} } } } }`,
    );
    const spread = `{ trades { items { ...F0 } } } ${parts.join(' ')} fragment F6 on trade { id }`;
    expect(refusalOf(spread)).toBe('too_deep');
  });

  test('error: a fragment in itself is refused and ends', () => {
    const source = '{ trades { items { ...F } } } fragment F on trade { id ...F }';
    expect(refusalOf(source)).toBe('invalid_document');
  });

  test('error: fragments that double at each step are measured at once', () => {
    const steps = Array.from(
      { length: 60 },
      (_, index) => `fragment F${index} on trade { ...F${index + 1} ...F${index + 1} }`,
    );
    const source = `{ trades { items { ...F0 } } } ${steps.join(' ')} fragment F60 on trade { id }`;
    const startedAt = performance.now();
    expect(refusalOf(source)).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('error: lists of fields inside one another in introspection', () => {
    const inner = 'fields { type { fields { name } } }';
    expect(refusalOf(`{ __schema { types { ${inner} } } }`)).toBe('too_deep');
    expect(refusalOf(`{ __type(name: "trade") { ${inner} } }`)).toBe('too_deep');
    expect(refusalOf('{ __schema { types { fields { type { name } } } } }')).toBeUndefined();
  });

  test('error: a text that is no document', () => {
    expect(refusalOf('{')).toBe('syntax_error');
    expect(refusalOf('{ nothing }')).toBe('invalid_document');
  });
});
