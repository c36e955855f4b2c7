import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const INDEXER_ROOT = join(import.meta.dirname, '..');

/**
 * Identity of everything that shapes the rows: the handlers, the tables, and the settings given (ABIs, addresses,
 * first block). A change gives another schema, so old rows are never continued under new logic.
 *
 * @returns 10 hexadecimal digits.
 */
export function buildId(settings: unknown): string {
  const digest = createHash('sha256');
  for (const file of rowShapingFiles()) {
    digest
      .update(`${relative(INDEXER_ROOT, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  digest.update(
    JSON.stringify(settings, (_, value) => (typeof value === 'bigint' ? value.toString() : value)),
  );
  return digest.digest('hex').slice(0, 10);
}

function rowShapingFiles(): string[] {
  const inFolders = ['src', 'schema']
    .flatMap((folder) =>
      readdirSync(join(INDEXER_ROOT, folder), { recursive: true, withFileTypes: true }),
    )
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('api'))
    .map((entry) => join(entry.parentPath, entry.name));
  return [...inFolders, join(INDEXER_ROOT, 'ponder.schema.ts')].sort();
}
