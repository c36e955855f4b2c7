import { EventSource } from 'eventsource';
import { expect, test } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { waitFor } from '../../support/wait-for.ts';
import { range, setUpFeeds } from './set-up-feeds.ts';

/*
 * The feed through an EventSource as it comes from its package: what a browser's does, it does.
 */

const feeds = setUpFeeds();
const { replica, grow, settled } = feeds;

/** An EventSource that keeps what it was given, by the name of the event. */
function openSource(url: string) {
  const source = new EventSource(url);
  const seqs: number[] = [];
  const said: Record<string, unknown>[] = [];
  source.onmessage = ({ data }) => seqs.push(JSON.parse(data).seq);
  for (const name of ['subscribed', 'closed']) {
    source.addEventListener(name, ({ data }) => said.push(JSON.parse(data)));
  }
  return { source, seqs, said };
}

test('default: onmessage sees the log and nothing else', async () => {
  const { baseUrl, feed } = await replica({ limits: { heartbeatMs: 5 } });
  await grow();
  await settled(feed);
  const before = feed.seq();
  const { source, seqs, said } = openSource(`${baseUrl}/api/feed?channels=activity,system`);
  await waitFor('the subscription', () => said.length === 1);
  expect(said[0]).toMatchObject({ type: 'subscribed', recovered: false });
  await grow(3, 2);
  await waitFor('six entries', () => seqs.length === 6);
  expect(seqs).toEqual(range(before + 1, before + 6));
  source.close();
});

test('behavior: across a restart of the API it comes again by itself, without a gap or a double', async () => {
  const port = await freePort();
  const first = await replica({ port });
  await grow();
  await settled(first.feed);
  const before = first.feed.seq();
  const { source, seqs, said } = openSource(`${first.baseUrl}/api/feed?channels=trades`);
  await waitFor('the subscription', () => said.length === 1);
  await grow(2, 3);
  await waitFor('six entries', () => seqs.length === 6);
  await first.stop();
  await waitFor('the end', () => said.length === 2);
  expect(said[1]).toMatchObject({ type: 'closed', reason: 'restart' });
  await grow(2, 3);
  const second = await replica({ port });
  await waitFor('its return', () => said.length === 3);
  expect(said[2]).toMatchObject({ type: 'subscribed', recovered: true, mode: 'replay' });
  await grow(1, 3);
  await waitFor('the newest', () => seqs.length === 15);
  expect(seqs).toEqual(range(before + 1, before + 15));
  expect(second.feed.seq()).toBe(before + 15);
  source.close();
});

test('behavior: a break that nobody announced is resumed from the last entry', async () => {
  const { baseUrl, feed, breakAll } = await replica();
  await grow();
  await settled(feed);
  const before = feed.seq();
  const { source, seqs, said } = openSource(`${baseUrl}/api/feed?channels=trades`);
  await waitFor('the subscription', () => said.length === 1);
  await grow(2);
  await waitFor('two entries', () => seqs.length === 2);
  breakAll();
  await grow(2);
  await waitFor('the rest', () => seqs.length === 4);
  expect(seqs).toEqual(range(before + 1, before + 4));
  expect(said[1]).toMatchObject({ type: 'subscribed', recovered: true });
  source.close();
});

test('error: a channel that does not exist ends it for good, with the status', async () => {
  const { baseUrl } = await replica();
  const source = new EventSource(`${baseUrl}/api/feed?channels=prices`);
  const status = await new Promise((resolve) => {
    source.onerror = ({ code }) => resolve(code);
  });
  expect(status).toBe(400);
  expect(source.readyState).toBe(source.CLOSED);
});
