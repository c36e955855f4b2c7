import pg from 'pg';
import { createPublicClient, http } from 'viem';
import type { Env } from './env.ts';

/** A start that cannot succeed: one line for the person, naming the variable to change, and no stack. */
export class StartError extends Error {
  override name = 'StartError';
}

/** Host and path of a URL, without credentials. */
function shown(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** @throws {StartError} where DATABASE_URL does not lead to a PostgreSQL that lets us in. */
export async function checkDatabase(env: Env): Promise<void> {
  const client = new pg.Client({
    connectionString: env.DATABASE_URL,
    connectionTimeoutMillis: 5_000,
  });
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    const reason = Reflect.get(Object(error), 'code') ?? Reflect.get(Object(error), 'message');
    throw new StartError(`DATABASE_URL: ${shown(env.DATABASE_URL)} is unreachable (${reason})`);
  }
}

/** @throws {StartError} where RPC_URL does not lead to a node of the chain that CHAIN_ID names. */
export async function checkChain(env: Env): Promise<void> {
  const chain = createPublicClient({ transport: http(env.RPC_URL, { retryCount: 1 }) });
  const chainId = await chain.getChainId().catch(() => {
    throw new StartError(`RPC_URL: ${shown(env.RPC_URL)} does not answer`);
  });
  if (chainId !== env.CHAIN_ID) {
    throw new StartError(`CHAIN_ID: it is ${env.CHAIN_ID}, but RPC_URL serves chain ${chainId}`);
  }
}
