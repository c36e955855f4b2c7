import { network } from 'hardhat';
import type { NetworkConnection } from 'hardhat/types/network';
import { type Address, maxUint256 } from 'viem';
import { assertBooksBalance } from './books.ts';
import { FAR, playTrades } from './trades.ts';

/** Seconds between the proposal of a new default admin and its acceptance. */
export const ADMIN_DELAY = 86_400;

/** What the seller and the buyers hold of each token at the start, in base units. */
export const BALANCE = 1_000_000n;

/** Bounds of the asset's net asset value, which the escrow never asks for. */
export const NAV_BOUNDS = { maxStepBps: 500, minSpacing: 3_600 };

/** Windows of both policies, in seconds; they differ, so that none can stand for another. */
export const PAYMENT_WINDOW = 1_000;
export const RELEASE_WINDOW = 2_000;
export const DISPUTE_WINDOW = 3_000;

/** Fee of the policy that has one, and the buyer's share by default; in basis points. */
export const FEE_BPS = 50;
export const DEFAULT_BUYER_BPS = 3_000;

/**
 * Storage slot of the escrow's counters: the pause in its lowest byte, then the number of tokens (16 bits), of policies
 * (24) and of trades (64). Tests of a full list write it, since nobody can fill one.
 */
export const COUNTERS_SLOT = 3;

/** What the slot holds at the start: three tokens, two policies. */
export const COUNTERS = (2n << 24n) | (3n << 8n);

/** A market on a chain of its own; see {@link deployMarket}. */
export async function openMarket() {
  const connection = await network.create();
  let latest: Market | undefined;
  return {
    viem: connection.viem,
    assertions: connection.viem.assertions,
    time: connection.networkHelpers.time,
    networkHelpers: connection.networkHelpers,
    /** The market as it was at first. */
    async load(): Promise<Market> {
      latest = await connection.networkHelpers.loadFixture(deployMarket);
      return latest;
    },
    /** Holds after whatever a test did: the escrow has what open trades and credits add up to, in each token. */
    async assertBooks(): Promise<void> {
      if (latest !== undefined) await assertBooksBalance(latest);
    },
  };
}

export type Market = Awaited<ReturnType<typeof deployMarket>>;

/**
 * One account per role. The seller, the buyer and the rival may hold the asset (`rwa`) and have {@link BALANCE} of each
 * token, which the escrow may take. The stranger has the payment tokens only. `mock` behaves as a test tells it to.
 */
async function deployMarket(connection: NetworkConnection) {
  const { viem } = connection;
  const people = await namePeople(connection);
  const { admin, operations, seller, buyer, rival, stranger, moderator, feeRecipient } = people;

  const rwa = await viem.deployContract('RwaToken', [
    'One',
    'ONE',
    FAR,
    admin.address,
    0,
    NAV_BOUNDS,
  ]);
  const usd = await viem.deployContract('TestUsd');
  const mock = await viem.deployContract('MockToken');
  const escrow = await viem.deployContract('TradeEscrow', [admin.address, ADMIN_DELAY]);

  for (const role of ['COMPLIANCE_ROLE', 'MINTER_ROLE', 'ENFORCER_ROLE', 'PAUSER_ROLE'] as const) {
    await rwa.write.grantRole([await rwa.read[role](), operations.address]);
  }
  await escrow.write.grantRole([await escrow.read.PAUSER_ROLE(), operations.address]);
  await rwa.write.setCustody([escrow.address, true]);
  for (const token of [rwa, usd, mock]) await escrow.write.listToken([token.address]);
  for (const feeBps of [0, FEE_BPS]) {
    await escrow.write.addPolicy([policy(moderator.address, feeBps, feeRecipient.address)]);
  }

  for (const { address } of [seller, buyer, rival, feeRecipient]) {
    await rwa.write.setEligibility([address, FAR, FAR, 756], { account: operations });
  }
  for (const { address } of [seller, buyer, rival]) {
    await rwa.write.mint([address, BALANCE], { account: operations });
  }
  for (const account of [seller, buyer, rival, stranger]) {
    await usd.write.mint([account.address, BALANCE]);
    await mock.write.mint([account.address, BALANCE]);
    await rwa.write.approve([escrow.address, maxUint256], { account });
    await usd.write.approve([escrow.address, maxUint256], { account });
    await mock.write.approve([escrow.address, maxUint256], { account });
  }
  const publicClient = await viem.getPublicClient();
  const trades = playTrades({ escrow, asset: rwa.address, seller, buyer });
  return { escrow, rwa, usd, mock, publicClient, ...people, ...trades };
}

/** Terms of the policies of the market. */
export function policy(moderator: Address, feeBps: number, feeRecipient: Address) {
  return {
    moderator,
    feeBps,
    feeRecipient,
    paymentWindow: PAYMENT_WINDOW,
    releaseWindow: RELEASE_WINDOW,
    disputeWindow: DISPUTE_WINDOW,
    defaultBuyerBps: DEFAULT_BUYER_BPS,
  };
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
    moderator: accountAt(2),
    feeRecipient: accountAt(3),
    seller: accountAt(4),
    buyer: accountAt(5),
    rival: accountAt(6),
    stranger: accountAt(7),
  };
}
