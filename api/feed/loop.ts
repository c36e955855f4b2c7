import type { Clock } from '../clock.ts';

/** Work that is done again and again: when woken, and slowly beside that. */
export type Loop = {
  /** Asks for another pass now; one that is under way is followed by another. */
  wake(): void;
  /** Resolves after a pass that began after this call. */
  pass(): Promise<void>;
  start(): void;
  /** Resolves once the pass under way has ended; no other begins. */
  stop(): Promise<void>;
};

/**
 * @param options.run One pass. If it throws, the next one tries again.
 * @param options.onError Called at the first failure in a row only, so that an outage is one line in the log.
 */
export function createLoop(options: {
  run(): Promise<void>;
  pollMs: number;
  clock: Clock;
  onError(error: unknown): void;
}): Loop {
  const { run, pollMs, clock, onError } = options;
  let waiting: (() => void)[] = [];
  let wanted = false;
  let interrupt: () => void = () => undefined;
  let stopped = false;
  let failing = false;
  let running: Promise<void> = Promise.resolve();

  function wake(): void {
    wanted = true;
    interrupt();
  }

  async function once(): Promise<void> {
    const served = waiting;
    waiting = [];
    wanted = false;
    try {
      await run();
      failing = false;
    } catch (error) {
      if (!failing) onError(error);
      failing = true;
    }
    for (const resolve of served) resolve();
  }

  async function repeat(): Promise<void> {
    while (!stopped) {
      await once();
      if (wanted || stopped) continue;
      const woken = new Promise<void>((resolve) => {
        interrupt = resolve;
      });
      await Promise.race([woken, clock.wait(pollMs)]);
    }
    for (const resolve of waiting) resolve();
  }

  return {
    wake,
    pass() {
      if (stopped) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push(resolve);
        wake();
      });
    },
    start() {
      running = repeat();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
