import { z } from 'zod';

/** A URL with one of the given schemes, kept as a string. */
const url = (...schemes: string[]) =>
  z.string().refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), {
    error: `must be a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
  });

const port = (fallback: number) =>
  z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535).default(fallback);

const list = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    );

const LOCAL_ORIGINS =
  'http://127.0.0.1:3000,http://localhost:3000,http://127.0.0.1:5173,http://localhost:5173';

/** What the environment may say; `.env.example` documents each name, and a test holds the two together. */
const envSchema = z.object({
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  CHAIN_ID: z.coerce.number({ error: 'must be a chain id' }).int().positive().default(31337),
  RPC_URL: url('http:', 'https:').optional(),
  RPC_WS_URL: url('ws:', 'wss:').optional(),
  DEPLOYMENTS_DIR: z.string().default('ignition/deployments'),
  PORT: port(4000),
  HOST: z.string().default('127.0.0.1'),
  INDEXER_PORT: port(42069),
  PG_PORT: port(54329),
  CHAIN_PORT: port(8545),
  PUBLIC_URL: url('http:', 'https:').optional(),
  CORS_ORIGINS: list(LOCAL_ORIGINS),
  MAX_LAG_MS: z.coerce.number().int().positive().default(30_000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** The names that {@link loadEnv} reads. */
export const ENV_NAMES = Object.keys(envSchema.shape);

/** Settings of one process, complete: what the environment left out has its default. */
export type Env = ReturnType<typeof loadEnv>;

/** The environment holds a value that cannot be used; the message names each variable. */
export class EnvError extends Error {
  override name = 'EnvError';
}

/**
 * Reads the environment once, at the start of a process.
 *
 * @throws {EnvError} with one line per bad variable.
 */
export function loadEnv(source: NodeJS.ProcessEnv = process.env) {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = envSchema.safeParse(filled);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new EnvError(lines.join('\n'));
  }
  const env = parsed.data;
  const chainHost = `127.0.0.1:${env.CHAIN_PORT}`;
  return {
    ...env,
    DATABASE_URL: env.DATABASE_URL ?? localDatabaseUrl(env.PG_PORT),
    RPC_URL: env.RPC_URL ?? `http://${chainHost}`,
    // Only the local chain is known to serve WebSocket beside HTTP; another one is asked for by name.
    RPC_WS_URL: env.RPC_WS_URL ?? (env.RPC_URL === undefined ? `ws://${chainHost}` : undefined),
    PUBLIC_URL: env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`,
    /** Whether the database and the chain are this project's own local ones, which `dev` starts. */
    usesLocalDatabase: env.DATABASE_URL === undefined,
    usesLocalChain: env.RPC_URL === undefined,
  };
}

/** Address of the embedded PostgreSQL that `npm run dev` starts; it listens on loopback only. */
export function localDatabaseUrl(pgPort: number): string {
  return `postgres://halyard:halyard@127.0.0.1:${pgPort}/halyard`;
}

/** Environment for a child process: this process's own, with `extra` over it. */
export function childEnv(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...extra };
}
