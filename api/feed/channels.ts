import { zeroAddress } from 'viem';
import type { event } from '../../indexer/ponder.schema.ts';

/** Channels that take no argument. Rates have none yet: until they do, asking for theirs is an error, not silence. */
const PLAIN = new Set(['activity', 'trades', 'staking', 'tvl', 'general', 'system']);

/** Arguments that name a token, whatever the event. */
const TOKEN_ARGUMENTS = ['token', 'tokenAddress', 'paymentToken'];

/** Resulting state that total value locked is made of. */
const TVL_PARTS = ['staked', 'escrowed', 'nav'];

/** What of an event's row says on which channels it is. */
export type ChannelSource = Pick<
  typeof event.$inferSelect,
  'source' | 'token' | 'tradeId' | 'accounts' | 'args' | 'result'
>;

/**
 * The channel that a client names, in the form the log keeps.
 *
 * @returns undefined for a channel that does not exist; addresses are taken in any case.
 */
export function parseChannel(name: string): string | undefined {
  if (PLAIN.has(name) || /^trade:[1-9]\d{0,77}$/.test(name)) return name;
  return /^(account|token):0x[0-9a-fA-F]{40}$/.test(name) ? name.toLowerCase() : undefined;
}

/**
 * Channels of a chain event.
 *
 * On `tvl` is every event after which another amount is staked or escrowed, or a token has another value. It says that
 * total value locked changed, and of which token; `/api/stats/tvl` says what it is, for the block it is stamped with. A
 * total in the frame would be wrong in every revert, which repeats the frame of its apply: the total before that event
 * is what holds then. As applies and reverts, and not as entries of their own, the changes fold across reorgs.
 */
export function channelsOf(row: ChannelSource): string[] {
  const trade = row.tradeId === null ? [] : ['trades', `trade:${row.tradeId}`];
  return [
    'activity',
    ...trade,
    ...(row.source === 'Staking' ? ['staking'] : []),
    ...(TVL_PARTS.some((part) => Object.hasOwn(row.result, part)) ? ['tvl'] : []),
    ...tokensOf(row).map((token) => `token:${token}`),
    ...row.accounts.map((account) => `account:${account}`),
  ];
}

/** The emitting token, the asset of a trade or pool, and each token among the arguments; a payment in none names zero. */
function tokensOf({ token, args }: ChannelSource): string[] {
  const named = [token, ...TOKEN_ARGUMENTS.map((name) => args[name])].filter(
    (value) => typeof value === 'string' && value !== zeroAddress,
  );
  return [...new Set(named.map(String))];
}

/** The channels that a client names, or the names that are none. */
export function parseChannels(names: string[]): { channels: string[]; unknown: string[] } {
  const parsed = names.map(parseChannel);
  return {
    channels: [...new Set(parsed.filter((channel) => channel !== undefined))],
    unknown: names.filter((_, place) => parsed[place] === undefined),
  };
}

/** Says which names are no channels, a few of them and none at length. */
export function unknownMessage(names: string[]): string {
  const shown = names.slice(0, 3).map((name) => JSON.stringify(name.slice(0, 100)));
  return `There is no channel ${shown.join(', ')}`;
}
