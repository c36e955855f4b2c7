import { describe, expect, test } from 'vitest';
import {
  confirm,
  connectionLabel,
  connectionOf,
  type Health,
  warningOf,
} from '../../web/status.js';

const OK = { status: 'ok', head: null, indexed: null, safe: null, lagBlocks: 0 };
const AT_NOON = new Date(2026, 10, 21, 12, 0, 0).getTime();

/** A page that was live at noon, with one thing changed. */
function health(change: Partial<Health> = {}): Health {
  const live: Health = {
    feed: { phase: 'subscribed' },
    caughtUp: true,
    refusal: null,
    index: OK,
    silent: false,
    confirmedAtMs: AT_NOON,
  };
  return { ...live, ...change };
}

test('default: live says so and warns of nothing', () => {
  expect(connectionOf(health())).toBe('live');
  expect(warningOf(health())).toBeNull();
});

describe('what is not live never looks it', () => {
  test.each<[string, Partial<Health>, string, RegExp]>([
    [
      'lost',
      { feed: { phase: 'waiting', retryAtMs: 0 } },
      'reconnecting',
      /^The connection is lost\. What you see may be old: it was last confirmed at 12:00:00\.$/,
    ],
    ['connecting again', { feed: { phase: 'connecting' } }, 'reconnecting', /lost/],
    ['not caught up', { caughtUp: false }, 'reconnecting', /Catching up/],
    ['refused', { refusal: 'The API refuses its trades.' }, 'stale', /refuses.*may be old/],
    ['silent', { silent: true }, 'stale', /does not answer.*12:00:00/],
    [
      'index stalled',
      { index: { ...OK, status: 'stalled', reason: 'The index does not move.' } },
      'stale',
      /\(stalled\)\. The index does not move\. What you see may be old/,
    ],
  ])('behavior: %s', (_name, change, connection, warning) => {
    expect(connectionOf(health(change))).toBe(connection);
    expect(warningOf(health(change))).toMatch(warning);
  });

  test('behavior: a page that was never live says that nothing was confirmed', () => {
    const never = health({ feed: { phase: 'waiting', retryAtMs: 0 }, confirmedAtMs: null });
    expect(warningOf(never)).toContain('Nothing has been confirmed');
  });
});

test('behavior: only a live page moves the time of its last confirmation', () => {
  expect(confirm(health(), AT_NOON + 5).confirmedAtMs).toBe(AT_NOON + 5);
  expect(confirm(health({ silent: true }), AT_NOON + 5).confirmedAtMs).toBe(AT_NOON);
});

test('behavior: the countdown is in the label, not in the warning', () => {
  const waiting = health({ feed: { phase: 'waiting', retryAtMs: 4_000 } });
  expect(connectionLabel(waiting, 500)).toBe('Reconnecting in 4 s');
  expect(warningOf(waiting)).not.toMatch(/ in \d/);
});
