import { expect, test } from 'vitest';
import {
  type ChannelSource,
  channelsOf,
  parseChannel,
  parseChannels,
} from '../../../api/feed/channels.ts';

const ACCOUNT = `0x${'ab'.repeat(20)}`;
const TOKEN = `0x${'ee'.repeat(20)}` as const;
const OTHER = `0x${'dd'.repeat(20)}` as const;

test.each([
  'activity',
  'trades',
  'staking',
  'tvl',
  'general',
  'system',
  'trade:1',
  `trade:${'9'.repeat(78)}`,
  `token:${TOKEN}`,
])('behavior: %s is a channel', (name) => {
  expect(parseChannel(name)).toBe(name);
});

test.each(['account', 'token'])(
  'behavior: an address of %s is taken in any case and kept in lower case',
  (kind) => {
    for (const address of [ACCOUNT, `0x${'AB'.repeat(20)}`, `0x${'aB'.repeat(20)}`]) {
      expect(parseChannel(`${kind}:${address}`)).toBe(`${kind}:${ACCOUNT}`);
    }
  },
);

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
  'token:',
  `tokens:${TOKEN}`,
  'prices',
  'rates:crypto',
  'crypto:BTC',
  'stocks:MSTR',
  'treasury:MSTR',
  'alerts',
  'me',
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

/** An event's row as far as its channels depend on it: of a plain token transfer, unless told otherwise. */
function row(members: Partial<ChannelSource> = {}): ChannelSource {
  return {
    source: 'RwaToken',
    token: TOKEN,
    tradeId: null,
    accounts: [],
    args: {},
    result: {},
    ...members,
  };
}

test('behavior: an event is on the channels of its trade, its token and of each account', () => {
  const trade = row({ source: 'TradeEscrow', tradeId: 7n, accounts: [ACCOUNT] });
  expect(channelsOf(trade)).toEqual([
    'activity',
    'trades',
    'trade:7',
    `token:${TOKEN}`,
    `account:${ACCOUNT}`,
  ]);
  expect(channelsOf(row({ token: null }))).toEqual(['activity']);
});

test('behavior: every event of the staking contract is on staking, and no other', () => {
  const staked = row({ source: 'Staking', args: { token: TOKEN, amount: '5' } });
  expect(channelsOf(staked)).toEqual(['activity', 'staking', `token:${TOKEN}`]);
  for (const source of ['RwaToken', 'TradeEscrow', 'AssetRegistry'] as const) {
    expect(channelsOf(row({ source }))).not.toContain('staking');
  }
});

test.each(['token', 'tokenAddress', 'paymentToken'])(
  'behavior: an event is on the channel of the token that its argument %s names',
  (name) => {
    const trade = row({ source: 'TradeEscrow', args: { [name]: OTHER } });
    expect(channelsOf(trade)).toEqual(['activity', `token:${TOKEN}`, `token:${OTHER}`]);
  },
);

test('behavior: a token that is named twice is one channel, and a payment in none is no channel', () => {
  const args = { tokenAddress: TOKEN, paymentToken: `0x${'00'.repeat(20)}` };
  expect(channelsOf(row({ args }))).toEqual(['activity', `token:${TOKEN}`]);
});

test.each(['staked', 'escrowed', 'nav'])(
  'behavior: an event after which %s is another is on tvl',
  (part) => {
    expect(channelsOf(row({ result: { [part]: '0' } }))).toContain('tvl');
    expect(channelsOf(row({ result: { balance: '0', state: 'Active' } }))).not.toContain('tvl');
  },
);

test('behavior: a list among the arguments names no token', () => {
  const images = row({ source: 'AssetRegistry', token: null, args: { images: [TOKEN, OTHER] } });
  expect(channelsOf(images)).toEqual(['activity']);
});
