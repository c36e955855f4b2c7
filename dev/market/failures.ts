import {
  BaseError,
  ContractFunctionRevertedError,
  HttpRequestError,
  TimeoutError,
  WaitForTransactionReceiptTimeoutError,
} from 'viem';
import { RevertedError } from './market.ts';

/**
 * Refusals that mean the world moved between the look and the deed: time passed, another account was faster, or an
 * operator paused, froze or expelled. Any other refusal is a fault of the market.
 */
const WORLD_MOVED = [
  'EscrowStateInvalid',
  'EscrowDeadlinePassed',
  'EscrowDeadlineAhead',
  'EscrowExpiryInvalid',
  'EscrowNotBuyer',
  'StakingStateInvalid',
  'StakingNothingToClaim',
  'StakingReserveTooSmall',
  'StakingLocked',
  'TokenNavTooSoon',
  'AssetListTooLong',
  'EnforcedPause',
  'ERC7943CannotSend',
  'ERC7943CannotReceive',
  'ERC7943CannotTransfer',
  'ERC7943InsufficientUnfrozenBalance',
];

/** Whether the node does not answer, so that trying again later is the only cure. */
export function isOutage(error: unknown): boolean {
  return hasCause(
    error,
    (cause) =>
      cause instanceof HttpRequestError ||
      cause instanceof TimeoutError ||
      cause instanceof WaitForTransactionReceiptTimeoutError,
  );
}

/** Whether what was chosen had become impossible by the time it was done. */
export function isOvertaken(error: unknown): boolean {
  return hasCause(
    error,
    (cause) =>
      cause instanceof RevertedError ||
      (cause instanceof ContractFunctionRevertedError &&
        WORLD_MOVED.includes(cause.data?.errorName ?? '')),
  );
}

/** Why something was not done, in one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof BaseError)) return error instanceof Error ? error.message : String(error);
  const refusal = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (refusal instanceof ContractFunctionRevertedError && refusal.data !== undefined) {
    return `${refusal.data.errorName}(${refusal.data.args?.join(', ') ?? ''})`;
  }
  return error.shortMessage.replace(/\s*\n\s*/g, ' ');
}

function hasCause(error: unknown, is: (cause: unknown) => boolean): boolean {
  return error instanceof BaseError && error.walk(is) !== null;
}
