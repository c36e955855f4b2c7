import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { ApiEnv, AppDeps } from '../app.ts';
import { ApiProblem } from '../errors.ts';
import type { Guard } from '../integrity/guard.ts';
import { parseChannels, unknownMessage } from './channels.ts';
import { closedText } from './event-stream.ts';
import { LIMITS } from './limits.ts';
import { locateCursor } from './locate.ts';
import { createHttpMetrics } from './metrics.ts';
import { openStream } from './open-stream.ts';
import { awaitPage, type Page, type PageDeps } from './page.ts';
import { selectFirstSeq } from './queries.ts';
import { createSystemStatus } from './system-status.ts';
import { eventsAnswer, eventsQuery, streamQuery } from './wire.ts';

const followFeed = createRoute({
  method: 'get',
  path: '/api/feed',
  tags: ['feed'],
  summary: 'The feed as server-sent events: all since a cursor, then what comes',
  request: {
    query: streamQuery,
    headers: z.object({
      /** Sent by an EventSource that comes again; it goes before `since`. */
      'last-event-id': z.string().optional(),
    }),
  },
  responses: {
    200: {
      description:
        'An event `subscribed`, then each entry as a message whose id is its cursor; `status` for readers of `system`; `closed` at an orderly end',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    400: { description: 'A channel that does not exist, or none' },
  },
});

const listEvents = createRoute({
  method: 'get',
  path: '/api/events',
  tags: ['feed'],
  summary: 'Entries of the feed after a cursor, oldest first; can wait for the next one',
  request: { query: eventsQuery },
  responses: {
    200: {
      description: 'Entries, to the byte as every other reader gets them',
      content: { 'application/json': { schema: eventsAnswer } },
    },
    400: {
      description: 'A cursor that this feed did not give out, or a channel that does not exist',
    },
    410: { description: 'The cursor is older than what the feed keeps' },
  },
});

const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache',
  // Proxies of nginx's kind would hold events back until a buffer is full.
  'X-Accel-Buffering': 'no',
};

type FeedRoutesDeps = Pick<
  AppDeps,
  'db' | 'feed' | 'feedLimits' | 'watch' | 'clock' | 'logger' | 'registry'
> & { guard: Pick<Guard, 'readiness' | 'lagMsOf'> };

/** Adds the feed's readers over plain HTTP. */
export function addFeedRoutes(app: OpenAPIHono<ApiEnv>, deps: FeedRoutesDeps): void {
  const { db, feed, clock } = deps;
  const limits = { ...LIMITS, ...deps.feedLimits };
  const metrics = createHttpMetrics(deps.registry);
  const system = createSystemStatus(deps);

  app.openapi(followFeed, (c) => {
    const query = c.req.valid('query');
    const channels = knownChannels(query.channels, limits.channels);
    // An EventSource that comes again repeats its URL, and with it the cursor that it began with.
    const since = c.req.valid('header')['last-event-id'] || query.since;
    const epoch = feed.epoch();
    // Any status but 200 would end an EventSource for good: what passes by itself is told in the stream.
    if (epoch === undefined) {
      const text = closedText({ reason: 'not_ready', retryMs: limits.retryMs });
      return c.body(text, 200, STREAM_HEADERS);
    }
    // Nobody would read the stream of a HEAD, and nobody end it.
    if (c.req.method === 'HEAD') return c.body(null, 200, STREAM_HEADERS);
    const stream = openStream({ ...deps, system, limits, metrics }, { epoch, channels, since });
    return c.body(stream, 200, STREAM_HEADERS);
  });

  app.openapi(listEvents, async (c) => {
    const { after, limit, waitMs, ...query } = c.req.valid('query');
    const channels = knownChannels(query.channels, limits.channels);
    const epoch = feed.epoch();
    if (epoch === undefined) {
      throw new ApiProblem('feed_not_ready', { headers: { 'Retry-After': '1' } });
    }
    const place = await placeOf({ db, feed, epoch }, after);
    const { signal } = c.req.raw;
    metrics.waiting.inc();
    const page = await awaitPage(
      { db, feed, epoch },
      { channels, after: place, limit, waitMs, signal },
    ).finally(() => metrics.waiting.dec());
    metrics.sent.inc(page.frames.length);
    return c.body(pageText(page, clock.nowMs()), 200, { 'Content-Type': 'application/json' });
  });
}

/**
 * The channels that a request names. One that does not exist is the mistake of whoever wrote the request, which asking
 * again does not mend: it is refused with 400 on a stream too, where an EventSource then gives up and says so.
 */
function knownChannels(names: string[], atMost: number): string[] {
  const { channels, unknown } = parseChannels(names);
  if (unknown.length > 0) {
    throw new ApiProblem('unknown_channel', {
      issues: [{ path: 'channels', message: unknownMessage(unknown) }],
    });
  }
  if (channels.length > atMost) {
    throw new ApiProblem('too_many_channels', {
      issues: [{ path: 'channels', message: `At most ${atMost} channels` }],
    });
  }
  return channels;
}

/** Place after which a page begins: the cursor's, or that before the first entry that is kept. */
async function placeOf(deps: PageDeps, after: string | undefined): Promise<number> {
  if (after === undefined) return ((await selectFirstSeq(deps.db)) ?? 1) - 1;
  const seq = await locateCursor(deps, after);
  if (seq === 'expired') throw new ApiProblem('cursor_expired');
  if (seq === 'foreign') {
    throw new ApiProblem('bad_cursor', {
      issues: [{ path: 'after', message: 'was not given out by this feed' }],
    });
  }
  return seq;
}

/** The envelope, around entries that are not serialised a second time. */
function pageText({ frames, cursor, head }: Page, timestamp: number): string {
  const data = `{"entries":[${frames.join(',')}],"cursor":"${cursor}","head":"${head}"}`;
  return `{"success":true,"data":${data},"timestamp":${timestamp}}`;
}
