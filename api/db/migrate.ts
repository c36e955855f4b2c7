import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import type pg from 'pg';

/** Applies the migrations that are missing. Replicas may start at once: one does the work, the others wait. */
export async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(hashtext('halyard.migrate'))`);
    await applyMigrations(drizzle(client), {
      migrationsFolder: join(import.meta.dirname, 'migrations'),
      migrationsSchema: 'feed_migrations',
    });
  } finally {
    // Closing the session gives the lock back whatever happened in it.
    client.release(true);
  }
}
