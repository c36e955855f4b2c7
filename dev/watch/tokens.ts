import { z } from 'zod';
import { tokenRef } from '../../api/wire.ts';
import type { Entry } from './connection.ts';
import type { Tokens } from './lines.ts';

type Token = z.infer<typeof tokenRef>;

const trade = z.object({
  data: z.object({ token: tokenRef, payment: z.object({ token: tokenRef.nullable() }) }),
});
const assets = z.object({ data: z.object({ items: z.array(z.object({ token: tokenRef })) }) });

/** Trades whose token is kept; an older one is asked for again. */
const MOST_TRADES = 1_000;

/**
 * Learns the tokens that entries speak of from the API, each once. What it does not answer stays unknown: a line then
 * gives base units.
 *
 * @param base Address of the API.
 */
export function createTokens(base: URL): Tokens & { learn(entry: Entry): Promise<void> } {
  const byAddress = new Map<string, Token>();
  const byTrade = new Map<string, Token>();
  /** Contracts that are no asset's token. */
  const strangers = new Set<string>();
  const keep = (token: Token) => byAddress.set(token.address, token);

  async function learnTrade(tradeId: string): Promise<void> {
    if (byTrade.has(tradeId)) return;
    const answer = await readJson(new URL(`/api/trades/${tradeId}`, base), trade);
    if (answer === undefined) return;
    const { token, payment } = answer.data;
    keep(token);
    if (payment.token !== null) keep(payment.token);
    byTrade.set(tradeId, token);
    const [oldest] = byTrade.keys();
    if (byTrade.size > MOST_TRADES && oldest !== undefined) byTrade.delete(oldest);
  }

  async function learnAddress(address: string): Promise<void> {
    if (byAddress.has(address) || strangers.has(address)) return;
    const answer = await readJson(new URL('/api/assets?limit=1000', base), assets);
    for (const { token } of answer?.data.items ?? []) keep(token);
    if (answer !== undefined && !byAddress.has(address)) strangers.add(address);
  }

  return {
    ofTrade: (tradeId) => byTrade.get(tradeId),
    at: (address) => byAddress.get(address),
    async learn(entry) {
      if (entry.type !== 'event') return;
      const { tradeId, token, tokenAddress } = entry.data;
      if (typeof tradeId === 'string') await learnTrade(tradeId);
      const named = tokenAddress ?? token;
      if (typeof named === 'string') await learnAddress(named);
      else if (tradeId === undefined) await learnAddress(entry.contract);
    },
  };
}

async function readJson<Answer>(url: URL, schema: z.ZodType<Answer>): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return response.ok ? schema.parse(await response.json()) : undefined;
  } catch {
    // An API that is away now says nothing of a token; the feed's entries are whole without it.
    return undefined;
  }
}
