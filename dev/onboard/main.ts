import { EnvError, loadEnv } from '../../api/env.ts';
import { DeploymentError, loadDeployment } from '../../ignition/deployments.ts';
import { UsageError } from '../args.ts';
import { reasonOf } from '../market/failures.ts';
import { LOCAL_CHAIN, openMarket } from '../market/market.ts';
import { readWallets, USAGE } from './flags.ts';
import { onboardWallet } from './wallet.ts';

/*
 * `npm run onboard -- 0x…`: makes a wallet eligible for every RWA token of the local chain and gives it tokens, money
 * and ether. Exit code 2 for an address or a chain that it is not for.
 */

async function main(): Promise<void> {
  const wallets = readWallets(process.argv.slice(2));
  if (wallets === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const env = loadEnv();
  if (env.CHAIN_ID !== LOCAL_CHAIN) {
    throw new UsageError(`CHAIN_ID: wallets are onboarded on chain ${LOCAL_CHAIN} only`);
  }
  const market = openMarket(env.RPC_URL, loadDeployment(env.CHAIN_ID, env.DEPLOYMENTS_DIR));
  for (const wallet of wallets) {
    for await (const line of onboardWallet(market, wallet)) process.stdout.write(`${line}\n`);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const isAsked =
      error instanceof UsageError || error instanceof EnvError || error instanceof DeploymentError;
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exit(isAsked ? 2 : 1);
  },
);
