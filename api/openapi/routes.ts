import { readFile } from 'node:fs/promises';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from '../app.ts';
import { openApiDocument } from './document.ts';
import { describeGraphql } from './graphql.ts';

/** Adds the description of the API and the page to read it on. It comes last: it describes what was added before. */
export function addOpenApiRoutes(app: OpenAPIHono<ApiEnv>): void {
  describeGraphql(app);
  const document = JSON.stringify(openApiDocument(app));
  app.get('/api/openapi.json', (c) =>
    c.body(document, 200, { 'Content-Type': 'application/json; charset=utf-8' }),
  );
  app.get('/docs', async (c) => c.html(await own('index.html')));
  app.get('/docs/:part', async (c, next) => {
    const name = c.req.param('part');
    const read = PARTS.get(name);
    if (read === undefined) return next();
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    return c.body(await read(), 200, { 'Content-Type': `${type}; charset=utf-8` });
  });
}

/** The page's parts; everything comes from this server. */
const PARTS = new Map([
  ['start.js', () => own('start.js')],
  ['swagger-ui.css', () => packaged('swagger-ui.css')],
  ['swagger-ui-bundle.js', () => packaged('swagger-ui-bundle.js')],
]);

function own(path: string): Promise<string> {
  return readFile(new URL(`page/${path}`, import.meta.url), 'utf8');
}

function packaged(path: string): Promise<string> {
  return readFile(new URL(path, import.meta.resolve('swagger-ui-dist/package.json')), 'utf8');
}
