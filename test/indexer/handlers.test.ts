import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rwaTokenAbi } from '../../contracts/abi/rwa-token.ts';
import { tradeEscrowAbi } from '../../contracts/abi/trade-escrow.ts';

const SOURCES = join(import.meta.dirname, '..', '..', 'indexer', 'src');
const handlers = readdirSync(SOURCES)
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [
    ...readFileSync(join(SOURCES, file), 'utf8').matchAll(/ponder\.on\('(\w+:\w+)'/g),
  ])
  .map(([, name]) => name)
  .sort();

test.each([
  ['RwaToken', rwaTokenAbi],
  ['TradeEscrow', tradeEscrowAbi],
] as const)('behavior: each event of %s has exactly one handler', (contract, abi) => {
  const declared = abi.flatMap((item) =>
    item.type === 'event' ? [`${contract}:${item.name}`] : [],
  );
  const handled = handlers.filter(
    (name) => name?.startsWith(`${contract}:`) && !name.endsWith(':setup'),
  );
  expect(handled).toEqual([...new Set(declared)].sort());
});
