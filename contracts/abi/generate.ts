import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Writes one `as const` ABI module per contract from Hardhat's artifacts; with --check it only says which are out of
 * step, and fails.
 */

const PROJECT_ROOT = join(import.meta.dirname, '..', '..');

/** Contract source below contracts/, module, and the name it exports. */
const CONTRACTS = [
  { source: 'AssetRegistry.sol', name: 'AssetRegistry', file: 'asset-registry.ts', constant: 'assetRegistryAbi' },
  { source: 'RwaToken.sol', name: 'RwaToken', file: 'rwa-token.ts', constant: 'rwaTokenAbi' },
  { source: 'Staking.sol', name: 'Staking', file: 'staking.ts', constant: 'stakingAbi' },
  { source: 'TradeEscrow.sol', name: 'TradeEscrow', file: 'trade-escrow.ts', constant: 'tradeEscrowAbi' },
  { source: 'mocks/TestUsd.sol', name: 'TestUsd', file: 'test-usd.ts', constant: 'testUsdAbi' },
] as const;

function build(): void {
  const hardhat = join(PROJECT_ROOT, 'node_modules', 'hardhat', 'dist', 'src', 'cli.js');
  execFileSync(process.execPath, [hardhat, 'build', '--quiet'], { cwd: PROJECT_ROOT, stdio: 'inherit' });
}

function render({ source, name, constant }: (typeof CONTRACTS)[number]): string {
  const artifact = join(PROJECT_ROOT, 'artifacts', 'contracts', source, `${name}.json`);
  const { abi } = JSON.parse(readFileSync(artifact, 'utf8'));
  return `// Generated from contracts/${source} by \`npm run generate\`; do not edit.
export const ${constant} = ${JSON.stringify(abi, null, 2)} as const;
`;
}

build();
const stale = CONTRACTS.filter((contract) => {
  const path = join(import.meta.dirname, contract.file);
  return !existsSync(path) || readFileSync(path, 'utf8') !== render(contract);
});
if (process.argv.includes('--check')) {
  for (const { file } of stale) process.stderr.write(`contracts/abi/${file} is out of step\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const contract of stale) {
    writeFileSync(join(import.meta.dirname, contract.file), render(contract));
    process.stdout.write(`wrote contracts/abi/${contract.file}\n`);
  }
}
