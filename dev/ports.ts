import { createServer } from 'node:net';

/** A port that another process holds. */
export class BusyPortError extends Error {
  override name = 'BusyPortError';
}

/**
 * Holds that a port is free.
 *
 * @throws {BusyPortError} naming the variable that moves it.
 */
export async function checkPort(name: string, port: number, host = '127.0.0.1'): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    const code = Reflect.get(Object(error), 'code');
    const what = code === 'EADDRINUSE' ? 'is in use' : `cannot be opened (${code})`;
    throw new BusyPortError(`${name}: port ${port} on ${host} ${what}; set ${name} to another one`);
  }
  await new Promise((resolve) => server.close(resolve));
}
