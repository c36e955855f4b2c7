import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import toolboxViem from '@nomicfoundation/hardhat-toolbox-viem';
import { defineConfig } from 'hardhat/config';

/** The compiler comes from npm, so that a machine without internet compiles too. */
const soljson = createRequire(import.meta.url).resolve('solc/soljson.js');

/** Ignition keeps its records in `deployments` below its folder, so that is what a DEPLOYMENTS_DIR must end in. */
const ignition = dirname(process.env.DEPLOYMENTS_DIR ?? 'ignition/deployments');

const rpcUrl = process.env.RPC_URL ?? `http://127.0.0.1:${process.env.CHAIN_PORT ?? '8545'}`;

export default defineConfig({
  plugins: [toolboxViem],
  solidity: {
    version: '0.8.37',
    path: soljson,
    settings: { evmVersion: 'cancun', optimizer: { enabled: true, runs: 200 } },
  },
  paths: {
    ignition,
    tests: { nodejs: './test/contracts', solidity: './test/contracts' },
  },
  networks: {
    default: { type: 'edr-simulated', hardfork: 'osaka' },
    // The chain of `npm run dev`, or any other that RPC_URL names; its node holds the accounts.
    localhost: { type: 'http', url: rpcUrl, chainType: 'l1' },
  },
  ignition: { blockPollingInterval: 100, requiredConfirmations: 1 },
});
