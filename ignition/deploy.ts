import { existsSync } from 'node:fs';
import { join } from 'node:path';
import hre, { network } from 'hardhat';
import Platform from './modules/platform.ts';

/*
 * `npm run deploy [-- --network <name>]`: deploys `Platform` with Ignition, or finishes a deployment that was cut
 * short, and prints each contract's address. The network's node holds the accounts; DEPLOYMENTS_DIR holds the record.
 */

const flag = process.argv.indexOf('--network');
const networkName = flag === -1 ? 'localhost' : (process.argv[flag + 1] ?? '');

// Hardhat prints warnings of its libraries' sources here; they are seen in `npm run check` already.
await hre.tasks.getTask('build').run({ quiet: true });

const connection = await network.create({ network: networkName });
const chainId = Number(
  await connection.provider.request({ method: 'eth_chainId' }).catch(() => {
    refuse(`No node answers on network ${networkName}: check RPC_URL or CHAIN_PORT`);
  }),
);
const parameters = join(import.meta.dirname, 'parameters', `chain-${chainId}.json`);
if (!existsSync(parameters)) {
  // `Platform` brings a payment token that anyone may mint, so a public chain must not get it by accident.
  refuse(
    `Chain ${chainId} has no parameters in ignition/parameters: \`Platform\` is for development chains; check RPC_URL`,
  );
}
const deployed = await connection.ignition.deploy(Platform, {
  deploymentId: `chain-${chainId}`,
  parameters,
});
for (const [name, { address }] of Object.entries(deployed)) {
  process.stdout.write(`${name.padEnd(12)} ${address}\n`);
}
await connection.close();

function refuse(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
