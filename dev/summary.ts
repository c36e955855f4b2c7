import { relative } from 'node:path';
import type { Stack } from './stack.ts';

/** What a person wants to know once everything runs. */
export function summary({ env, home }: Stack): string {
  const base = `http://${env.HOST}:${env.PORT}`;
  const folder = relative(process.cwd(), home) || home;
  return `
  Live page     ${base}/
  API           ${base}/docs  GraphQL ${base}/graphql
  Try           curl -s ${base}/api/trades
  Feed          ws://${env.HOST}:${env.PORT}/ws  or  npm run watch
  Chain         ${env.RPC_URL}  (chain id ${env.CHAIN_ID})
  Data, logs    ${folder}/, ${folder}/logs/

  Dev accounts are anvil's: mnemonic "test test test test test test test test test test test junk".
  0 admin, 1 operations (every role), 2 moderator, 3 fees, 10 to 25 the market's traders.
  8 and 9 are yours: eligible and funded. Your own wallet: npm run onboard -- 0x…

  Ctrl-C stops everything; the next start goes on from here; \`npm run dev -- --fresh\` starts over.
`;
}
