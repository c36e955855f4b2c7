import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removePostgresData, startPostgres } from '../../dev/postgres.ts';
import { freePort } from '../support/free-port.ts';

let home: string;

beforeEach(() => {
  // A folder that only its owner may enter, such as /root: as root, the server runs as somebody else.
  home = mkdtempSync(join(tmpdir(), 'halyard-postgres-'));
  chmodSync(home, 0o700);
});

afterEach(async () => {
  await removePostgresData(home);
  rmSync(home, { recursive: true, force: true });
});

async function ask(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

test('behavior: it starts in a folder that only its owner may enter, and keeps its data', async () => {
  const port = await freePort();
  const first = await startPostgres({ home, port, durable: true });
  await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  const second = await startPostgres({ home, port, durable: true });
  expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await second.stop();
});

test('behavior: a start after a kill takes over from the server that was left behind', async () => {
  const left = await startPostgres({ home, port: await freePort(), durable: true });
  await ask(left.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  const next = await startPostgres({ home, port: await freePort(), durable: true });
  expect(await ask(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  expect(left.process.hasEnded()).toBe(true);
  await next.stop();
});

test('error: a port that is taken is an error with the server’s own words', async () => {
  const port = await freePort();
  const first = await startPostgres({ home, port, durable: false });
  const other = mkdtempSync(join(tmpdir(), 'halyard-postgres-'));
  await expect(startPostgres({ home: other, port, durable: false })).rejects.toThrow(/in use/);
  await removePostgresData(other);
  rmSync(other, { recursive: true });
  await first.stop();
});
