import { db } from 'ponder:api';
import schema from 'ponder:schema';
import { Hono, type MiddlewareHandler } from 'hono';
import { graphql } from 'ponder';

/**
 * Ponder wants an app here; Halyard's API is a process of its own. Ponder's own GraphQL, on loopback only, is what the
 * API's is held against in a test. It is made when it is first asked for, since making it writes a file.
 */
const app = new Hono();

let ponders: MiddlewareHandler | undefined;

app.use('/graphql', (c, next) => {
  ponders ??= graphql({ db, schema });
  return ponders(c, next);
});

export default app;
