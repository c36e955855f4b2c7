import { describe, expect, test } from 'vitest';
import { CHART, knownRuns, nearestPoint, scaleOf } from '../../web/chart.js';
import { formatUsd, shortAmount } from '../../web/format.js';
import { createPlatform } from '../../web/platform.js';
import { emptyStakes, foldStake, gapInStakes, seedStakes } from '../../web/stakes.js';
import type { Entry } from '../../web/types.js';
import { waitFor } from '../support/wait-for.ts';

const hash = (digit: string) => `0x${digit.repeat(64)}` as const;

/** An entry of staking as the feed sends it. */
function stakeEntry(seq: number, op: 'apply' | 'revert', event = 'Staked'): Entry {
  return {
    ...{ type: 'event', cursor: `c${seq}`, seq, op, id: '31337:0xa:1', event },
    contract: `0x${'1'.repeat(40)}`,
    channels: ['activity', 'staking'],
    block: { chainId: 31337, number: '7', hash: hash('a'), timestamp: 1_790_000_000 },
    ...{ txHash: hash('b'), logIndex: 1, data: { positionId: '3' } },
  };
}

describe('foldStake', () => {
  test('default: an event is a line, and its revert strikes it through', () => {
    const applied = foldStake(emptyStakes(), stakeEntry(1, 'apply'));
    expect(applied.lines.map(({ name, reorged }) => [name, reorged])).toEqual([['Staked', false]]);
    const reverted = foldStake(applied, stakeEntry(2, 'revert'));
    expect(reverted.lines.map(({ reorged }) => reorged)).toEqual([true]);
  });

  test('behavior: an entry seen before changes nothing, nor does one of another channel', () => {
    const applied = foldStake(emptyStakes(), stakeEntry(5, 'apply'));
    expect(foldStake(applied, stakeEntry(5, 'apply'))).toBe(applied);
    const other = { ...stakeEntry(6, 'apply'), channels: ['activity', 'trades'] };
    expect(foldStake(applied, other as Entry)).toBe(applied);
  });

  test('behavior: what the API told of before stands below, once', () => {
    const [line] = foldStake(emptyStakes(), stakeEntry(1, 'apply')).lines;
    if (line === undefined) throw new Error('There is no line');
    const earlier = [line, { ...line, key: 'other', entryId: '31337:0xa:0' }];
    const seeded = seedStakes(foldStake(emptyStakes(), stakeEntry(9, 'apply')), earlier);
    expect(seeded.lines.map(({ entryId }) => entryId)).toEqual(['31337:0xa:1', '31337:0xa:0']);
    // A revert strikes through what was only seeded, too.
    const onlySeeded = seedStakes(emptyStakes(), earlier);
    const reverted = foldStake(onlySeeded, stakeEntry(10, 'revert'));
    expect(reverted.lines.map(({ reorged }) => reorged)).toEqual([true, false]);
  });

  test('behavior: a hole is shown', () => {
    const { seq, lines } = gapInStakes(foldStake(emptyStakes(), stakeEntry(1, 'apply')), 5);
    expect([seq, lines.map(({ kind }) => kind)]).toEqual([-1, ['gap', 'event']]);
  });
});

describe('chart', () => {
  const points = [
    { at: 0, value: null },
    { at: 10, value: 5 },
    { at: 20, value: 7 },
    { at: 30, value: null },
    { at: 40, value: 6 },
  ];

  test('behavior: nothing is drawn where nothing is known', () => {
    expect(knownRuns(points).map((run) => run.map(({ at }) => at))).toEqual([[10, 20], [40]]);
    expect(knownRuns([{ at: 0, value: null }])).toEqual([]);
  });

  test('behavior: every known point lies inside the drawing, the highest on top', () => {
    const { x, y, least, most } = scaleOf(points);
    expect([least, most]).toEqual([5, 7]);
    for (const { at, value } of knownRuns(points).flat()) {
      expect(x(at)).toBeGreaterThanOrEqual(0);
      expect(x(at)).toBeLessThanOrEqual(CHART.width);
      expect(y(value)).toBeGreaterThan(0);
      expect(y(value)).toBeLessThan(CHART.height);
    }
    expect(y(7)).toBeLessThan(y(5));
  });

  test('behavior: a flat line lies in the middle', () => {
    const { y } = scaleOf([
      { at: 0, value: 3 },
      { at: 1, value: 3 },
    ]);
    expect(y(3)).toBeCloseTo(CHART.height / 2, 5);
  });

  test('behavior: the nearest known point is told, never an unknown one', () => {
    expect(nearestPoint(points, 0)?.at).toBe(10);
    expect(nearestPoint(points, 0.72)?.at).toBe(20);
    expect(nearestPoint(points, 1)?.at).toBe(40);
    expect(nearestPoint([], 0.5)).toBeUndefined();
  });
});

test.each([
  ['1250.509', '$1,250.50'],
  ['-1250.509', '-$1,250.50'],
  ['0', '$0.00'],
  ['0.000001', '$0.00'],
  [3.1, '$3.10'],
])('formatUsd writes %s as %s', (amount, written) => {
  expect(formatUsd(amount)).toBe(written);
});

test('shortAmount marks what it cuts', () => {
  expect(shortAmount('1,234.5678')).toBe('1,234.5678');
  expect(shortAmount('1,234.56789')).toBe('1,234.5678…');
});

describe('createPlatform', () => {
  const figures = { assets: [], tvl: {}, yields: {}, pools: [] } as never;

  test('behavior: a burst asks once, and a failure keeps what was read and says why', async () => {
    let asked = 0;
    let isDown = false;
    const seen: { figures: unknown; refusal: string | null }[] = [];
    const platform = createPlatform({
      async fetchFigures() {
        asked += 1;
        if (isDown) throw new Error('The index cannot vouch for its state now.');
        return figures;
      },
      onChange: (state) => seen.push(state),
    });
    for (let burst = 0; burst < 10; burst += 1) platform.want();
    await waitFor('the first reading', () => seen.length === 1);
    expect([asked, seen[0]?.figures, seen[0]?.refusal]).toEqual([1, figures, null]);
    isDown = true;
    platform.want();
    await waitFor('the second reading', () => seen.length === 2);
    expect(seen[1]?.figures).toBe(figures);
    expect(seen[1]?.refusal).toContain('cannot vouch');
  });
});
