import { Registry } from 'prom-client';
import { createApp } from '../app.ts';

/** Stands for what a running API has; whatever is done with it fails. */
const unused: never = new Proxy(
  Object.assign(() => {}),
  {
    get: () => unused,
    apply() {
      throw new Error('A route did something while it was described');
    },
  },
) as never;

/** The API without a database or a chain, to describe its routes by: they are never asked. */
export function createBareApp() {
  return createApp({
    db: unused,
    chainId: 0,
    watch: unused,
    guard: unused,
    clock: unused,
    logger: unused,
    registry: new Registry(),
    feed: unused,
    corsOrigins: [],
  });
}
