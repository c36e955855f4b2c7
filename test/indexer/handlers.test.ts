import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { assetRegistryAbi } from '../../contracts/abi/asset-registry.ts';
import { rwaTokenAbi } from '../../contracts/abi/rwa-token.ts';
import { stakingAbi } from '../../contracts/abi/staking.ts';
import { tradeEscrowAbi } from '../../contracts/abi/trade-escrow.ts';

const SOURCES = join(import.meta.dirname, '..', '..', 'indexer', 'src');

const handled = vi.hoisted((): string[] => []);

// The module exists within a Ponder process only; here it takes down what would be registered.
vi.mock('ponder:registry', () => ({ ponder: { on: (name: string) => handled.push(name) } }));

beforeAll(async () => {
  for (const file of readdirSync(SOURCES).filter((name) => name.endsWith('.ts'))) {
    await import(join(SOURCES, file));
  }
});

test.each([
  ['AssetRegistry', assetRegistryAbi],
  ['RwaToken', rwaTokenAbi],
  ['Staking', stakingAbi],
  ['TradeEscrow', tradeEscrowAbi],
] as const)('behavior: each event of %s has exactly one handler', (contract, abi) => {
  const declared = abi.flatMap((item) =>
    item.type === 'event' ? [`${contract}:${item.name}`] : [],
  );
  const ofContract = handled.filter((name) => name.startsWith(`${contract}:`));
  expect(ofContract.sort()).toEqual([...new Set(declared)].sort());
});
