import type { ContractReturnType } from '@nomicfoundation/hardhat-viem/types';
import type { Account, Address } from 'viem';

type Stage = {
  staking: ContractReturnType<'Staking'>;
  /** Token that is staked unless told otherwise. */
  asset: Address;
  /** Who stakes unless told otherwise. */
  staker: Account;
};

type Choice = { token?: Address; tier?: number; amount?: bigint; account?: Account };

/** 2100-01-01 as Unix seconds: later than any block of a test. */
export const FAR = 4_102_444_800n;

/** Seconds of a year, as the contract counts it. */
export const YEAR = 31_536_000n;

/** Largest amount that a position can hold, in base units. */
export const MAX_UINT96 = 2n ** 96n - 1n;

/** Tiers of each pool, by their number. */
export const FLEXIBLE = 0;
export const ONE_YEAR = 1;
export const TWO_YEARS = 2;
export const MINUTES = 3;

/** Terms of those tiers, in the same order: basis points a year, and seconds. */
export const TIERS = [
  { aprBps: 1_000, termSeconds: 0 },
  { aprBps: 1_200, termSeconds: 31_536_000 },
  { aprBps: 1_400, termSeconds: 63_072_000 },
  { aprBps: 5_000, termSeconds: 180 },
] as const;

/** States of a position, in the contract's order. */
export const PositionState = { None: 0, Active: 1, Unstaked: 2, Seized: 3 } as const;

/** Amount of a stake, in base units: a year at 12 % is 120,000,000,000, and 180 s at 50 % are 2,853,881. */
export const AMOUNT = 1_000_000_000_000n;

/** Whole reward of {@link AMOUNT} in each of the fixed tiers, in base units, worked out by hand. */
export const REWARD = {
  [ONE_YEAR]: 120_000_000_000n,
  [TWO_YEARS]: 280_000_000_000n,
  [MINUTES]: 2_853_881n,
} as const;

/** Makes stakes of one token by one account; each ends with the position's id. */
export function playStakes({ staking, asset, staker }: Stage) {
  async function stake({
    token = asset,
    tier = ONE_YEAR,
    amount = AMOUNT,
    account = staker,
  }: Choice = {}): Promise<bigint> {
    await staking.write.stake([token, tier, amount], { account });
    return staking.read.positionCount();
  }

  /** The four books as of the latest block. */
  async function booksOf(token = asset) {
    const { principal, committed, owedFlexible, free } = await staking.read.poolOf([token]);
    return { principal, committed, owedFlexible, free };
  }

  return { stake, booksOf };
}
