import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Address = `0x${string}`;

/** Where the contracts of one chain are, as Ignition recorded it. */
export type Deployment = {
  chainId: number;
  /** Lowest block that holds a part of the deployment. */
  startBlock: bigint;
  /** Addresses in lower case. */
  contracts: Record<keyof typeof FUTURES, Address>;
};

/** There is no usable record of a deployment. */
export class DeploymentError extends Error {
  override name = 'DeploymentError';
}

/** Ponder's loader knows `import.meta.url` but not `import.meta.dirname`. */
const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Ids that Ignition gives the futures of the modules. */
const FUTURES = {
  assetRegistry: 'AssetRegistry#AssetRegistry',
  staking: 'Staking#Staking',
  /** Token of the first asset. */
  rwaToken: 'Platform#HouseOneToken',
  tradeEscrow: 'TradeEscrow#TradeEscrow',
  testUsd: 'TestUsd#TestUsd',
} as const;

/** Folder of a chain's record. */
export function deploymentDirectory(chainId: number, directory = 'ignition/deployments'): string {
  const base = isAbsolute(directory) ? directory : join(PROJECT_ROOT, directory);
  return join(base, `chain-${chainId}`);
}

/**
 * Reads where the contracts of a chain are and in which block they begin.
 *
 * @param directory Folder that holds Ignition's records; relative to the project.
 * @throws {DeploymentError} where there is no record, or it lacks a contract.
 */
export function loadDeployment(chainId: number, directory?: string): Deployment {
  const folder = deploymentDirectory(chainId, directory);
  const record = join(folder, 'deployed_addresses.json');
  if (!existsSync(record)) {
    throw new DeploymentError(
      `Chain ${chainId} has no deployment in ${folder}: run \`npm run deploy\`, or set CHAIN_ID or DEPLOYMENTS_DIR`,
    );
  }
  const addresses: Record<string, unknown> = JSON.parse(readFileSync(record, 'utf8'));
  const find = (name: keyof typeof FUTURES): Address => {
    const address = addresses[FUTURES[name]];
    if (typeof address !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(address)) {
      throw new DeploymentError(`The deployment in ${folder} lacks ${FUTURES[name]}: deploy again`);
    }
    return `0x${address.slice(2).toLowerCase()}`;
  };
  return {
    chainId,
    startBlock: firstBlock(join(folder, 'journal.jsonl')),
    contracts: {
      assetRegistry: find('assetRegistry'),
      staking: find('staking'),
      rwaToken: find('rwaToken'),
      tradeEscrow: find('tradeEscrow'),
      testUsd: find('testUsd'),
    },
  };
}

/** Lowest block of a receipt in Ignition's journal, which has one JSON object per line. */
function firstBlock(journal: string): bigint {
  const blocks = readFileSync(journal, 'utf8')
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const number: unknown = JSON.parse(line).receipt?.blockNumber;
      return typeof number === 'number' ? [number] : [];
    });
  if (blocks.length === 0) throw new DeploymentError(`${journal} holds no receipt: deploy again`);
  return BigInt(Math.min(...blocks));
}
