import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';

const PROJECT_ROOT = join(import.meta.dirname, '..', '..');

/** Ponder's command, as a file of its package: npm's shim would be one process more to lose track of. */
const PONDER_BIN = fileURLToPath(new URL('bin/ponder.js', import.meta.resolve('ponder')));

const STOP_LIMIT_MS = 8_000;

/** A running `ponder start`. */
export type PonderProcess = {
  pid: number | undefined;
  /** Resolves when it has ended, with how. */
  ended: Promise<string>;
  /** Ends it: politely, then by force. Resolves when it is gone. */
  stop(): Promise<void>;
};

/** Starts Ponder on a schema; its log lines go to `logger`. It stays in our process group, so it can't outlive a kill of that. */
export function startPonder(options: {
  schemaName: string;
  port: number;
  environment: NodeJS.ProcessEnv;
  logger: Logger;
}): PonderProcess {
  const { schemaName, port, environment, logger } = options;
  const flags = ['--root', 'indexer', '--schema', schemaName, '--log-format', 'json'];
  const listen = ['--port', String(port), '--hostname', '127.0.0.1'];
  const child = spawn(process.execPath, [PONDER_BIN, 'start', ...flags, ...listen], {
    cwd: PROJECT_ROOT,
    // Ponder prefers PORT to its flag; in our environment it is the API's.
    env: { ...environment, PORT: String(port), PONDER_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  forwardLog(child, logger);
  const ended = once(child, 'exit').then(([code, signal]) => `${signal ?? `exit code ${code}`}`);
  return { pid: child.pid, ended, stop: () => stopChild(child, ended) };
}

async function stopChild(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(force);
}

function forwardLog(child: ChildProcess, logger: Logger): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => logLine(logger, line));
  }
}

/** Ponder writes pino's JSON with `level` as a word or a number; whatever is not JSON is kept as it is. */
function logLine(logger: Logger, line: string): void {
  const record = parseRecord(line);
  if (record === undefined) {
    logger.warn({ ponder: line }, 'ponder wrote a line that is no log record');
    return;
  }
  const { level, msg, time: _time, ...rest } = record;
  const failed = level === 'error' || level === 'fatal' || Number(level) >= 50;
  const warned = level === 'warn' || Number(level) === 40;
  logger[failed ? 'error' : warned ? 'warn' : 'debug'](rest, `ponder: ${String(msg)}`);
}

function parseRecord(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
