import { readFileSync } from 'node:fs';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from '../app.ts';

const packageFile = new URL('../../package.json', import.meta.url);

/** Areas of the API in the order that the reference shows them. */
const TAGS = [
  { name: 'trades', description: 'Escrow trades with their timelines' },
  { name: 'assets', description: 'Registered assets, their tokens, holders and documents' },
  { name: 'staking', description: 'Pools, stakes and quotes' },
  { name: 'calculator', description: 'What a stake would earn' },
  { name: 'stats', description: 'Total value locked, users, rates, trade statistics' },
  { name: 'accounts', description: 'Everything about one address' },
  { name: 'feed', description: 'The log of events as server-sent events and page by page' },
  { name: 'graphql', description: 'The same rows over GraphQL' },
  { name: 'operations', description: 'For machines that watch this one' },
];

const DESCRIPTION = `Indexed state of real-world assets, read at one named block per answer.

Every answer with chain state carries \`meta\`: block number **and hash**, whether that block is final, and how far
behind the chain it is. When the index cannot vouch for its state, state routes answer 503; \`allowStale=1\` asks for
true but old rows. Amounts are base units as decimal strings, with the token's decimals beside them.

The live feed over WebSocket is at \`/ws\`; GraphQL at \`/graphql\`.`;

/** Describes the API's routes as OpenAPI 3.1. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>) {
  const { version, license } = JSON.parse(readFileSync(packageFile, 'utf8'));
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Halyard',
      version,
      description: DESCRIPTION,
      license: { name: license },
    },
    // Relative, so that the document is true on whatever host serves it.
    servers: [{ url: '/' }],
    tags: TAGS,
  });
}
