import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBareApp } from './bare-app.ts';
import { openApiDocument } from './document.ts';

/*
 * Writes the OpenAPI document of the routes as they are; with --check it only says whether the file is out of step, and
 * fails.
 */

const FILE = join(import.meta.dirname, 'openapi.json');

const rendered = `${JSON.stringify(openApiDocument(createBareApp()), null, 2)}\n`;
const isCurrent = existsSync(FILE) && readFileSync(FILE, 'utf8') === rendered;
if (process.argv.includes('--check')) {
  if (!isCurrent) process.stderr.write('api/openapi/openapi.json is out of step\n');
  process.exitCode = isCurrent ? 0 : 1;
} else if (!isCurrent) {
  writeFileSync(FILE, rendered);
  process.stdout.write('wrote api/openapi/openapi.json\n');
}
