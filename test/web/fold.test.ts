import { describe, expect, test } from 'vitest';
import type { FinalizedEntry } from '../../api/feed/wire.ts';
import type { Trade } from '../../api/trades/wire.ts';
import { shownRows } from '../../web/filter.js';
import {
  emptyMarket,
  finalityOf,
  foldEntry,
  foldGap,
  foldSnapshot,
  ROW_LIMIT,
} from '../../web/fold.js';
import type { Entry, Market } from '../../web/types.js';
import {
  accepted,
  BUYER,
  block,
  completed,
  created,
  entry,
  reorg,
  revert,
  terms,
  trade,
} from './samples.ts';

const ALL = { state: '', text: '' };

function loaded(trades: Trade[], at = block(100), complete = true): Market {
  return foldSnapshot(emptyMarket(), { trades, block: at, complete });
}

function fold(market: Market, ...entries: Entry[]): Market {
  return entries.reduce(foldEntry, market);
}

/** What the table shows, newest trade first: `id state`, with a mark on what a reorg undid. */
function table(market: Market): string[] {
  return shownRows(market, ALL).map(
    ({ row, reorged }) => `${row.id} ${row.state}${reorged ? ' (reorged)' : ''}`,
  );
}

describe('applying', () => {
  test('default: a new trade appears on top with its exact amount and its terms', () => {
    const market = fold(loaded([trade(1)]), created(2, block(101)), terms(2, block(101)));

    expect(table(market)).toEqual(['2 Created', '1 Created']);
    expect(market.rows.get('2')?.[0]).toMatchObject({
      amount: '5000000000000000000',
      payment: { price: '7000000' },
      buyer: null,
      updated: { block: block(101) },
    });
    expect(market.wanted).toBe(false);
  });

  test.each([
    ['TradeAccepted', 'Accepted'],
    ['PaymentMarked', 'PaymentMarked'],
    ['TradeCompleted', 'Completed'],
    ['TradeCancelled', 'Cancelled'],
    ['TradeExpired', 'Expired'],
    ['DisputeOpened', 'Disputed'],
    ['DisputeResolved', 'Resolved'],
    ['EvidenceSubmitted', 'Created'],
    ['Credited', 'Created'],
  ])('args: %s leaves the trade %s', (event, state) => {
    const market = fold(
      loaded([trade(1)]),
      entry(event, { tradeId: '1', buyer: BUYER }, block(101)),
    );

    expect(table(market)).toEqual([`1 ${state}`]);
    expect(market.wanted).toBe(false);
    expect(market.lines[0]).toMatchObject({ name: event, tradeId: '1', reorged: false });
  });

  test('behavior: acceptance names the buyer of an open offer', () => {
    const market = fold(loaded([trade(1)]), accepted(1, block(101)));
    expect(market.rows.get('1')?.[0]?.buyer).toBe(BUYER);
  });

  test('behavior: the same entry twice changes nothing', () => {
    const once = accepted(1, block(101));
    const market = fold(loaded([trade(1)]), once);
    expect(fold(market, once)).toBe(market);
  });

  test('behavior: an entry that the list already covers does not take the row back', () => {
    const listed = trade(1, { state: 'Completed', updated: { block: block(103), at: 1 } });
    const late = [accepted(1, block(102)), accepted(1, block(103))];
    const market = fold(loaded([listed], block(103)), ...late);
    expect(table(market)).toEqual(['1 Completed']);
    expect(market.wanted).toBe(false);
  });

  test('behavior: an event unknown here asks the API instead of guessing', () => {
    const market = fold(loaded([trade(1)]), entry('TradeSeized', { tradeId: '1' }, block(101)));
    expect(table(market)).toEqual(['1 Created']);
    expect(market.wanted).toBe(true);
  });

  test('behavior: a token unknown here asks the API for its decimals', () => {
    expect(fold(loaded([]), created(1, block(101))).wanted).toBe(true);
  });

  test('behavior: a change of a trade older than the table is a line and no row', () => {
    const market = fold(loaded([trade(50)], block(100), false), completed(3, block(101)));
    expect(table(market)).toEqual(['50 Created']);
    expect(market.wanted).toBe(false);
    expect(market.lines[0]).toMatchObject({ tradeId: '3' });
  });

  test('behavior: a creation at a height the list covered asks the API, for the chain may differ', () => {
    const market = fold(loaded([trade(1)], block(104)), created(2, block(103, 'b')));
    expect(market.wanted).toBe(true);
  });

  test('behavior: the table is bounded, and says that it is not complete', () => {
    const many = Array.from({ length: ROW_LIMIT }, (_, index) => trade(ROW_LIMIT - index));
    const market = fold(loaded(many), created(ROW_LIMIT + 1, block(101)));

    expect(market.rows.size).toBe(ROW_LIMIT);
    expect(market.rows.has('1')).toBe(false);
    expect(market.complete).toBe(false);
  });
});

