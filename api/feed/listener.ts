import pg from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';

const RECONNECT_MS = 1_000;

/** Listens on PostgreSQL channels over one connection of its own, which comes back by itself. */
export type Listener = {
  /** Adds a channel; names that are listened to already are ignored. */
  listen(channel: string): void;
  stop(): Promise<void>;
};

/**
 * A notification is a wake-up and nothing more: some are lost while the connection is, so each reader polls slowly too.
 *
 * @param options.onWake Called for each notification with its channel, and without one after each connect.
 */
export function createListener(options: {
  connectionString: string;
  clock: Clock;
  logger: Logger;
  onWake(channel?: string): void;
}): Listener {
  const { connectionString, clock, logger, onWake } = options;
  const channels = new Set<string>();
  let client: pg.Client | undefined;
  let stopped = false;
  let connecting = connect();

  async function connect(): Promise<void> {
    while (!stopped) {
      const fresh = new pg.Client({ connectionString, application_name: 'halyard_feed_listener' });
      fresh.on('error', (error) =>
        logger.warn({ err: error }, 'the feed listener lost its session'),
      );
      fresh.on('notification', ({ channel }) => onWake(channel));
      try {
        await fresh.connect();
        for (const channel of channels) await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
        client = fresh;
        fresh.once('end', reconnect);
        return onWake();
      } catch (error) {
        logger.warn({ err: error }, 'the feed listener cannot connect');
        await fresh.end();
        await clock.wait(RECONNECT_MS);
      }
    }
  }

  function reconnect(): void {
    client = undefined;
    if (!stopped) connecting = clock.wait(RECONNECT_MS).then(connect);
  }

  return {
    listen(channel) {
      if (channels.has(channel)) return;
      channels.add(channel);
      // What was notified before this took effect was missed: it is looked for once it did.
      client?.query(`LISTEN ${pg.escapeIdentifier(channel)}`).then(
        () => onWake(),
        (error: unknown) => logger.warn({ err: error, channel }, 'the feed listener cannot listen'),
      );
    },
    async stop() {
      stopped = true;
      // A connection that is being made would otherwise outlive this.
      await Promise.race([connecting, clock.wait(RECONNECT_MS)]);
      await client?.end();
    },
  };
}
