import type { NetworkConnection } from 'hardhat/types/network';
import { keccak256, toHex } from 'viem';

/** The highest cap that the token accepts, in base units. */
export const MAX_CAP = 2n ** 120n - 1n;

/** The cap of the token under test, in base units. */
export const CAP = 1_000_000n;

/** What Alice holds at the start, in base units. */
export const ALICE_BALANCE = 1_000n;

/** 2100-01-01 as Unix seconds: later than any block of a test that does not set the time itself. */
export const FAR = 4_102_444_800n;

/** Seconds between the proposal of a new default admin and its acceptance. */
export const ADMIN_DELAY = 86_400;

/** Five per cent a step, an hour between two. */
export const NAV_BOUNDS = { maxStepBps: 500, minSpacing: 3_600 };

/** ISO 3166-1 numeric code of Switzerland. */
export const COUNTRY = 756;

export const role = (name: string) => keccak256(toHex(`${name}_ROLE`));

/** The token as most tests want it: see {@link deployWithCap}. */
export const deployRwaToken = (connection: NetworkConnection) => deployWithCap(connection, CAP);

/** The same token with the highest cap there can be, for the extremes of the packed words. */
export const deployAtMaxCap = (connection: NetworkConnection) => deployWithCap(connection, MAX_CAP);

/**
 * One account per role. Alice, Bob and Carol may send and receive until {@link FAR}, and Alice holds
 * {@link ALICE_BALANCE}. The outsider was never made eligible. The vault is a custody contract.
 */
async function deployWithCap({ viem }: NetworkConnection, cap: bigint) {
  const wallets = await viem.getWalletClients();
  const accountAt = (index: number) => {
    const wallet = wallets[index];
    if (wallet === undefined) throw new Error(`The network has no account ${index}.`);
    return wallet.account;
  };
  const admin = accountAt(0);
  const [compliance, minter, enforcer, pauser] = [
    accountAt(1),
    accountAt(2),
    accountAt(3),
    accountAt(4),
  ];
  const [alice, bob, carol, outsider] = [accountAt(5), accountAt(6), accountAt(7), accountAt(8)];

  const token = await viem.deployContract('RwaToken', [
    'Halyard One',
    'HAL1',
    cap,
    admin.address,
    ADMIN_DELAY,
    NAV_BOUNDS,
  ]);
  const vault = await viem.deployContract('RwaVault');
  const holders = { compliance, minter, enforcer, pauser };
  for (const [name, account] of Object.entries(holders)) {
    await token.write.grantRole([role(name.toUpperCase()), account.address], { account: admin });
  }
  await token.write.setCustody([vault.address, true], { account: admin });
  for (const account of [alice, bob, carol]) {
    await token.write.setEligibility([account.address, FAR, FAR, COUNTRY], { account: compliance });
  }
  await token.write.mint([alice.address, ALICE_BALANCE], { account: minter });
  return { token, vault, admin, alice, bob, carol, outsider, ...holders };
}
