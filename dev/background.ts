import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** Lines of a log that are shown when its process died. */
const SHOWN_LINES = 15;

/** A process of the stack, in a group of its own, so that the terminal's Ctrl-C does not reach it before we do. */
export type Background = {
  name: string;
  pid: number;
  /** Resolves with how it ended. */
  ended: Promise<string>;
  hasEnded(): boolean;
  /** Sends the signal to its group, then SIGKILL after a limit; resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** The end of its log. */
  lastLines(): string;
};

/** Process groups that are ours to end. */
const running = new Set<number>();

// An exit that did not stop them, such as a test runner that was told to end, must not leave them behind.
process.on('exit', () => {
  for (const pid of running) signalGroup(pid, 'SIGTERM');
});

/** Starts a process whose output goes to a log file. */
export async function startBackground(options: {
  name: string;
  command: string;
  args: string[];
  logFile: string;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** User and group to run as. */
  user?: { uid: number; gid: number };
  stopLimitMs?: number;
}): Promise<Background> {
  const { name, command, args, logFile, env, cwd, user, stopLimitMs = 15_000 } = options;
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', log, log],
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
    ...user,
  });
  closeSync(log);
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} has no process id`);
  const ended = once(child, 'exit').then(([code, signal]) => `${signal ?? `exit code ${code}`}`);
  running.add(pid);
  void ended.then(() => running.delete(pid));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    name,
    pid,
    ended,
    hasEnded,
    stop: (signal = 'SIGTERM') => stopGroup({ child, pid, ended, stopLimitMs }, signal),
    lastLines: () =>
      readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-SHOWN_LINES).join('\n'),
  };
}

async function stopGroup(
  process_: { child: ChildProcess; pid: number; ended: Promise<string>; stopLimitMs: number },
  signal: NodeJS.Signals,
): Promise<void> {
  const { child, pid, ended, stopLimitMs } = process_;
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  const force = setTimeout(() => signalGroup(pid, 'SIGKILL'), stopLimitMs);
  await ended;
  clearTimeout(force);
  // What the process itself left behind in its group goes too.
  signalGroup(pid, 'SIGKILL');
}

/** Signals a whole process group; one that is gone already is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (Reflect.get(Object(error), 'code') !== 'ESRCH') throw error;
  }
}
