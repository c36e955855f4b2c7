import { network } from 'hardhat';
import type { NetworkConnection } from 'hardhat/types/network';
import { maxUint256 } from 'viem';
import { assertBooksBalance } from './books.ts';
import { FAR, playStakes, TIERS } from './stakes.ts';

/** Seconds between the proposal of a new default admin and its acceptance. */
export const ADMIN_DELAY = 86_400;

/** What each staker and the treasury hold of each token at the start, in base units. */
export const BALANCE = 1_000_000_000_000_000n;

/** What each pool has in reserve at the start, in base units. */
export const RESERVE = 1_000_000_000_000n;

/** Bounds of the asset's net asset value, which staking never asks for. */
const NAV_BOUNDS = { maxStepBps: 500, minSpacing: 3_600 };

/** A staking contract on a chain of its own; see {@link deployBank}. */
export async function openBank() {
  const connection = await network.create();
  const { time } = connection.networkHelpers;
  let latest: Bank | undefined;
  return {
    viem: connection.viem,
    assertions: connection.viem.assertions,
    time,
    networkHelpers: connection.networkHelpers,
    /** The bank as it was at first. */
    async load(): Promise<Bank> {
      latest = await connection.networkHelpers.loadFixture(deployBank);
      return latest;
    },
    /** Puts the next transaction so many seconds after the latest block, to the second. */
    async later(seconds: number | bigint): Promise<void> {
      await time.setNextBlockTimestamp(BigInt(await time.latest()) + BigInt(seconds));
    },
    /** Holds after whatever a test did; see {@link assertBooksBalance}. */
    async assertBooks(): Promise<void> {
      if (latest !== undefined) await assertBooksBalance(latest);
    },
  };
}

export type Bank = Awaited<ReturnType<typeof deployBank>>;

/**
 * One account per role. Alice, Bob, Carol and the treasury may hold the asset (`rwa`) and have {@link BALANCE} of each
 * token, which staking may take; the stranger may not hold it. Each token has a pool with the same {@link TIERS} and
 * {@link RESERVE}. `mock` behaves as a test tells it to, and `fresh` has no pool.
 */
async function deployBank(connection: NetworkConnection) {
  const { viem } = connection;
  const people = await namePeople(connection);
  const { admin, operations, alice, bob, carol, treasury } = people;
  const holders = [alice, bob, carol, treasury];

  const rwa = await viem.deployContract('RwaToken', [
    'One',
    'ONE',
    2n ** 120n - 1n,
    admin.address,
    0,
    NAV_BOUNDS,
  ]);
  const usd = await viem.deployContract('TestUsd');
  const mock = await viem.deployContract('MockToken');
  const fresh = await viem.deployContract('MockToken');
  const staking = await viem.deployContract('Staking', [admin.address, ADMIN_DELAY]);

  for (const role of ['COMPLIANCE_ROLE', 'MINTER_ROLE', 'PAUSER_ROLE'] as const) {
    await rwa.write.grantRole([await rwa.read[role](), operations.address]);
  }
  for (const role of ['TREASURER_ROLE', 'ENFORCER_ROLE', 'PAUSER_ROLE'] as const) {
    await staking.write.grantRole([await staking.read[role](), operations.address]);
  }
  await rwa.write.setCustody([staking.address, true]);
  for (const { address } of holders) {
    await rwa.write.setEligibility([address, FAR, FAR, 756], { account: operations });
    await rwa.write.mint([address, BALANCE], { account: operations });
    await usd.write.mint([address, BALANCE]);
    await mock.write.mint([address, BALANCE]);
    await fresh.write.mint([address, BALANCE]);
  }
  for (const account of holders) {
    await rwa.write.approve([staking.address, maxUint256], { account });
    await usd.write.approve([staking.address, maxUint256], { account });
    await mock.write.approve([staking.address, maxUint256], { account });
    await fresh.write.approve([staking.address, maxUint256], { account });
  }
  const [flexible, ...fixed] = TIERS;
  for (const { address } of [rwa, usd, mock]) {
    await staking.write.createPool([address, flexible.aprBps]);
    for (const { aprBps, termSeconds } of fixed) {
      await staking.write.addTier([address, aprBps, termSeconds]);
    }
    await staking.write.fund([address, RESERVE], { account: treasury });
  }
  const publicClient = await viem.getPublicClient();
  const stakes = playStakes({ staking, asset: rwa.address, staker: alice });
  return { staking, rwa, usd, mock, fresh, publicClient, ...people, ...stakes };
}

async function namePeople({ viem }: NetworkConnection) {
  const wallets = await viem.getWalletClients();
  const accountAt = (index: number) => {
    const wallet = wallets[index];
    if (wallet === undefined) throw new Error(`The network has no account ${index}.`);
    return wallet.account;
  };
  return {
    admin: accountAt(0),
    operations: accountAt(1),
    treasury: accountAt(2),
    alice: accountAt(3),
    bob: accountAt(4),
    carol: accountAt(5),
    stranger: accountAt(6),
  };
}
