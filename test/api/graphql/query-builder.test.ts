import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDatabase as openDatabase } from '../../../api/db/database.ts';
import { createQueryBuilder } from '../../../api/graphql/query-builder.ts';
import { createDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let pool: pg.Pool;
/** Statements whose turn has come. */
let turns: number;
/** Statements that were answered. */
let said: string[];

beforeAll(async () => {
  database = await createDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
});

beforeEach(() => {
  turns = 0;
  said = [];
});

afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

/** Lends a transaction out for a test; `say` runs a statement that can be told from others. */
function lend(
  work: (
    lent: ReturnType<typeof createQueryBuilder> & { say(word: string): Promise<unknown> },
  ) => Promise<void>,
) {
  return openDatabase(pool).transaction(async (tx) => {
    const lent = createQueryBuilder(tx, () => {
      turns += 1;
    });
    const say = async (word: string) => {
      const column = word === 'broken' ? sql`nothing` : sql`${word}`;
      await lent.qb.raw.execute(sql`SELECT pg_sleep(0.02), ${column}`);
      said.push(word);
    };
    await work({ ...lent, say });
  });
}

test('default: statements asked for at once run one after the other', async () => {
  await lend(async ({ say }) => {
    const all = Promise.all([say('a'), say('b'), say('c')]);
    await expect.poll(() => turns).toBe(1);
    expect(said).toEqual([]);
    await all;
  });
  expect({ turns, said }).toEqual({ turns: 3, said: ['a', 'b', 'c'] });
});

test('error: after a failure the rest fails with it, unsent', async () => {
  await expect(
    lend(async ({ say }) => {
      const results = await Promise.allSettled([say('broken'), say('a'), say('b')]);
      const reasons = results.map((result) => result.status === 'rejected' && result.reason);
      expect(new Set(reasons).size).toBe(1);
      throw reasons[0];
    }),
  ).rejects.toThrow('column "nothing" does not exist');
  expect({ turns, said }).toEqual({ turns: 1, said: [] });
});

test('behavior: closing waits for the statement that runs, and the others are never sent', async () => {
  await lend(async ({ say, close }) => {
    const first = say('a');
    const left = Promise.allSettled([say('b'), say('c')]);
    await expect.poll(() => turns).toBe(1);
    await close();
    await first;
    expect((await left).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
  expect({ turns, said }).toEqual({ turns: 1, said: ['a'] });
});
