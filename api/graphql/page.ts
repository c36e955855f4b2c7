import { readFile } from 'node:fs/promises';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from '../app.ts';

/** Serves GraphiQL to browsers that open `/graphql`, for development. */
export function addGraphiqlPage(app: OpenAPIHono<ApiEnv>): void {
  app.get('/graphql', async (c, next) => {
    const wantsPage = c.req.header('accept')?.includes('text/html') ?? false;
    if (!wantsPage || new URL(c.req.url).searchParams.has('query')) return next();
    return c.html(await own('index.html'));
  });
  app.get('/graphql/page/:part', async (c, next) => {
    const name = c.req.param('part');
    const read = PARTS.get(name);
    if (read === undefined) return next();
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    return c.body(await read(), 200, { 'Content-Type': `${type}; charset=utf-8` });
  });
}

/** The page's parts. Packages are looked for when they are asked for: a production install leaves them out. */
const PARTS = new Map([
  ['start.js', () => own('start.js')],
  ['start.css', () => own('start.css')],
  ['react.js', () => packaged('react', 'umd/react.production.min.js')],
  ['react-dom.js', () => packaged('react-dom', 'umd/react-dom.production.min.js')],
  ['graphiql.js', () => packaged('graphiql', 'graphiql.min.js')],
  ['graphiql.css', readStyle],
]);

/** GraphiQL's style without the fonts inside it, which our content security policy refuses. */
async function readStyle(): Promise<string> {
  const style = await packaged('graphiql', 'graphiql.min.css');
  return style.replaceAll(/@font-face\s*\{[^}]*\}/g, '');
}

function own(path: string): Promise<string> {
  return readFile(new URL(`page/${path}`, import.meta.url), 'utf8');
}

/** A file of a package that its exports do not name. */
function packaged(name: string, path: string): Promise<string> {
  return readFile(new URL(path, import.meta.resolve(`${name}/package.json`)), 'utf8');
}
