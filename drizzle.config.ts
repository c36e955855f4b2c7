import { defineConfig } from 'drizzle-kit';

/** `npm run generate` writes a migration for each change of these tables. */
export default defineConfig({
  dialect: 'postgresql',
  schema: ['./api/feed/tables.ts'],
  out: './api/db/migrations',
  casing: 'snake_case',
});
