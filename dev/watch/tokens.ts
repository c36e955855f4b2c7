import { z } from 'zod';
import { tokenRef } from '../../api/wire.ts';
import type { Entry } from './follow.ts';
import type { Tokens } from './lines.ts';

type Token = z.infer<typeof tokenRef>;

const trade = z.object({ data: z.object({ token: tokenRef }) });
const assets = z.object({ data: z.object({ items: z.array(z.object({ token: tokenRef })) }) });

/**
 * Learns the tokens that entries speak of from the API, each once. What it does not answer stays unknown: a line then
 * gives base units.
 *
 * @param base Address of the API.
 */
export function createTokens(base: URL): Tokens & { learn(entry: Entry): Promise<void> } {
  const byAddress = new Map<string, Token>();
  const byTrade = new Map<string, Token>();

  async function learnTrade(tradeId: string): Promise<void> {
    if (byTrade.has(tradeId)) return;
    const answer = await readJson(new URL(`/api/trades/${tradeId}`, base), trade);
    if (answer === undefined) return;
    byTrade.set(tradeId, answer.data.token);
    byAddress.set(answer.data.token.address, answer.data.token);
  }

  async function learnAssets(): Promise<void> {
    const answer = await readJson(new URL('/api/assets?limit=1000', base), assets);
    for (const { token } of answer?.data.items ?? []) byAddress.set(token.address, token);
  }

  return {
    ofTrade: (tradeId) => byTrade.get(tradeId),
    at: (address) => byAddress.get(address),
    async learn(entry) {
      if (entry.type !== 'event') return;
      const { tradeId, token, tokenAddress } = entry.data;
      if (typeof tradeId === 'string') await learnTrade(tradeId);
      const named = tokenAddress ?? token ?? entry.contract;
      if (typeof named === 'string' && !byAddress.has(named)) await learnAssets();
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