describe('reverting', () => {
  test('default: a creation undone stays, struck through', () => {
    const made = created(2, block(101));
    const market = fold(
      loaded([trade(1)]),
      made,
      terms(2, block(101)),
      reorg([made], block(100)),
      revert(made),
    );

    expect(table(market)).toEqual(['2 Created (reorged)', '1 Created']);
    expect(market.lines.find(({ name }) => name === 'TradeCreated')?.reorged).toBe(true);
    expect(market.lines[0]).toMatchObject({ kind: 'reorg', data: { events: '1' } });
    expect(market.wanted).toBe(true);
  });

  test('behavior: a completion undone is struck through and what stood before stands again', () => {
    const both = [accepted(1, block(101)), completed(1, block(101))] as const;
    const market = fold(
      loaded([trade(1)]),
      ...both,
      reorg([both[1], both[0]], block(100)),
      revert(both[1]),
      revert(both[0]),
    );
    expect(table(market)).toEqual(['1 Created', '1 Completed (reorged)']);
  });

  test('behavior: each block that is undone falls back on the one below it', () => {
    const early = accepted(1, block(101));
    const late = completed(1, block(102));
    const market = fold(
      loaded([trade(1)]),
      early,
      late,
      reorg([late, early], block(100)),
      revert(late),
      revert(early),
    );
    expect(table(market)).toEqual(['1 Created', '1 Accepted (reorged)', '1 Completed (reorged)']);
  });

  test('behavior: a state that only the API told is struck through too, and asked for anew', () => {
    const listed = trade(1, { state: 'Completed', updated: { block: block(101), at: 1 } });
    const undone = completed(1, block(101));
    const market = fold(loaded([listed], block(101)), reorg([undone], block(100)), revert(undone));

    expect(table(market)).toEqual(['1 Completed (reorged)']);
    expect(market.wanted).toBe(true);
    expect(market.lines.find(({ kind }) => kind === 'state')?.reorged).toBe(true);
    const again = foldSnapshot(market, { trades: [trade(1)], block: block(100), complete: true });
    expect(table(again)).toEqual(['1 Created', '1 Completed (reorged)']);
  });

  test('behavior: applied again on the new chain, it is a fresh row beside the struck one', () => {
    const made = created(2, block(101));
    const market = fold(
      loaded([trade(1)]),
      made,
      reorg([made], block(100)),
      revert(made),
      created(2, block(101, 'b')),
    );
    expect(table(market)).toEqual(['2 Created', '2 Created (reorged)', '1 Created']);
    const lines = market.lines.filter(({ name }) => name === 'TradeCreated');
    expect(lines.map(({ reorged }) => reorged)).toEqual([false, true]);
  });

  test('behavior: a block that comes back strikes only what it undid each time', () => {
    const made = created(2, block(101));
    const away = revert(made);
    const back = { ...made, seq: away.seq + 1 };
    const again = { ...back, op: 'revert' as const, seq: back.seq + 1 };
    const market = fold(loaded([trade(1)]), made, away, back);
    expect(market.lines.filter(({ reorged }) => reorged)).toHaveLength(1);
    expect(fold(market, again).lines.filter(({ reorged }) => reorged)).toHaveLength(2);
  });

  test('behavior: a list read after the reorg is not struck by its late reverts', () => {
    const old = accepted(1, block(101));
    const before = fold(loaded([trade(1)]), old);
    const fresh = trade(1, { state: 'Cancelled', updated: { block: block(102, 'b'), at: 1 } });
    const read = foldSnapshot(before, { trades: [fresh], block: block(102, 'b'), complete: true });
    const market = fold(read, reorg([old], block(100)), revert(old));
    expect(table(market)).toEqual(['1 Cancelled', '1 Accepted (reorged)']);
  });

  test('behavior: a reorg without an ancestor leaves nothing standing, not even what was final', () => {
    const made = created(2, block(101));
    const final: FinalizedEntry = {
      type: 'finalized',
      cursor: 'c',
      seq: made.seq + 1,
      channels: ['*'],
      block: block(90),
    };
    const away = { ...revert(made), seq: made.seq + 3 };
    const gone = { ...reorg([made], null), seq: made.seq + 2 };
    const market = fold(loaded([trade(1)]), made, final, gone, away);
    expect(market).toMatchObject({ finalized: -1n, reflected: -1n });
    expect(finalityOf(market, block(90))).toBe('latest');
  });
});

