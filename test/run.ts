import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/*
 * `npm test`: Hardhat's runner for the contracts, then vitest for everything else, and one line for the whole.
 * `npm test -- <vitest filter>` runs only what matches, without the contracts.
 */

type Counts = { passed: number; failed: number; skipped: number };

const PROJECT_ROOT = join(import.meta.dirname, '..');
const bin = (...path: string[]) => join(PROJECT_ROOT, 'node_modules', ...path);

/** Runs a test runner with its output shown, and gives that output and its exit code. */
async function run(args: string[]): Promise<{ output: string; code: number }> {
  const child = spawn(process.execPath, args, {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const [code] = await once(child, 'close');
  return { output, code: typeof code === 'number' ? code : 1 };
}

/** Hardhat prints one number a line: `160 passing`, then what else there was. */
function hardhatCounts(output: string): Counts {
  const count = (word: string) => {
    const numbers = [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}`, 'gm'))];
    return Number(numbers.at(-1)?.[1] ?? 0);
  };
  const skipped = count('skipped') + count('pending') + count('todo');
  return { passed: count('passing'), failed: count('failing'), skipped };
}

/** Vitest closes with `Tests  1 failed | 4 passed | 2 skipped (7)`. */
function vitestCounts(output: string): Counts {
  const line = output.split('\n').findLast((text) => /^\s*Tests\s/.test(text)) ?? '';
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

const filters = process.argv.slice(2);
const runs: { counts: Counts; code: number }[] = [];
if (filters.length === 0) {
  const { output, code } = await run([bin('hardhat', 'dist', 'src', 'cli.js'), 'test', 'nodejs']);
  runs.push({ counts: hardhatCounts(output), code });
}
const { output, code } = await run([
  ...[bin('vitest', 'vitest.mjs'), 'run', '--no-color', ...filters],
]);
runs.push({ counts: vitestCounts(output), code });

const sum = (key: keyof Counts) => runs.reduce((total, { counts }) => total + counts[key], 0);
// A runner that failed without a failed test (a broken file, a crashed worker) counts as one failure.
const broken = runs.filter((entry) => entry.code !== 0 && entry.counts.failed === 0).length;
const failed = sum('failed') + broken;
process.stdout.write(`\n${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped\n`);
process.exitCode = failed === 0 && sum('passed') > 0 ? 0 : 1;
