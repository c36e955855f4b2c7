import { setTimeout as wait } from 'node:timers/promises';
import { EnvError, loadEnv } from '../../api/env.ts';
import { loadDeployment } from '../../ignition/deployments.ts';
import { UsageError } from '../args.ts';
import { act } from './actions.ts';
import { loadAssets, type MarketAsset } from './assets.ts';
import { isOutage, isOvertaken, reasonOf } from './failures.ts';
import { type Flags, readFlags } from './flags.ts';
import { LOCAL_CHAIN, type Market, openMarket } from './market.ts';
import { onboard, prepareOperator } from './onboarding.ts';
import { createRandom } from './random.ts';

/*
 * The simulated market of `npm run dev`: real transactions of sixteen traders and a moderator on the local chain.
 * Flags: --rate mean actions per second (1), --seed (1), --steps actions until it ends (forever).
 */

/** So many unexpected failures one after the other mean that something is broken. */
const MOST_FAILURES = 5;
const FIRST_PATIENCE_MS = 250;
const LONGEST_PATIENCE_MS = 8_000;
/** A step that is not done by then is left to the chain: what was sent will be mined without us. */
const STOP_LIMIT_MS = 1_500;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Aborted by the first signal. */
function stopOnSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop.abort();
      setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref();
    });
  }
  return stop.signal;
}

async function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal: stop });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

/** Does the work, again and again for as long as the node does not answer and nobody asks to stop. */
async function patiently<Result>(
  { rpcUrl, stop }: { rpcUrl: string; stop: AbortSignal },
  work: () => Promise<Result>,
): Promise<Result> {
  for (let patienceMs = FIRST_PATIENCE_MS; ; patienceMs *= 2) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error) || stop.aborted) throw error;
      if (patienceMs === FIRST_PATIENCE_MS) say(`chain: no answer from ${rpcUrl}, trying again`);
      await pause(Math.min(patienceMs, LONGEST_PATIENCE_MS), stop);
    }
  }
}

/** The chain itself is asked: a setting can be wrong, and these transactions belong on a local chain only. */
async function checkChain({ reader }: Market): Promise<void> {
  const chainId = await reader.getChainId();
  if (chainId !== LOCAL_CHAIN) {
    throw new UsageError(`RPC_URL: the market trades on chain ${LOCAL_CHAIN} only, not ${chainId}`);
  }
}

async function onboardAll(
  market: Market,
  { assets, stop }: { assets: MarketAsset[]; stop: AbortSignal },
): Promise<void> {
  for await (const line of prepareOperator(market, assets)) say(line);
  for (const trader of market.traders) {
    if (stop.aborted) return;
    for await (const line of onboard(market, { trader, assets })) {
      say(line);
      if (stop.aborted) return;
    }
  }
}

/** Acts until the steps are done or a signal comes. @throws The last of too many failures in a row. */
async function run(
  market: Market,
  { assets, flags, stop }: { assets: MarketAsset[]; flags: Flags; stop: AbortSignal },
) {
  const { seed, rate, steps } = flags;
  const patience = { rpcUrl: market.rpcUrl, stop };
  // A market that goes on must not choose the same again: what it chooses depends on how far the chain is.
  const count = await patiently(patience, () => market.escrow.read.tradeCount());
  const stream = (name: string) => createRandom(seed, `${name} from trade ${count}`);
  const choices = {
    kind: stream('kinds'),
    trade: stream('market'),
    stake: stream('stakes'),
    issue: stream('issues'),
  };
  let failures = 0;
  for (let actions = 0; actions < steps && !stop.aborted; ) {
    try {
      if (await patiently(patience, () => act({ market, assets, choices, seed }, say)))
        actions += 1;
      failures = 0;
    } catch (error) {
      if (stop.aborted) return;
      say(`not done: ${reasonOf(error)}`);
      failures = isOvertaken(error) ? 0 : failures + 1;
      if (failures >= MOST_FAILURES) throw error;
    }
    // Exponential gaps give a steady rate without a beat.
    await pause((-Math.log(1 - choices.kind.next()) / rate) * 1_000, stop);
  }
}

async function main(stop: AbortSignal): Promise<void> {
  const flags = readFlags(process.argv.slice(2));
  const env = loadEnv();
  if (env.CHAIN_ID !== LOCAL_CHAIN) {
    throw new UsageError(`CHAIN_ID: the market trades on chain ${LOCAL_CHAIN} only`);
  }
  const market = openMarket(env.RPC_URL, loadDeployment(env.CHAIN_ID, env.DEPLOYMENTS_DIR));
  const patience = { rpcUrl: env.RPC_URL, stop };
  await patiently(patience, () => checkChain(market));
  const assets = await patiently(patience, () => loadAssets(market));
  await patiently(patience, () => onboardAll(market, { assets, stop }));
  await run(market, { assets, flags, stop });
}

const stop = stopOnSignal();
main(stop).then(
  () => process.exit(0),
  (error: unknown) => {
    if (stop.aborted) process.exit(0);
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exit(error instanceof UsageError || error instanceof EnvError ? 2 : 1);
  },
);
