import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { createApp } from '../app.ts';
import { openApiDocument } from './document.ts';

/*
 * Writes the OpenAPI document of the routes as they are; with --check it only says whether the file is out of step, and
 * fails.
 */

const FILE = join(import.meta.dirname, 'openapi.json');

/** Stands for what a running API has: the routes are only described here, so nothing of it is ever called. */
const unused: never = new Proxy(
  Object.assign(() => {}),
  {
    get: () => unused,
    apply() {
      throw new Error('A route did something while it was described');
    },
  },
) as never;

const app = createApp({
  db: unused,
  chainId: 0,
  watch: unused,
  guard: unused,
  clock: unused,
  logger: unused,
  registry: new Registry(),
  feed: unused,
  corsOrigins: [],
});
const rendered = `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
const isCurrent = existsSync(FILE) && readFileSync(FILE, 'utf8') === rendered;
if (process.argv.includes('--check')) {
  if (!isCurrent) process.stderr.write('api/openapi/openapi.json is out of step\n');
  process.exitCode = isCurrent ? 0 : 1;
} else if (!isCurrent) {
  writeFileSync(FILE, rendered);
  process.stdout.write('wrote api/openapi/openapi.json\n');
}
