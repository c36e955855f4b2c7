import { expect, test } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { connect, type Frame } from './feed-stack.ts';
import { setUpFeeds } from './set-up-feeds.ts';
import { openStream } from './stream-client.ts';
import { makeBlock, TOKEN } from './test-index.ts';

/*
 * Channels that follow from what an event is about: staking, one token, total value locked.
 */

const feeds = setUpFeeds();
const { replica, settled } = feeds;

const OTHER = `0x${'dd'.repeat(20)}`;

/** A block of one event each of staking, of the tokens' value, and of something else. */
function mixedBlock(fork: string, height: number) {
  const block = makeBlock(fork, height, { events: 4, parentFork: 'A' });
  const [staked, funded, nav, images] = block.events;
  const staking = { source: 'Staking' as const, tradeId: null };
  if (staked && funded && nav && images) {
    Object.assign(staked, staking, {
      name: 'Staked',
      args: { token: TOKEN, amount: '5' },
      result: { staked: '5' },
    });
    Object.assign(funded, staking, { name: 'Funded', token: OTHER, args: { token: OTHER } });
    Object.assign(nav, {
      source: 'RwaToken',
      name: 'NavUpdated',
      tradeId: null,
      args: { nav: '7' },
      result: { nav: '7' },
    });
    Object.assign(images, {
      source: 'AssetRegistry',
      name: 'AssetImagesSet',
      token: null,
      tradeId: null,
      args: { assetId: '1', images: ['ipfs://a', 'ipfs://b'] },
    });
  }
  return block;
}

test('behavior: each channel has its events, applied and taken back', async () => {
  const { url, feed } = await replica();
  await feeds.grow();
  await settled(feed);
  const channels = ['staking', 'tvl', `token:${TOKEN}`, `token:${OTHER}`, 'general', 'trades'];
  const readers = await Promise.all(channels.map(() => connect(url)));
  await Promise.all(readers.map((reader, place) => reader.subscribe([channels[place] ?? ''])));
  const height = feeds.height + 1;
  await feeds.index.write([mixedBlock('A', height)]);
  const told = () =>
    readers.map(({ frames }) =>
      frames
        .slice(2)
        .map((frame) => short(frame))
        .join(', '),
    );
  const [staking = '', tvl = '', token = '', other = ''] = [
    'apply Staked, apply Funded',
    'apply Staked, apply NavUpdated',
    'apply Staked, apply NavUpdated',
    'apply Funded',
  ];
  await waitFor('the block', () => told()[0] === staking);
  expect(told()).toEqual([staking, tvl, token, other, '', '']);
  await feeds.index.drop(height);
  await feeds.index.write([makeBlock('B', height, { events: 0, parentFork: 'A' })]);
  await waitFor('the reorg', () => told()[3] === `${other}, reorg, revert Funded`);
  expect(told()).toEqual([
    `${staking}, reorg, revert Funded, revert Staked`,
    `${tvl}, reorg, revert NavUpdated, revert Staked`,
    `${token}, reorg, revert NavUpdated, revert Staked`,
    `${other}, reorg, revert Funded`,
    '',
    '',
  ]);
  await feeds.index.drop(height);
});

function short({ type, op, event }: Frame): string {
  return op === undefined ? type : `${op} ${event}`;
}

test('behavior: a list among the arguments is given as a list', async () => {
  const { baseUrl } = await replica();
  const reader = await openStream(baseUrl, { channels: 'activity' });
  await reader.named('subscribed');
  await feeds.index.write([mixedBlock('A', feeds.height + 1)]);
  await waitFor('the block', () => reader.entries().length >= 4);
  const data = reader.entries().map((entry) => JSON.parse(entry.data ?? '').data);
  expect(data).toContainEqual({ assetId: '1', images: ['ipfs://a', 'ipfs://b'] });
  reader.leave();
});
