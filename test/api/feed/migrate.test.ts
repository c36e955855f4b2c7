import pg from 'pg';
import { expect, test } from 'vitest';
import { migrate } from '../../../api/db/migrate.ts';
import { createDatabase } from '../../support/database.ts';
import { untilAlone } from './test-index.ts';

test('behavior: replicas that start at once migrate once', async () => {
  const database = await createDatabase();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const pools = Array.from({ length: 3 }, () => new pg.Pool({ connectionString: database.url }));
  try {
    await Promise.all(pools.map(migrate));
    const { rows } = await admin.query(
      `SELECT (SELECT count(*)::int FROM feed_migrations.__drizzle_migrations) AS applied,
              to_regclass('feed.entry') IS NOT NULL AS made`,
    );
    expect(rows).toEqual([{ applied: 1, made: true }]);
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
    await untilAlone(admin);
    await admin.end();
    await database.drop();
  }
});
