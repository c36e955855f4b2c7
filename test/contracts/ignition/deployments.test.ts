import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { DeploymentError, loadDeployment } from '../../../ignition/deployments.ts';

const ADDRESSES = {
  'AssetRegistry#AssetRegistry': '0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9',
  'Staking#Staking': '0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9',
  'Platform#HouseOneToken': '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  'TestUsd#TestUsd': '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
  'TradeEscrow#TradeEscrow': '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0',
};
const JOURNAL = ['{"type":"START"}', receiptIn(9), receiptIn(7), ''].join('\n');

function receiptIn(blockNumber: number): string {
  return JSON.stringify({ type: 'TRANSACTION_CONFIRM', receipt: { blockNumber } });
}

const directory = mkdtempSync(join(tmpdir(), 'halyard-deployments-'));

/** Writes the record of chain 5 as Ignition would. */
function record(addresses: object, journal: string): void {
  mkdirSync(join(directory, 'chain-5'), { recursive: true });
  writeFileSync(join(directory, 'chain-5', 'deployed_addresses.json'), JSON.stringify(addresses));
  writeFileSync(join(directory, 'chain-5', 'journal.jsonl'), journal);
}

// loadDeployment
// ├── given a record
// │   └── it gives the addresses in lower case, and the lowest block of a receipt
// ├── given no record of the chain
// │   └── it names the command that makes one
// ├── given a record that lacks a contract, or holds a malformed address
// │   └── it names the contract
// └── given a journal without a receipt
//     └── it says so
describe('loadDeployment', () => {
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('default', () => {
    record(ADDRESSES, JOURNAL);
    assert.deepEqual(loadDeployment(5, directory), {
      chainId: 5,
      startBlock: 7n,
      contracts: {
        assetRegistry: '0xcf7ed3acca5a467e9e704c703e8d87f634fb0fc9',
        staking: '0xdc64a140aa3e981100a9beca4e685f962f0cf6c9',
        rwaToken: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
        tradeEscrow: '0x9fe46736679d2d9a65f0992f2272de9f3c7fa6e0',
        testUsd: '0xe7f1725e7734ce288f8367e1bb143e90bb3f0512',
      },
    });
  });

  it('error: DeploymentError without a record', () => {
    assert.throws(() => loadDeployment(5, directory), {
      name: DeploymentError.name,
      message: /Chain 5 has no deployment .*npm run deploy/,
    });
  });

  it('error: DeploymentError without a contract, or with half an address', () => {
    for (const address of [undefined, '0x5FbDB2315678']) {
      record({ ...ADDRESSES, 'Staking#Staking': address }, JOURNAL);
      assert.throws(() => loadDeployment(5, directory), {
        name: DeploymentError.name,
        message: /lacks Staking#Staking/,
      });
    }
  });

  it('error: DeploymentError without a receipt', () => {
    record(ADDRESSES, '{"type":"START"}\n');
    assert.throws(() => loadDeployment(5, directory), {
      name: DeploymentError.name,
      message: /holds no receipt/,
    });
  });
});
