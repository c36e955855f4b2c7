import type { Abi, Hash, PublicClient } from 'viem';
import { parseEventLogs } from 'viem';

/**
 * The events that a contract emitted in a transaction, in the order of emission.
 *
 * @example
 * await eventsOf(publicClient, token, hash) // [{ name: 'Frozen', args: { account, amount: 5n } }, …]
 */
export async function eventsOf(
  publicClient: Pick<PublicClient, 'waitForTransactionReceipt'>,
  contract: { abi: Abi; address: string },
  hash: Hash,
): Promise<{ name: string; args: unknown }[]> {
  const { logs } = await publicClient.waitForTransactionReceipt({ hash });
  const ours = logs.filter((log) => log.address === contract.address.toLowerCase());
  return parseEventLogs({ abi: contract.abi, logs: ours }).map((log) => ({
    name: log.eventName ?? 'unknown',
    args: log.args,
  }));
}
