import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { childEnv } from '../../api/env.ts';
import { startChain } from '../../dev/chain.ts';
import { removePostgresData, startPostgres } from '../../dev/postgres.ts';
import { freePort } from './free-port.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** One PostgreSQL for the whole run; each test file makes a database of its own in it. */
    postgresUrl: string;
    /** A chain on which the platform is deployed, to start from. */
    chainFile: string;
    /** Ignition's record of that deployment. */
    deploymentsDir: string;
  }
}

/** Starts what all test files share; everything is gone afterwards. */
export default async function setup(project: TestProject) {
  const home = mkdtempSync(join(tmpdir(), 'halyard-test-'));
  const deploymentsDir = join(home, 'deployments');
  const chainFile = join(home, 'chain.json');
  const [postgres] = await Promise.all([
    startPostgres({ home, port: await freePort(), durable: false }),
    deployOnce({ home, chainFile, deploymentsDir }),
  ]);
  project.provide('postgresUrl', postgres.url);
  project.provide('chainFile', chainFile);
  project.provide('deploymentsDir', deploymentsDir);
  return async () => {
    await postgres.stop();
    await removePostgresData(home);
    rmSync(home, { recursive: true, force: true });
  };
}

async function deployOnce(options: {
  home: string;
  chainFile: string;
  deploymentsDir: string;
}): Promise<void> {
  const { home, chainFile, deploymentsDir } = options;
  const chain = await startChain({ home, port: await freePort(), stateFile: chainFile });
  try {
    await promisify(execFile)(process.execPath, ['ignition/deploy.ts'], {
      env: childEnv({ RPC_URL: chain.rpcUrl, DEPLOYMENTS_DIR: deploymentsDir }),
    });
  } finally {
    await chain.stop();
  }
}
