import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printSchema } from 'graphql';
import { createGraphqlSchema } from './schema.ts';

/*
 * Writes the GraphQL schema as it is served; with --check it only says whether the file is out of step, and fails.
 */

const FILE = join(import.meta.dirname, 'schema.graphql');

const rendered = `# Generated from indexer/ponder.schema.ts by \`npm run generate\`; do not edit.

${printSchema(createGraphqlSchema())}
`;
const isCurrent = existsSync(FILE) && readFileSync(FILE, 'utf8') === rendered;
if (process.argv.includes('--check')) {
  if (!isCurrent) process.stderr.write('api/graphql/schema.graphql is out of step\n');
  process.exitCode = isCurrent ? 0 : 1;
} else if (!isCurrent) {
  writeFileSync(FILE, rendered);
  process.stdout.write('wrote api/graphql/schema.graphql\n');
}
