import { expect, test } from 'vitest';
import { decodeFeedCursor, encodeFeedCursor } from '../../../api/feed/cursor.ts';

const EPOCH = 'ab'.repeat(16);

test.each([0, 1, 812, Number.MAX_SAFE_INTEGER])('default: %d comes back', (seq) => {
  expect(decodeFeedCursor(EPOCH, encodeFeedCursor(EPOCH, seq))).toBe(seq);
});

test.each([
  ['nothing', ''],
  ['no base64url', '!!!'],
  ['another epoch', encodeFeedCursor('cd'.repeat(16), 1)],
  ['no number', Buffer.from(`${EPOCH}.`).toString('base64url')],
  ['a negative number', Buffer.from(`${EPOCH}.-1`).toString('base64url')],
  ['a leading zero', Buffer.from(`${EPOCH}.01`).toString('base64url')],
  [
    'a number that JavaScript cannot hold',
    Buffer.from(`${EPOCH}.9007199254740993`).toString('base64url'),
  ],
  ['padding', `${encodeFeedCursor(EPOCH, 1)}=`],
])('error: %s is no cursor', (_, text) => {
  expect(decodeFeedCursor(EPOCH, text)).toBeUndefined();
});
