import type { Address } from 'viem';

/** A position as the model keeps it. Amounts in base units, times in Unix seconds. */
export type ModelPosition = {
  account: Address;
  tier: number;
  state: 'Active' | 'Unstaked' | 'Seized';
  principal: bigint;
  reward: bigint;
  claimed: bigint;
  indexPaid: bigint;
  startAt: bigint;
};

/** Name of the error that an operation must revert with, or `undefined` if it must succeed. */
export type Verdict = string | undefined;

type Terms = { aprBps: bigint; termSeconds: bigint };

/** Basis points of a whole, times the seconds of a year. */
const WHOLE = 10_000n * 31_536_000n;

/** The index counts rewards of one base unit in WHOLE times this. */
const FINE = 1_000_000_000n;

/**
 * The rules of one pool of Staking in the plainest form, against which the contract is compared. Each operation
 * returns its verdict and changes the model only when the verdict is success.
 */
export class StakingModel {
  principal = 0n;
  committed = 0n;
  owedFlexible = 0n;
  free = 0n;
  flexiblePrincipal = 0n;
  index = 0n;
  settledAt: bigint;
  isPaused = false;
  readonly positions: ModelPosition[] = [];
  readonly #tiers: Terms[];

  constructor(tiers: readonly { aprBps: number; termSeconds: number }[], now: bigint) {
    this.settledAt = now;
    this.#tiers = tiers.map(({ aprBps, termSeconds }) => ({
      aprBps: BigInt(aprBps),
      termSeconds: BigInt(termSeconds),
    }));
  }

  fund(now: bigint, amount: bigint): Verdict {
    if (amount === 0n) return 'StakingAmountZero';
    this.#settle(now);
    this.free += amount;
    return undefined;
  }

  defund(now: bigint, amount: bigint): Verdict {
    if (amount === 0n) return 'StakingAmountZero';
    if (amount > this.free - this.#accrualAt(now).moved) return 'StakingDefundTooLarge';
    this.#settle(now);
    this.free -= amount;
    return undefined;
  }

  setFlexibleRate(now: bigint, aprBps: number): Verdict {
    this.#settle(now);
    this.#terms(0).aprBps = BigInt(aprBps);
    return undefined;
  }

  stake(
    now: bigint,
    { account, tier, amount }: { account: Address; tier: number; amount: bigint },
  ) {
    if (this.isPaused) return 'EnforcedPause';
    if (amount === 0n) return 'StakingAmountZero';
    const { aprBps, termSeconds } = this.#terms(tier);
    const reward = (amount * aprBps * termSeconds) / WHOLE;
    if (tier !== 0 && reward === 0n) return 'StakingRewardZero';
    if (reward > this.free - this.#accrualAt(now).moved) return 'StakingReserveTooSmall';
    this.#settle(now);
    this.principal += amount;
    if (tier === 0) this.flexiblePrincipal += amount;
    this.free -= reward;
    this.committed += reward;
    const state = 'Active';
    const rest = { claimed: 0n, indexPaid: this.index, startAt: now };
    this.positions.push({ account, tier, state, principal: amount, reward, ...rest });
    return undefined;
  }

  claim(now: bigint, id: number, caller: Address): Verdict {
    const position = this.positions[id - 1];
    if (position?.account !== caller) return 'StakingNotOwner';
    if (position.state === 'Unstaked') return 'StakingStateInvalid';
    if (this.claimable(position, now) === 0n) return 'StakingNothingToClaim';
    this.#pay(position, now);
    return undefined;
  }

  unstake(now: bigint, id: number, caller: Address): Verdict {
    const position = this.positions[id - 1];
    if (position?.account !== caller) return 'StakingNotOwner';
    if (position.state !== 'Active') return 'StakingStateInvalid';
    if (now < position.startAt + this.#terms(position.tier).termSeconds) return 'StakingLocked';
    this.#pay(position, now);
    position.state = 'Unstaked';
    this.#release(position);
    return undefined;
  }

  seize(now: bigint, id: number, to: Address): Verdict {
    const position = this.positions[id - 1];
    if (position?.state !== 'Active') return 'StakingStateInvalid';
    if (to === position.account) return 'StakingRecipientInvalid';
    this.#settle(now);
    const earned = position.claimed + this.claimable(position, now);
    if (position.tier === 0) {
      this.owedFlexible -= earned - position.claimed;
      this.committed += earned - position.claimed;
    } else {
      this.committed -= position.reward - earned;
      this.free += position.reward - earned;
    }
    position.reward = earned;
    position.state = 'Seized';
    this.#release(position);
    return undefined;
  }

  /** What a position could claim at a time that is not before the last operation. */
  claimable(position: ModelPosition, now: bigint): bigint {
    if (position.state === 'Unstaked') return 0n;
    if (position.state === 'Seized') return position.reward - position.claimed;
    if (position.tier === 0) {
      const index = this.index + this.#accrualAt(now).gain;
      return (position.principal * (index - position.indexPaid)) / (WHOLE * FINE);
    }
    const { termSeconds } = this.#terms(position.tier);
    const elapsed = now - position.startAt;
    if (elapsed >= termSeconds) return position.reward - position.claimed;
    return (position.reward * elapsed) / termSeconds - position.claimed;
  }

  /** The books with flexible accrual up to a time, which is not booked by asking. */
  booksAt(now: bigint) {
    const { moved, gain } = this.#accrualAt(now);
    return {
      principal: this.principal,
      committed: this.committed,
      owedFlexible: this.owedFlexible + moved,
      free: this.free - moved,
      flexiblePrincipal: this.flexiblePrincipal,
      flexibleIndex: this.index + gain,
      settledAt: now,
    };
  }

  #settle(now: bigint): void {
    const { moved, gain } = this.#accrualAt(now);
    this.owedFlexible += moved;
    this.free -= moved;
    this.index += gain;
    this.settledAt = now;
  }

  #accrualAt(now: bigint) {
    const rateTime = this.#terms(0).aprBps * (now - this.settledAt);
    const earned = this.flexiblePrincipal * rateTime;
    if (earned === 0n) return { moved: 0n, gain: 0n };
    const debt = earned % WHOLE === 0n ? earned / WHOLE : earned / WHOLE + 1n;
    if (debt <= this.free) return { moved: debt, gain: rateTime * FINE };
    return { moved: this.free, gain: (this.free * WHOLE * FINE) / this.flexiblePrincipal };
  }

  #pay(position: ModelPosition, now: bigint): void {
    const due = this.claimable(position, now);
    if (position.tier === 0 && position.state === 'Active') {
      this.#settle(now);
      this.owedFlexible -= due;
      position.indexPaid = this.index;
    } else {
      this.committed -= due;
    }
    position.claimed += due;
  }

  /** Principal leaves; what nobody can claim any more returns to the reserve. */
  #release({ tier, principal }: ModelPosition): void {
    this.principal -= principal;
    if (tier !== 0) return;
    this.flexiblePrincipal -= principal;
    if (this.flexiblePrincipal > 0n) return;
    this.free += this.owedFlexible;
    this.owedFlexible = 0n;
  }

  #terms(tier: number): Terms {
    const terms = this.#tiers[tier];
    if (terms === undefined) throw new Error(`The model has no tier ${tier}.`);
    return terms;
  }
}
