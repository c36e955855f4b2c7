import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { childEnv } from '../../api/env.ts';

/** A program of the project that runs beside a test, with what it has written so far. */
export type Run = {
  child: ChildProcess;
  output: { out: string; err: string };
  code: Promise<unknown>;
};

/** Starts a program as a process of its own; it is ended with the test at the latest. */
export function runProgram(file: string, flags: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [file, ...flags], { env: childEnv(env) });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.err += text;
  });
  return { child, output, code: once(child, 'close').then(([code]) => code) };
}
