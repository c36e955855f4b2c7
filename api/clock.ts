import { setTimeout } from 'node:timers/promises';

/** Time, as everything in the API takes it: injected, so that a test can hold it. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Resolves after `ms`. It never keeps the process alive. */
  wait(ms: number): Promise<void>;
};

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  wait: (ms) => setTimeout(ms, undefined, { ref: false }),
};
