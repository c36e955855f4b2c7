import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until `condition` gives something other than undefined, false or null, and returns it.
 *
 * @throws After `timeoutMs`, naming what was waited for, with the last error if there was one.
 */
export async function waitFor<Value>(
  what: string,
  condition: () => Promise<Value> | Value,
  timeoutMs = 20_000,
): Promise<NonNullable<Exclude<Value, false>>> {
  const limit = Date.now() + timeoutMs;
  let lastError: unknown;
  while (Date.now() < limit) {
    try {
      const value = await condition();
      if (value !== undefined && value !== null && value !== false) {
        return value as NonNullable<Exclude<Value, false>>;
      }
    } catch (error) {
      lastError = error;
    }
    await wait(25);
  }
  throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`, { cause: lastError });
}
