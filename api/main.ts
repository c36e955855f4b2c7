import { serve } from '@hono/node-server';
import pg from 'pg';
import { pino } from 'pino';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { createApp } from './app.ts';
import { systemClock as clock } from './clock.ts';
import { createDatabase } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import { type Env, EnvError, loadEnv } from './env.ts';
import { createFeed } from './feed/feed.ts';
import { createFeedServer } from './feed/server.ts';
import { createSystemStatus } from './feed/system-status.ts';
import { createChainWatch } from './integrity/chain-watch.ts';
import { Guard } from './integrity/guard.ts';
import { checkChain, checkDatabase, StartError } from './start.ts';

function openPool({ DATABASE_URL: connectionString }: Env): pg.Pool {
  return new pg.Pool({
    connectionString,
    application_name: 'halyard_api',
    max: 20,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
  });
}

/** How far the index is behind, for metrics; null while nothing is known. */
function lagOf(guard: Guard): { lagMs: number | null } {
  const { indexed } = guard.readiness();
  return { lagMs: indexed === undefined ? null : guard.lagMsOf(indexed) };
}

function addIndexMetrics(registry: Registry, guard: Guard): void {
  const registers = [registry];
  new Gauge({
    name: 'halyard_ready',
    help: '1 while the index is served, else 0',
    registers,
    collect() {
      this.set(guard.readiness().status === 'ok' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'halyard_indexed_block',
    help: 'Newest indexed block',
    registers,
    collect() {
      this.set(Number(guard.readiness().indexed?.number ?? 0n));
    },
  });
  new Gauge({
    name: 'halyard_index_lag_ms',
    help: 'Milliseconds since the first block that is not indexed was seen',
    registers,
    collect() {
      this.set(lagOf(guard).lagMs ?? 0);
    },
  });
}

async function main(): Promise<void> {
  const env = loadEnv();
  const logger = pino({ name: 'api', level: env.LOG_LEVEL });
  await Promise.all([checkDatabase(env), checkChain(env)]);
  const pool = openPool(env);
  // An idle session that the server ended is replaced at the next query; the request that needs it says so if not.
  pool.on('error', (error) => logger.warn({ err: error }, 'a database session ended'));
  await migrate(pool);

  const { CHAIN_ID: chainId, DATABASE_URL: connectionString, RPC_URL: rpcUrl } = env;
  const db = createDatabase(pool);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const watch = createChainWatch({ rpcUrl, clock, logger });
  const guard = new Guard({ db, chainId, watch, clock, logger, maxLagMs: env.MAX_LAG_MS });
  const feed = createFeed({ db, connectionString, chainId, watch, clock, logger });
  const feedServer = createFeedServer({
    db,
    feed,
    clock,
    logger,
    registry,
    system: createSystemStatus({ guard, watch, clock }),
    allowedOrigins: [new URL(env.PUBLIC_URL).origin, ...env.CORS_ORIGINS],
  });
  addIndexMetrics(registry, guard);
  const corsOrigins = env.CORS_ORIGINS;
  const app = createApp({ db, chainId, watch, guard, clock, logger, registry, feed, corsOrigins });

  const server = serve({ fetch: app.fetch, port: env.PORT, hostname: env.HOST }, ({ port }) => {
    logger.info({ url: `http://${env.HOST}:${port}/` }, 'listening');
  });
  server.on('upgrade', feedServer.handleUpgrade);
  server.on('error', (error) => {
    const busy = Reflect.get(error, 'code') === 'EADDRINUSE';
    process.stderr.write(
      busy ? `PORT: ${env.PORT} on ${env.HOST} is in use\n` : `PORT: ${error.message}\n`,
    );
    process.exit(1);
  });
  watch.start();
  guard.start();
  feed.start();

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await feedServer.stop();
    server.close();
    await Promise.all([feed.stop(), guard.stop(), watch.stop()]);
    await pool.end();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void stop());
}

main().catch((error: unknown) => {
  if (error instanceof StartError || error instanceof EnvError) {
    process.stderr.write(`${error.message}\n`);
  } else {
    pino({ name: 'api' }).fatal({ err: error }, 'the API failed to start');
  }
  process.exit(1);
});
