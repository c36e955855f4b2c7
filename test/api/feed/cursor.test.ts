import { expect, test } from 'vitest';
import { decodeFeedCursor, encodeFeedCursor } from '../../../api/feed/cursor.ts';

const EPOCH = 'a'.repeat(32);

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

test.each([0, 1, 812, 10 ** 15])('behavior: place %d comes back from its cursor', (seq) => {
  expect(decodeFeedCursor(EPOCH, encodeFeedCursor(EPOCH, seq))).toBe(seq);
});

test('behavior: a cursor is base64url of epoch and place', () => {
  expect(encodeFeedCursor(EPOCH, 812)).toBe(base64url(`${EPOCH}.812`));
});

test.each([
  ['nothing', ''],
  ['no base64url', '%%%'],
  ['another text', base64url('hello')],
  ['a cursor of another log', encodeFeedCursor('b'.repeat(32), 812)],
  ['an epoch in capitals', base64url(`${EPOCH.toUpperCase()}.812`)],
  ['no place', base64url(`${EPOCH}.`)],
  ['a place below zero', base64url(`${EPOCH}.-1`)],
  ['a place with a leading zero', base64url(`${EPOCH}.0812`)],
  ['a place that is no whole number', base64url(`${EPOCH}.8.5`)],
  ['a place beyond every log', base64url(`${EPOCH}.${'9'.repeat(17)}`)],
  ['something after the place', base64url(`${EPOCH}.812\n`)],
])('error: %s is no cursor', (_, cursor) => {
  expect(decodeFeedCursor(EPOCH, cursor)).toBeUndefined();
});

test('error: another spelling of the same bytes is no cursor', () => {
  const cursor = encodeFeedCursor(EPOCH, 812);
  const spellings = [
    `${cursor}=`,
    ` ${cursor}`,
    `${cursor.slice(0, 8)}\n${cursor.slice(8)}`,
    // 36 bytes fill their 48 characters; 37 leave bits unused, which another last character can set.
    base64url(`${EPOCH}.8123`).replace(/w$/, 'x'),
  ];
  expect(spellings.at(-1)).not.toBe(encodeFeedCursor(EPOCH, 8_123));
  for (const spelling of spellings) expect(decodeFeedCursor(EPOCH, spelling)).toBeUndefined();
});
