import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENV_NAMES } from '../api/env.ts';

/*
 * The rules that keep the rooms apart, read from the imports of every source file. Function lengths are Biome's.
 */

const ROOT = join(import.meta.dirname, '..');
const GENERATED = /^(contracts\/abi\/(?!generate)|api\/db\/migrations\/|package-lock\.json)/;
const MOST_LINES = 400;

/** Files of the project as git sees them, new ones included. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));

const sources = files.filter((file) => /\.(ts|js|sol)$/.test(file) && !GENERATED.test(file));
const modules = sources.filter((file) => /\.(ts|js)$/.test(file));

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** What a module imports: packages by name, files by their path from the root. */
function importsOf(file: string): string[] {
  const specifiers = [...read(file).matchAll(/(?:from|import)\s*\(?['"]([^'"]+)['"]/g)];
  return specifiers.map(([, specifier = '']) =>
    specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
  );
}

/** Lines `file: what` for each import of `from` that breaks a rule. */
function offences(from: RegExp, isAllowed: (imported: string, file: string) => boolean): string[] {
  return modules
    .filter((file) => from.test(file))
    .flatMap((file) =>
      importsOf(file)
        .filter((imported) => !isAllowed(imported, file))
        .map((imported) => `${file}: ${imported}`),
    );
}

describe('rooms', () => {
  test('the indexer imports nothing from api, client, web or dev', () => {
    const allowed = (imported: string) => !/^(api|client|web|dev|test)\//.test(imported);
    expect(offences(/^indexer\//, allowed)).toEqual([]);
  });

  test('the handlers import nothing that their build identity does not cover', () => {
    const covered = /^(indexer\/|contracts\/abi\/|ponder|viem$)/;
    const allowed = (imported: string, file: string) =>
      covered.test(imported) || (file.startsWith('indexer/src/api/') && imported === 'hono');
    expect(offences(/^indexer\/(src\/|schema\/|ponder\.schema)/, allowed)).toEqual([]);
  });

  test('a wire.ts imports only zod and the shared wire primitives', () => {
    const allowed = (imported: string) => imported === 'zod' || imported === 'api/wire.ts';
    expect(offences(/^api\/(.*\/)?wire\.ts$/, allowed)).toEqual([]);
  });

  test('the API imports nothing from dev or test', () => {
    expect(offences(/^api\//, (imported) => !/^(dev|test)\//.test(imported))).toEqual([]);
  });

  test('the page imports only its own modules, and types of the wire', () => {
    const allowed = (imported: string) => /^web\//.test(imported) || /\/wire\.ts$/.test(imported);
    expect(offences(/^web\//, allowed)).toEqual([]);
  });

  test('only the three places read the environment', () => {
    const places = new Set(['api/env.ts', 'hardhat.config.ts', 'ponder.config.ts']);
    const readers = modules.filter(
      (file) => !places.has(file) && !file.startsWith('test/') && /process\.env\b/.test(read(file)),
    );
    expect(readers).toEqual([]);
  });

  test('SQL stands in queries.ts and in the database room only', () => {
    const places = /(^api\/db\/|\/(queries|tables)\.ts$|^indexer\/ponder\.schema\.ts$)/;
    const writers = modules.filter(
      (file) =>
        /^(api|indexer)\//.test(file) && !places.test(file) && /\bsql`|\.query\(/.test(read(file)),
    );
    // A listener can only LISTEN.
    expect(writers).toEqual(['api/feed/listener.ts']);
  });
});

describe('style', () => {
  test('no file is longer than the limit', () => {
    const long = sources.filter((file) => read(file).split('\n').length > MOST_LINES);
    expect(long).toEqual([]);
  });

  test('files are named in kebab-case, contracts in PascalCase', () => {
    const name = (file: string) => file.split('/').at(-1) ?? '';
    const odd = sources.filter((file) =>
      file.endsWith('.sol')
        ? !/^[A-Z][A-Za-z0-9]*(\.t)?\.sol$/.test(name(file))
        : !/^[a-z0-9]+([.-][a-z0-9]+)*\.(ts|js)$/.test(name(file)),
    );
    expect(odd).toEqual([]);
  });

  test('no folder or file is a drawer for everything', () => {
    const drawers = files.filter((file) =>
      /(^|\/)(utils?|helpers?|services?|common|misc)(\/|\.)/.test(file),
    );
    expect(drawers).toEqual([]);
  });

  test('nothing is skipped, silenced or postponed', () => {
    const marks =
      /\b(TODO|FIXME|XXX)\b|@ts-ignore|@ts-expect-error|biome-ignore|\.(only|todo)\(|: any\b/;
    const marked = modules.filter(
      (file) => file !== 'test/house.test.ts' && marks.test(read(file)),
    );
    expect(marked).toEqual([]);
  });
});

describe('environment', () => {
  test('.env.example documents each name that is read, and no other', () => {
    const documented = [...read('.env.example').matchAll(/^# ?([A-Z_]+)=/gm)].map(
      ([, name]) => name,
    );
    expect(documented.sort()).toEqual([...ENV_NAMES].sort());
  });
});
