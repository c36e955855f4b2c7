import type { Database } from '../db/database.ts';
import { encodeFeedCursor } from './cursor.ts';
import type { Feed } from './feed.ts';
import { selectEntriesOn } from './queries.ts';

/** What a page of the log is read from. */
export type PageDeps = { db: Database; feed: Feed; epoch: string };

/** Part of the log that a request asks for; `after` is a place in it. */
export type PageRequest = { channels: string[]; after: number; limit: number };

/** Entries as the log keeps them, to the byte, with the place to go on from and the end of the log. */
export type Page = { frames: string[]; cursor: string; head: string };

/** Reads entries on some channels after a place, in order. */
export async function readPage(
  { db, feed, epoch }: PageDeps,
  { channels, after, limit }: PageRequest,
): Promise<Page> {
  const upTo = feed.seq();
  const range = { channels: [...channels, '*'], after, upTo, limit };
  const rows = await selectEntriesOn(db, range);
  const last = rows.length < limit ? upTo : (rows.at(-1)?.seq ?? upTo);
  return {
    frames: rows.map(({ frame }) => frame),
    cursor: encodeFeedCursor(epoch, last),
    head: encodeFeedCursor(epoch, upTo),
  };
}

/**
 * Reads a page; while there is nothing to read it waits for the next entry, at most `waitMs`. It is let go when the
 * request is aborted and when this replica stops, and then holds nothing.
 */
export async function awaitPage(
  deps: PageDeps,
  { waitMs, signal, ...request }: PageRequest & { waitMs: number; signal: AbortSignal },
): Promise<Page> {
  // What arrives while the page is read is seen too.
  const next = nextEntry(deps.feed, { channels: request.channels, waitMs, signal });
  try {
    const page = await readPage(deps, request);
    if (page.frames.length > 0) return page;
    return (await next.arrived) ? await readPage(deps, request) : page;
  } finally {
    next.forget();
  }
}

/** Waits for an entry on some channels; false where none comes in time, or none ever will. */
function nextEntry(
  feed: Feed,
  { channels, waitMs, signal }: { channels: string[]; waitMs: number; signal: AbortSignal },
): { arrived: Promise<boolean>; forget(): void } {
  const wanted = new Set([...channels, '*']);
  let settle: (arrived: boolean) => void = () => undefined;
  const arrived = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  const release = () => settle(false);
  const unfollow = feed.follow({
    deliver(entries) {
      if (entries.some((entry) => entry.channels.some((name) => wanted.has(name)))) settle(true);
    },
    restart: release,
  });
  const timer = setTimeout(release, waitMs);
  if (signal.aborted) release();
  signal.addEventListener('abort', release);
  return {
    arrived,
    forget() {
      unfollow();
      clearTimeout(timer);
      signal.removeEventListener('abort', release);
    },
  };
}
