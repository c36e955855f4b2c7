import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatAmount,
  formatBps,
  formatDate,
  formatLag,
  safeLink,
  shorten,
} from '../../web/format.js';

describe('formatAmount', () => {
  test.each([
    ['0', 18, '0.00'],
    ['1', 18, '0.000000000000000001'],
    ['1000000000000000000', 18, '1.00'],
    ['1250500000', 6, '1,250.50'],
    ['1234567', 0, '1,234,567'],
    ['5', 1, '0.5'],
    ['100', 2, '1.00'],
    ['999999999999999999999999999999', 18, '999,999,999,999.999999999999999999'],
    ['79228162514264337593543950335', 6, '79,228,162,514,264,337,593,543.950335'],
    ['-1500000', 6, '-1.50'],
  ])('args: %s base units with %i decimals are %s', (baseUnits, decimals, text) => {
    expect(formatAmount(baseUnits, decimals)).toBe(text);
  });

  test('behavior: no digit is lost, whatever the amount and its decimals', () => {
    for (let decimals = 0; decimals <= 24; decimals += 1) {
      for (let power = 0n; power < 30n; power += 1n) {
        const baseUnits = (10n ** power * 7n + 3n).toString();
        const [whole = '', fraction = ''] = formatAmount(baseUnits, decimals)
          .replaceAll(',', '')
          .split('.');
        expect(BigInt(whole + fraction.padEnd(decimals, '0'))).toBe(BigInt(baseUnits));
      }
    }
  });
});

test.each([
  [-3, 'now'],
  [0.4, 'now'],
  [59.9, '59 s'],
  [60, '1 min'],
  [3_600, '1 h 0 min'],
  [90_061, '1 d 1 h'],
])('formatAge: %d seconds are %s', (seconds, text) => {
  expect(formatAge(seconds)).toBe(text);
});

test('formatLag: milliseconds, seconds, then an age', () => {
  expect([12.4, 1_250, 61_000].map(formatLag)).toEqual(['12 ms', '1.3 s', '1 min']);
});

test.each([
  [25, '0.25 %'],
  [10_000, '100 %'],
  ['6000', '60 %'],
  [0, '0 %'],
])('formatBps: %s basis points are %s', (bps, text) => {
  expect(formatBps(bps)).toBe(text);
});

test('formatDate: UTC', () => {
  expect(formatDate(1_790_000_000)).toBe('2026-09-21 14:13:20 UTC');
});

test('shorten: keeps both ends', () => {
  expect(shorten('0x1234567890abcdef1234567890abcdef12345678')).toBe('0x1234…5678');
});

describe('safeLink', () => {
  test.each(['https://example.org/a?b=c', 'ipfs://bafy/receipt.pdf'])('default: %s', (uri) => {
    expect(safeLink(uri)).toBe(uri);
  });

  test.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'http://example.org/',
    'https://bank.example@evil.example/',
    '//evil.example/',
    '/relative',
    'blob:https://example.org/1',
    'not a uri',
    '',
  ])('error: %j is never a link', (uri) => {
    expect(safeLink(uri)).toBeNull();
  });
});
