import type { Address } from 'viem';

/** An account as the model keeps it: plain fields, nothing packed. Amounts in base units. */
export type Party = {
  balance: bigint;
  frozen: bigint;
  maySend: boolean;
  mayReceive: boolean;
  readonly isCustody: boolean;
};

/** Name of the error that an operation must revert with, or `undefined` if it must succeed. */
export type Verdict = string | undefined;

/**
 * The rules of RwaToken in the plainest form, against which the contract is compared. Each operation
 * returns its verdict and changes the model only when the verdict is success.
 */
export class TokenModel {
  supply = 0n;
  isPaused = false;
  readonly cap: bigint;
  readonly #parties = new Map<Address, Party>();

  constructor(cap: bigint) {
    this.cap = cap;
  }

  add(address: Address, party: Party): void {
    this.#parties.set(address, party);
    this.supply += party.balance;
  }

  party(address: Address): Party {
    const party = this.#parties.get(address);
    if (party === undefined) throw new Error(`The model does not know ${address}.`);
    return party;
  }

  transfer(caller: Address, from: Address, to: Address, amount: bigint): Verdict {
    const [sender, recipient] = [this.party(from), this.party(to)];
    if (this.isPaused) return 'EnforcedPause';
    if (recipient.isCustody && caller !== to) return 'TokenCustodyMustPull';
    if (!sender.maySend && !sender.isCustody) return 'ERC7943CannotSend';
    if (!recipient.mayReceive && !recipient.isCustody) return 'ERC7943CannotReceive';
    if (amount > sender.balance) return 'ERC20InsufficientBalance';
    if (amount > unfrozen(sender)) return 'ERC7943InsufficientUnfrozenBalance';
    sender.balance -= amount;
    recipient.balance += amount;
    return undefined;
  }

  forcedTransfer(from: Address, to: Address, amount: bigint): Verdict {
    const [sender, recipient] = [this.party(from), this.party(to)];
    if (from === to) return 'TokenForcedTransferToSelf';
    if (this.isPaused) return 'EnforcedPause';
    if (sender.isCustody || recipient.isCustody) return 'TokenCustodyProtected';
    if (!recipient.mayReceive) return 'ERC7943CannotReceive';
    if (amount > sender.balance) return 'ERC20InsufficientBalance';
    const frozenTaken = amount - unfrozen(sender);
    if (frozenTaken > 0n) sender.frozen -= frozenTaken;
    sender.balance -= amount;
    recipient.balance += amount;
    return undefined;
  }

  mint(to: Address, amount: bigint): Verdict {
    const recipient = this.party(to);
    if (this.isPaused) return 'EnforcedPause';
    if (recipient.isCustody) return 'TokenCustodyProtected';
    if (!recipient.mayReceive) return 'ERC7943CannotReceive';
    if (this.supply + amount > this.cap) return 'TokenCapExceeded';
    recipient.balance += amount;
    this.supply += amount;
    return undefined;
  }

  burn(from: Address, amount: bigint): Verdict {
    const holder = this.party(from);
    if (this.isPaused) return 'EnforcedPause';
    if (holder.isCustody) return 'TokenCustodyProtected';
    if (!holder.maySend) return 'ERC7943CannotSend';
    if (amount > holder.balance) return 'ERC20InsufficientBalance';
    if (amount > unfrozen(holder)) return 'ERC7943InsufficientUnfrozenBalance';
    holder.balance -= amount;
    this.supply -= amount;
    return undefined;
  }

  setFrozenTokens(account: Address, amount: bigint): Verdict {
    const holder = this.party(account);
    if (holder.isCustody) return 'TokenCustodyProtected';
    holder.frozen = amount;
    return undefined;
  }

  setEligibility(account: Address, maySend: boolean, mayReceive: boolean): Verdict {
    const holder = this.party(account);
    if (holder.isCustody) return 'TokenEligibilityInvalid';
    Object.assign(holder, { maySend, mayReceive });
    return undefined;
  }

  setPaused(paused: boolean): Verdict {
    if (paused === this.isPaused) return paused ? 'EnforcedPause' : 'ExpectedPause';
    this.isPaused = paused;
    return undefined;
  }
}

function unfrozen(party: Party): bigint {
  return party.balance > party.frozen ? party.balance - party.frozen : 0n;
}
