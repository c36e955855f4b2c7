import { createServer } from 'node:net';

/** Below the range from which the system takes the local end of outgoing connections. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Ports given out in this process, which may not be in use yet. */
const given = new Set<number>();

/** A port on loopback that is free and, unlike one from the system, not given to a connection meanwhile. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
