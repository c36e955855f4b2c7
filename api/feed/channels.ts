/** Channels that take no argument, in this version. */
const PLAIN = new Set(['activity', 'trades', 'system']);

/**
 * The channel that a client names, in the form the log keeps.
 *
 * @returns undefined for a channel that does not exist; addresses are taken in any case.
 */
export function parseChannel(name: string): string | undefined {
  if (PLAIN.has(name) || /^trade:[1-9]\d{0,77}$/.test(name)) return name;
  return /^account:0x[0-9a-fA-F]{40}$/.test(name) ? name.toLowerCase() : undefined;
}

/** Channels of a chain event. */
export function channelsOf(event: { tradeId: bigint | null; accounts: string[] }): string[] {
  const trade = event.tradeId === null ? [] : ['trades', `trade:${event.tradeId}`];
  return ['activity', ...trade, ...event.accounts.map((account) => `account:${account}`)];
}

/** The channels that a client names, or the names that are none. */
export function parseChannels(names: string[]): { channels: string[]; unknown: string[] } {
  const parsed = names.map(parseChannel);
  return {
    channels: [...new Set(parsed.filter((channel) => channel !== undefined))],
    unknown: names.filter((_, place) => parsed[place] === undefined),
  };
}
