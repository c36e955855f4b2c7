import { createConfig, factory } from 'ponder';
import { getAbiItem } from 'viem';
import { childEnv, loadEnv } from './api/env.ts';
import { assetRegistryAbi } from './contracts/abi/asset-registry.ts';
import { rwaTokenAbi } from './contracts/abi/rwa-token.ts';
import { stakingAbi } from './contracts/abi/staking.ts';
import { tradeEscrowAbi } from './contracts/abi/trade-escrow.ts';
import { loadDeployment } from './ignition/deployments.ts';

/** Settings of the indexer, for its supervisor too: the indexer's folder reads no environment of its own. */
export const env = loadEnv();
export { childEnv };

/** Addresses and first block of what is indexed. */
export const deployment = loadDeployment(env.CHAIN_ID, env.DEPLOYMENTS_DIR);

/** Interfaces of what is indexed; they shape the rows, so they are part of the build's identity. */
export const abis = [assetRegistryAbi, rwaTokenAbi, stakingAbi, tradeEscrowAbi];

/**
 * First block that gets a `block` row. The supervisor fixes it once per schema, near the head, and hands it over;
 * 'latest' would be resolved anew at each restart and leave a gap.
 */
const blocksFrom = Number(process.env.INDEXER_BLOCKS_FROM ?? deployment.startBlock);

const { assetRegistry, staking, tradeEscrow } = deployment.contracts;

const source = { chain: 'main', startBlock: Number(deployment.startBlock) } as const;

export default createConfig({
  ordering: 'multichain',
  database: { kind: 'postgres', connectionString: env.DATABASE_URL, poolConfig: { max: 10 } },
  chains: {
    main: {
      id: env.CHAIN_ID,
      rpc: env.RPC_URL,
      ...(env.RPC_WS_URL === undefined ? {} : { ws: env.RPC_WS_URL }),
      pollingInterval: 500,
    },
  },
  contracts: {
    AssetRegistry: { ...source, abi: assetRegistryAbi, address: assetRegistry },
    // Each asset has a token of its own, known by the event that registers it.
    RwaToken: {
      ...source,
      abi: rwaTokenAbi,
      address: factory({
        address: assetRegistry,
        event: getAbiItem({ abi: assetRegistryAbi, name: 'AssetRegistered' }),
        parameter: 'token',
      }),
    },
    Staking: { ...source, abi: stakingAbi, address: staking },
    TradeEscrow: { ...source, abi: tradeEscrowAbi, address: tradeEscrow },
  },
  blocks: { Block: { chain: 'main', interval: 1, startBlock: blocksFrom } },
});
