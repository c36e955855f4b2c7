import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/* `npm run check`: generated files in step, format, lint, types and house rules; every failure is shown. */

const PROJECT_ROOT = join(import.meta.dirname, '..');
const bin = (...path: string[]) => join(PROJECT_ROOT, 'node_modules', ...path);

/** Name and command of each check. The ABI check compiles, which also writes the types that tsc reads. */
const CHECKS: [string, string[]][] = [
  ['generated ABIs', ['contracts/abi/generate.ts', '--check']],
  ['GraphQL schema', ['api/graphql/generate.ts', '--check']],
  ['OpenAPI document', ['api/openapi/generate.ts', '--check']],
  ['types', [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', '.']],
  [
    'format and lint',
    [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'],
  ],
  [
    'Solidity format',
    [
      bin('prettier', 'bin', 'prettier.cjs'),
      ...['--plugin=prettier-plugin-solidity', '--check', 'contracts/**/*.sol'],
    ],
  ],
  [
    'Solidity lint',
    [
      bin('solhint', 'solhint.js'),
      ...['--noPoster', '--disc', '--max-warnings', '0', 'contracts/**/*.sol'],
    ],
  ],
  ['migrations', ['api/db/check-migrations.ts']],
  ['house rules', [bin('vitest', 'vitest.mjs'), 'run', '--config', 'test/house.config.ts']],
];

let failures = 0;
for (const [name, args] of CHECKS) {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? '✓' : '✗'} ${name.padEnd(20)} ${seconds} s\n`);
  if (status === 0) continue;
  failures += 1;
  process.stdout.write(`${stdout}${stderr}\n`);
}
process.exitCode = failures === 0 ? 0 : 1;
