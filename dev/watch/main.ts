import { styleText } from 'node:util';
import { EnvError, loadEnv } from '../../api/env.ts';
import { UsageError } from '../args.ts';
import type { Entry } from './connection.ts';
import { readFlags, USAGE, type WatchFlags } from './flags.ts';
import { follow, RefusedError } from './follow.ts';
import { lineOf } from './lines.ts';
import { createReadinessNotes } from './readiness.ts';
import { createTokens } from './tokens.ts';

/*
 * `npm run watch`: what happens, live in a terminal, one line each. It connects again by itself and goes on where it
 * stopped. Exit code 0 by Ctrl-C, 2 for a flag, channel or cursor that does not exist.
 */

function printed(entry: Entry, line: string): string {
  if (entry.type === 'reorg') return styleText('yellow', line);
  if (entry.type === 'finalized') return styleText('dim', line);
  return entry.op === 'revert' ? styleText(['red', 'strikethrough'], line) : line;
}

/** Notes go to the other stream, so that `--json` stays readable by a program. */
function note(line: string): void {
  process.stderr.write(`${styleText('dim', `-- ${line}`, { stream: process.stderr })}\n`);
}

async function watch({ json, ...flags }: WatchFlags, signal: AbortSignal): Promise<void> {
  const url = flags.url ?? defaultUrl();
  const base = new URL(url.origin.replace(/^ws/, 'http'));
  const tokens = createTokens(base);
  // One after the other, so that lines keep the feed's order while a token is looked up.
  let queue = Promise.resolve();
  const onNote = (line: string) => {
    queue = queue.then(() => note(line));
  };
  const onEntry = (entry: Entry, text: string) => {
    queue = queue.then(async () => {
      if (!json) await tokens.learn(entry);
      process.stdout.write(`${json ? text : printed(entry, lineOf(entry, tokens))}\n`);
    });
  };
  const onAlive = createReadinessNotes(base, onNote);
  await follow({ ...flags, url, signal, onEntry, onNote, onAlive });
  await queue;
}

function defaultUrl(): URL {
  const { HOST, PORT } = loadEnv();
  return new URL(`ws://${HOST}:${PORT}/ws`);
}

function stopOnSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  return stop.signal;
}

/** A reader of ours, such as `head`, has had enough and closed its end. */
function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (Reflect.get(error, 'code') !== 'EPIPE') throw error;
      process.exit(0);
    });
  }
}

async function main(): Promise<void> {
  endWithReader();
  const flags = readFlags(process.argv.slice(2));
  if (flags === 'help') process.stdout.write(USAGE);
  else await watch(flags, stopOnSignal());
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const isAsked =
      error instanceof UsageError || error instanceof EnvError || error instanceof RefusedError;
    process.stderr.write(`${isAsked ? error.message : Object(error).stack}\n`);
    process.exit(isAsked ? 2 : 1);
  },
);
