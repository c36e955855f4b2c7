import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

/*
 * Fails when the tables in api/<feature>/tables.ts have changed without a migration: drizzle-kit is asked to generate
 * into a copy, and must find nothing to write.
 */

const PROJECT_ROOT = join(import.meta.dirname, '..', '..');
const copy = mkdtempSync(join(PROJECT_ROOT, '.halyard-migrations-'));
try {
  cpSync(join(import.meta.dirname, 'migrations'), copy, { recursive: true });
  const before = readdirSync(copy).length;
  const kit = join(PROJECT_ROOT, 'node_modules', 'drizzle-kit', 'bin.cjs');
  // drizzle-kit takes no configuration file beside flags, so what the file says is said again here.
  const flags = [
    '--dialect',
    'postgresql',
    '--schema',
    './api/feed/tables.ts',
    '--casing',
    'snake_case',
  ];
  execFileSync(
    process.execPath,
    [kit, 'generate', ...flags, '--out', relative(PROJECT_ROOT, copy)],
    {
      cwd: PROJECT_ROOT,
      stdio: 'pipe',
    },
  );
  if (readdirSync(copy).length !== before) {
    process.stderr.write('The tables have changed without a migration: run `npm run generate`\n');
    process.exitCode = 1;
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