describe('the list of the API', () => {
  test('default: opens the table, the finality and the event list', () => {
    const market = loaded([
      trade(2, { status: 'safe', createdIn: block(60) }),
      trade(1, { status: 'finalized', createdIn: block(40), state: 'Completed' }),
    ]);
    expect(table(market)).toEqual(['2 Created', '1 Completed']);
    expect([40, 60, 61].map((height) => finalityOf(market, block(height)))).toEqual([
      'finalized',
      'safe',
      'latest',
    ]);
    expect(market.lines.map(({ kind, tradeId }) => `${kind} ${tradeId}`)).toEqual([
      'start null',
      'state 2',
      'state 1',
    ]);
  });

  test('behavior: entries that came before the list, and are newer, survive it', () => {
    const market = foldSnapshot(fold(emptyMarket(), created(2, block(101))), {
      trades: [trade(1)],
      block: block(100),
      complete: true,
    });
    expect(table(market)).toEqual(['2 Created', '1 Created']);
  });

  test('behavior: a list that is older than a row neither changes nor strikes it', () => {
    const ahead = fold(loaded([trade(1)]), accepted(1, block(101)));
    const market = foldSnapshot(ahead, { trades: [trade(1)], block: block(100), complete: true });
    expect(table(market)).toEqual(['1 Accepted']);
  });

  test('behavior: a change that came before a list which does not hold it asks for another', () => {
    const early = fold(emptyMarket(), accepted(1, block(101)));
    const market = foldSnapshot(early, { trades: [trade(1)], block: block(100), complete: true });
    expect(market.wanted).toBe(true);
  });

  test('behavior: what vanished while nobody told of it is struck through', () => {
    const before = fold(loaded([trade(1)]), created(2, block(101)), accepted(1, block(101)));
    const market = foldSnapshot(foldGap(before, 5_000), {
      trades: [trade(1)],
      block: block(110, 'b'),
      complete: true,
    });
    expect(table(market)).toEqual(['2 Created (reorged)', '1 Created', '1 Accepted (reorged)']);
    expect(market.lines[0]).toMatchObject({ kind: 'gap', at: 5_000 });
  });

  test('behavior: a trade that left the table by age is no reorg', () => {
    const market = foldSnapshot(loaded([trade(2), trade(1)]), {
      trades: [trade(3), trade(2)],
      block: block(101),
      complete: false,
    });
    expect(table(market)).toEqual(['3 Created', '2 Created']);
  });
});

test('finality rises with the marks and never by itself', () => {
  const market = loaded([trade(1)]);
  const { seq } = created(2, block(101));
  const mark: FinalizedEntry = {
    type: 'finalized',
    cursor: 'c',
    seq,
    channels: ['*'],
    block: block(100),
  };
  expect(finalityOf(market, block(100))).toBe('latest');
  expect(finalityOf(fold(market, mark), block(100))).toBe('finalized');
  expect(finalityOf(fold(market, mark), block(101))).toBe('latest');
});
