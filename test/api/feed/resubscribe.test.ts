import { expect, test } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { connect } from './feed-stack.ts';
import { range, setUpFeeds } from './set-up-feeds.ts';
import { makeBlock } from './test-index.ts';

/*
 * Several subscriptions on one connection, each with a cursor of its own: every entry that any of them asks for comes
 * once, and none that none of them asks for.
 */

const feeds = setUpFeeds();
const { replica, grow, settled } = feeds;

/** A replica whose log has some entries more than when it was made; tells the place before them. */
async function replicaWith(entries: number) {
  const started = await replica();
  await grow();
  await settled(started.feed);
  const before = started.feed.seq();
  await grow(entries);
  await settled(started.feed);
  return { ...started, before };
}

test('behavior: since reaches back on a channel that is subscribed to already', async () => {
  const { url, feed, cursor, before } = await replicaWith(5);
  const reader = await connect(url);
  await reader.subscribe(['trades']);
  await grow();
  await waitFor('the live entry', () => reader.seqs().length === 1);
  await reader.subscribe(['trades'], { since: cursor(before) });
  await waitFor('what was before', () => reader.seqs().length >= 6);
  await grow();
  await waitFor(
    'the newest',
    () => reader.seqs().includes(feed.seq()) && feed.seq() === before + 7,
  );
  expect(reader.seqs()).toEqual([before + 6, ...range(before + 1, before + 5), before + 7]);
});

test('behavior: what was reached back for is not given a third time', async () => {
  const { url, feed, cursor, before } = await replicaWith(5);
  const reader = await connect(url);
  await reader.subscribe(['trades']);
  for (const channel of ['trades', 'activity', 'trades']) {
    await reader.subscribe([channel], { since: cursor(before) });
  }
  await grow();
  await waitFor(
    'the newest',
    () => reader.seqs().includes(before + 6) && feed.seq() === before + 6,
  );
  expect(reader.seqs()).toEqual(range(before + 1, before + 6));
});

test('behavior: since is of the channels it is said for, and not of those that are followed live', async () => {
  const { url, feed, cursor, before } = await replicaWith(5);
  const reader = await connect(url);
  await reader.subscribe(['trades']);
  await reader.subscribe(['trade:404'], { since: cursor(before) });
  await grow();
  await waitFor(
    'the newest',
    () => reader.seqs().includes(before + 6) && feed.seq() === before + 6,
  );
  expect(reader.seqs()).toEqual([before + 6]);
});

test('behavior: a channel that was left and taken again resumes from its cursor', async () => {
  const { url, cursor, before } = await replicaWith(3);
  const reader = await connect(url);
  await reader.subscribe(['trades'], { since: cursor(before) });
  await waitFor('three entries', () => reader.seqs().length === 3);
  reader.send({ type: 'unsubscribe', channels: ['trades'], id: 1 });
  await reader.frame('unsubscribed');
  await reader.subscribe(['trades'], { since: cursor(before + 1) });
  await waitFor('two of them again', () => reader.seqs().length === 5);
  expect(reader.seqs()).toEqual([...range(before + 1, before + 3), before + 2, before + 3]);
});

test('behavior: entries that none of the channels is on leave holes, which the head closes', async () => {
  const { url, feed, cursor, before } = await replicaWith(2);
  const other = makeBlock('A', feeds.height + 1, { events: 2 });
  const [, second] = other.events;
  if (second !== undefined) second.tradeId = 8n;
  await feeds.index.write([other]);
  await waitFor('the log', () => feed.seq() === before + 4);
  const reader = await connect(url);
  await reader.subscribe(['trade:8'], { since: cursor(before) });
  await waitFor('its one entry', () => reader.seqs().length === 1);
  expect(reader.seqs()).toEqual([before + 4]);
});
