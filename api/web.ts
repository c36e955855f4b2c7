import { join, relative } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './app.ts';

/** The page's folder, relative to where the process runs, as the static server wants it. */
const root = relative(process.cwd(), join(import.meta.dirname, '..', 'web')) || '.';

/** Serves the live page and its modules at `/`. */
export function addPage(app: OpenAPIHono<ApiEnv>): void {
  app.get(
    '/*',
    serveStatic({
      root,
      onFound: (_path, c) => c.header('Cache-Control', 'no-cache'),
    }),
  );
}
