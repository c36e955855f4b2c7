import { network } from 'hardhat';
import type { NetworkConnection } from 'hardhat/types/network';
import type { Address, Hex } from 'viem';

/** Seconds between the proposal of a new default admin and its acceptance. */
export const ADMIN_DELAY = 86_400;

/** Limits of the contract: texts and URIs in bytes, lists in entries. */
export const MAX_TEXT = 128;
export const MAX_URI = 256;
export const MAX_IMAGES = 16;
export const MAX_DOCUMENTS = 64;

/** States of an asset, in the contract's order. */
export const AssetStatus = { None: 0, Active: 1, Suspended: 2, Retired: 3 } as const;

export const DETAILS = {
  name: 'House One',
  location: 'Lisbon, Portugal',
  assetType: 'residential',
  valuation: 4_200_000n * 10n ** 18n,
};

export const IMAGES = ['https://example.com/front.jpg', 'https://example.com/back.jpg'];

export const SALT: Hex = `0x${'5a'.repeat(32)}`;
export const HASH: Hex = `0x${'c0'.repeat(32)}`;

/** A text of so many bytes: a letter of two bytes counts twice. */
export const textOf = (bytes: number) => 'é'.repeat(Math.floor(bytes / 2)) + 'a'.repeat(bytes % 2);

/** A registry on a chain of its own; see {@link deployRegistry}. */
export async function openRegistry() {
  const connection = await network.create();
  return {
    viem: connection.viem,
    assertions: connection.viem.assertions,
    time: connection.networkHelpers.time,
    load: () => connection.networkHelpers.loadFixture(deployRegistry),
  };
}

/** One account per role, and a registry without assets. Assets are registered by the registrar. */
async function deployRegistry({ viem }: NetworkConnection) {
  const wallets = await viem.getWalletClients();
  const accountAt = (index: number) => {
    const wallet = wallets[index];
    if (wallet === undefined) throw new Error(`The network has no account ${index}.`);
    return wallet.account;
  };
  const people = { admin: accountAt(0), registrar: accountAt(1), verifier: accountAt(2) };
  const [issuer, stranger] = [accountAt(3), accountAt(4)];
  const registry = await viem.deployContract('AssetRegistry', [people.admin.address, ADMIN_DELAY]);
  const { registrar, verifier } = people;
  await registry.write.grantRole([await registry.read.REGISTRAR_ROLE(), registrar.address]);
  await registry.write.grantRole([await registry.read.VERIFIER_ROLE(), verifier.address]);
  const publicClient = await viem.getPublicClient();

  /** What a token is deployed with, unless told otherwise. Its admin is the issuer. */
  const tokenParams = (params: Partial<{ cap: bigint; admin: Address; symbol: string }> = {}) => ({
    name: 'Halyard House One',
    symbol: 'HHO',
    cap: 1_000_000n,
    admin: issuer.address,
    adminDelay: ADMIN_DELAY,
    navMaxStepBps: 500,
    navMinSpacing: 3_600,
    ...params,
  });

  /** Registers an asset; its id and its token. */
  async function register(salt: Hex = SALT) {
    const args = [DETAILS, tokenParams(), IMAGES, salt] as const;
    const token = await registry.read.predictToken([tokenParams(), salt]);
    await registry.write.registerAsset(args, { account: registrar });
    return { assetId: await registry.read.assetCount(), token };
  }

  return { registry, publicClient, ...people, issuer, stranger, tokenParams, register };
}
