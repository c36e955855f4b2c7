import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { signalGroup } from './background.ts';

/*
 * One `dev` per data folder. The lock also names the processes that were started, so that a start after a kill can end
 * what the killed one left behind.
 */

const LEFTOVER_LIMIT_MS = 30_000;

type LockRecord = { pid: number; startedAt: string; groups: { pid: number; startedAt: string }[] };

/** Another `dev` runs in this folder. */
export class LockedError extends Error {
  override name = 'LockedError';
}

/** The lock of a data folder. */
export type DevLock = { add(pid: number): void; release(): void };

/** Takes the lock, and ends what a killed run left behind. @throws {LockedError} while another one runs. */
export async function takeLock(home: string): Promise<DevLock> {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'dev.json');
  const earlier = readRecord(file);
  if (earlier !== undefined) {
    if (isSameProcess(earlier)) {
      throw new LockedError(`npm run dev runs in this folder already (process ${earlier.pid})`);
    }
    await endGroups(earlier.groups.filter(isSameProcess));
  }
  const record: LockRecord = { ...identity(process.pid), groups: [] };
  const write = () => writeFileSync(file, JSON.stringify(record));
  write();
  return {
    add(pid) {
      record.groups.push(identity(pid));
      write();
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** Asks what was left behind to stop, so that the chain writes its state, and insists after a while. */
async function endGroups(groups: LockRecord['groups']): Promise<void> {
  for (const { pid } of groups) signalGroup(pid, 'SIGTERM');
  const limit = Date.now() + LEFTOVER_LIMIT_MS;
  while (groups.some(isSameProcess) && Date.now() < limit) await wait(50);
  for (const { pid } of groups.filter(isSameProcess)) signalGroup(pid, 'SIGKILL');
}

function readRecord(file: string): LockRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // None, or one that was cut short by a crash: nothing is known of an earlier run.
    return undefined;
  }
}

function identity(pid: number) {
  return { pid, startedAt: startTime(pid) ?? '' };
}

/** Process ids are given again: only the same start time means the same process. */
function isSameProcess({ pid, startedAt }: { pid: number; startedAt: string }): boolean {
  const now = startTime(pid);
  return now !== undefined && startedAt !== '' && now === startedAt;
}

/** Start of a process in clock ticks since boot; undefined where there is none, or no /proc to tell. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, in parentheses, may hold spaces: fields are counted after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
