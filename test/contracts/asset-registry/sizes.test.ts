import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import hre from 'hardhat';

/** Largest code of a contract, in bytes (EIP-170). */
const MAX_CODE = 24_576;

/** Largest code that deploys a contract, in bytes (EIP-3860). */
const MAX_INIT_CODE = 49_152;

/** Such as `contracts/Staking.sol:Staking`; interfaces and mocks are further down. */
const CONTRACTS = [...(await hre.artifacts.getAllFullyQualifiedNames())].filter((name) =>
  /^contracts\/\w+\.sol:/.test(name),
);

const bytesOf = (hex: string) => (hex.length - 2) / 2;

// code of each contract of the project, but for those of tests
// ├── what is deployed is below the limit of EIP-170
// └── what deploys it is within the limit of EIP-3860
// Coverage adds code to the contracts, so size says nothing then.
describe('sizes', { skip: hre.globalOptions.coverage }, () => {
  it('behavior: the contracts that are deployed are among them', () => {
    for (const name of [
      'AssetRegistry',
      'RwaToken',
      'RwaTokenDeployer',
      'Staking',
      'TradeEscrow',
    ]) {
      assert.ok(CONTRACTS.includes(`contracts/${name}.sol:${name}`), name);
    }
  });

  for (const name of CONTRACTS) {
    it(`behavior: ${name}`, async () => {
      const { bytecode, deployedBytecode } = await hre.artifacts.readArtifact(name);
      assert.ok(bytesOf(deployedBytecode) < MAX_CODE, `${bytesOf(deployedBytecode)} bytes`);
      assert.ok(bytesOf(bytecode) <= MAX_INIT_CODE, `${bytesOf(bytecode)} bytes`);
    });
  }
});
