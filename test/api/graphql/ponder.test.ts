import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);

function versionOf(name: string): string {
  const path = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')).version;
}

test('behavior: the file of Ponder that is loaded by its path is that of the version it was read in', () => {
  expect(versionOf('ponder')).toBe('0.16.10');
});

test('behavior: Ponder and the API use one copy of graphql', () => {
  const ponders = createRequire(import.meta.resolve('ponder')).resolve('graphql');
  expect(ponders).toBe(require.resolve('graphql'));
  expect(versionOf('graphql')).toBe('16.8.2');
});
