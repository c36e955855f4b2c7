import { createConfig } from 'ponder';
import { childEnv, loadEnv } from './api/env.ts';
import { rwaTokenAbi } from './contracts/abi/rwa-token.ts';
import { tradeEscrowAbi } from './contracts/abi/trade-escrow.ts';
import { loadDeployment } from './ignition/deployments.ts';

/** Settings of the indexer, for its supervisor too: the indexer's folder reads no environment of its own. */
export const env = loadEnv();
export { childEnv };

/** Addresses and first block of what is indexed. */
export const deployment = loadDeployment(env.CHAIN_ID, env.DEPLOYMENTS_DIR);

/**
 * First block that gets a `block` row. The supervisor fixes it once per schema, near the head, and hands it over;
 * 'latest' would be resolved anew at each restart and leave a gap.
 */
const blocksFrom = Number(process.env.INDEXER_BLOCKS_FROM ?? deployment.startBlock);

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
    RwaToken: { ...source, abi: rwaTokenAbi, address: deployment.contracts.rwaToken },
    TradeEscrow: { ...source, abi: tradeEscrowAbi, address: deployment.contracts.tradeEscrow },
  },
  blocks: { Block: { chain: 'main', interval: 1, startBlock: blocksFrom } },
});
