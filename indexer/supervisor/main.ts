import pg from 'pg';
import { pino } from 'pino';
import { createPublicClient, http } from 'viem';
import { abis, childEnv, deployment, env } from '../../ponder.config.ts';
import { buildId } from './build-id.ts';
import { createIndexerSchema, findOrCreateBuild, lockChain } from './queries.ts';
import { supervise } from './supervisor.ts';

/** Blocks below the head, when a schema is made, that get a row too. Older ones cost a request each in the backfill. */
const BLOCK_ROWS_BELOW_HEAD = 32n;

const logger = pino({ name: 'indexer', level: env.LOG_LEVEL });

/** A start that cannot succeed: one line for the person, no stack. */
class StartError extends Error {}

/** Host and path of a URL, without credentials. */
function shown(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

async function connectDatabase(): Promise<pg.Client> {
  const db = new pg.Client({
    connectionString: env.DATABASE_URL,
    application_name: 'halyard_supervisor',
  });
  await db.connect().catch((error: Error) => {
    const reason = error.message || String(Reflect.get(error, 'code'));
    throw new StartError(`DATABASE_URL: ${shown(env.DATABASE_URL)} is unreachable (${reason})`);
  });
  return db;
}

async function connectChain() {
  const chain = createPublicClient({ transport: http(env.RPC_URL, { retryCount: 1 }) });
  const chainId = await chain.getChainId().catch(() => {
    throw new StartError(`RPC_URL: ${shown(env.RPC_URL)} does not answer`);
  });
  if (chainId !== env.CHAIN_ID) {
    throw new StartError(`CHAIN_ID is ${env.CHAIN_ID}, but RPC_URL serves chain ${chainId}`);
  }
  for (const [name, address] of Object.entries<`0x${string}`>(deployment.contracts)) {
    const code = await chain.getCode({ address });
    if (code === undefined) {
      throw new StartError(`RPC_URL: chain ${chainId} has no ${name} at ${address}; deploy first`);
    }
  }
  return chain;
}

async function prepareBuild(db: pg.Client, head: bigint) {
  const { chainId, startBlock, contracts } = deployment;
  const id = buildId({ chainId, startBlock, contracts, abis });
  const near = head - BLOCK_ROWS_BELOW_HEAD;
  return findOrCreateBuild(db, chainId, {
    schemaName: `index_${chainId}_${id}`,
    buildId: id,
    blocksFrom: near > startBlock ? near : startBlock,
  });
}

async function main(): Promise<void> {
  const [db, chain] = await Promise.all([connectDatabase(), connectChain()]);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  db.on('error', (error) => {
    logger.fatal({ err: error }, 'the database session, and with it the lock, is lost');
    process.exitCode = 1;
    stop.abort();
  });
  if (!(await lockChain(db, env.CHAIN_ID))) {
    throw new StartError(`CHAIN_ID: another indexer is at work on chain ${env.CHAIN_ID} here`);
  }
  await createIndexerSchema(db);
  const build = await prepareBuild(db, await chain.getBlockNumber());
  logger.info({ schema: build.schemaName, blocksFrom: `${build.blocksFrom}` }, 'starting Ponder');
  await supervise({
    db,
    chain,
    chainId: env.CHAIN_ID,
    startBlock: deployment.startBlock,
    build,
    port: env.INDEXER_PORT,
    environment: childEnv(),
    logger,
    signal: stop.signal,
  });
  await db.end();
}

main().catch((error: unknown) => {
  if (error instanceof StartError) process.stderr.write(`${error.message}\n`);
  else logger.fatal({ err: error }, 'the supervisor failed');
  process.exit(1);
});
