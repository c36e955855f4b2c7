import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createPublicClient, http } from 'viem';
import { type Background, startBackground } from './background.ts';

const START_LIMIT_MS = 15_000;
/**
 * Seconds between two writes of the chain's state. The file grows by about 8 KB a block and is written whole each time,
 * so a short interval would write more and more; an orderly stop writes it anyway.
 */
const STATE_INTERVAL_SECONDS = 30;

/** A running anvil. */
export type Chain = {
  rpcUrl: string;
  wsUrl: string;
  port: number;
  process: Background;
  stop(): Promise<void>;
};

/** Anvil's own binary: npm's wrapper would leave it alive when killed. */
function anvilBinary(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const platform = process.platform === 'win32' ? 'win32' : process.platform;
  const manifest = createRequire(import.meta.url).resolve(
    `@foundry-rs/anvil-${platform}-${architecture}/package.json`,
  );
  return join(manifest, '..', 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil');
}

/**
 * Starts a local chain with anvil's well-known accounts.
 *
 * @param options.home Folder for the log; made if needed.
 * @param options.stateFile Where the chain is kept between runs; without it, it is lost at the end.
 * @param options.loadFile A kept chain to start from, left as it is.
 * @param options.blockTimeSeconds Mines at this interval too, beside once per transaction.
 */
export async function startChain(options: {
  home: string;
  port: number;
  stateFile?: string;
  loadFile?: string;
  blockTimeSeconds?: number;
}): Promise<Chain> {
  const { home, port, stateFile, loadFile, blockTimeSeconds } = options;
  mkdirSync(home, { recursive: true });
  const anvil = await startBackground({
    name: 'chain',
    command: anvilBinary(),
    args: [
      ...['--host', '127.0.0.1', '--port', String(port), '--chain-id', '31337', '--quiet'],
      ...['--hardfork', 'osaka', '--accounts', '10'],
      ...(blockTimeSeconds ? ['--block-time', String(blockTimeSeconds), '--mixed-mining'] : []),
      ...(stateFile
        ? ['--state', stateFile, '--state-interval', String(STATE_INTERVAL_SECONDS)]
        : []),
      ...(loadFile ? ['--load-state', loadFile] : []),
    ],
    logFile: join(home, 'chain.log'),
    // A long chain takes long to write, and an unfinished file would be lost.
    stopLimitMs: 60_000,
  });
  const rpcUrl = `http://127.0.0.1:${port}`;
  await answers(rpcUrl, anvil);
  const stop = () => anvil.stop('SIGTERM');
  return { rpcUrl, wsUrl: `ws://127.0.0.1:${port}`, port, process: anvil, stop };
}

async function answers(rpcUrl: string, anvil: Background): Promise<void> {
  const client = createPublicClient({ transport: http(rpcUrl, { retryCount: 0 }) });
  const limit = Date.now() + START_LIMIT_MS;
  for (;;) {
    if (anvil.hasEnded()) throw new Error(`anvil ended at its start:\n${anvil.lastLines()}`);
    try {
      await client.getChainId();
      return;
    } catch (error) {
      if (Date.now() > limit) {
        await anvil.stop();
        throw new Error('anvil does not answer', { cause: error });
      }
      await wait(50);
    }
  }
}
