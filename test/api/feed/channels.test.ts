import { expect, test } from 'vitest';
import { channelsOf, parseChannel, parseChannels } from '../../../api/feed/channels.ts';

const ACCOUNT = `0x${'ab'.repeat(20)}`;

test.each(['activity', 'trades', 'system', 'trade:1', `trade:${'9'.repeat(78)}`])(
  'behavior: %s is a channel',
  (name) => {
    expect(parseChannel(name)).toBe(name);
  },
);

test('behavior: an address is taken in any case and kept in lower case', () => {
  for (const address of [ACCOUNT, `0x${'AB'.repeat(20)}`, `0x${'aB'.repeat(20)}`]) {
    expect(parseChannel(`account:${address}`)).toBe(`account:${ACCOUNT}`);
  }
});

test.each([
  '',
  '*',
  'Trades',
  'trades ',
  'trades\n',
  'trade:',
  'trade:0',
  'trade:07',
  'trade:-1',
  'trade:1.5',
  `trade:${'9'.repeat(79)}`,
  `account:${ACCOUNT}0`,
  `account:${ACCOUNT.slice(0, -1)}`,
  `account:0X${'ab'.repeat(20)}`,
  `wallet:${ACCOUNT}`,
  'constructor',
])('error: %j is no channel', (name) => {
  expect(parseChannel(name)).toBeUndefined();
});

test('behavior: of several names each channel is taken once, and each that is none is told', () => {
  const names = [
    'trades',
    `account:${ACCOUNT}`,
    `account:0x${'AB'.repeat(20)}`,
    'trades',
    'x',
    '*',
  ];
  expect(parseChannels(names)).toEqual({
    channels: ['trades', `account:${ACCOUNT}`],
    unknown: ['x', '*'],
  });
});

test('behavior: an event is on the channels of its trade and of each account', () => {
  expect(channelsOf({ tradeId: 7n, accounts: [ACCOUNT] })).toEqual([
    'activity',
    'trades',
    'trade:7',
    `account:${ACCOUNT}`,
  ]);
  expect(channelsOf({ tradeId: null, accounts: [] })).toEqual(['activity']);
});
