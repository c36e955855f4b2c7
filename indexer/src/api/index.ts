import { Hono } from 'hono';

/** Ponder wants an app here; Halyard's API is a process of its own, so this one has no routes. */
const app = new Hono();

export default app;
