import { BaseError, ContractFunctionRevertedError } from 'viem';

/**
 * Name of the custom error that a simulated call reverts with, or `undefined` if the call succeeds.
 * Any other failure is a fault of the test and is thrown.
 *
 * @example
 * await errorOf(token.simulate.transfer([bob, 1n], { account: outsider })) // 'ERC7943CannotSend'
 */
export async function errorOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const revert =
      error instanceof BaseError
        ? error.walk((cause) => cause instanceof ContractFunctionRevertedError)
        : null;
    if (revert instanceof ContractFunctionRevertedError && revert.data !== undefined) {
      return revert.data.errorName;
    }
    throw error;
  }
}
