import type { z } from 'zod';
import type { event } from '../../indexer/ponder.schema.ts';
import type { Stamp } from '../db/snapshot.ts';
import { eventView } from '../event-view.ts';
import type { Finality } from '../integrity/guard.ts';
import type { PositionRow } from '../staking/queries.ts';
import { totalsView } from '../staking/view.ts';
import { tokenView } from '../trades/view.ts';
import type { selectCredits, selectHoldings } from './queries.ts';
import type { Account, activityItem } from './wire.ts';

/** What an account is shown from. */
export type AccountRows = {
  address: `0x${string}`;
  holdings: Awaited<ReturnType<typeof selectHoldings>>;
  credits: Awaited<ReturnType<typeof selectCredits>>;
  trades: Account['trades'];
  positions: PositionRow[];
};

/** An account as it goes on the wire. */
export function accountView(
  { address, holdings, credits, trades, positions }: AccountRows,
  stamp: Stamp,
): Account {
  return {
    address,
    holdings: holdings.map((row) => holdingView(row, stamp)),
    credits: credits.map(({ token, amount }) => ({
      token: tokenView(token),
      amount: amount.toString(),
    })),
    trades,
    stakes: {
      active: positions.filter(({ position }) => position.state === 'Active').length,
      totals: totalsView(positions, stamp.timestamp),
    },
  };
}

function holdingView(
  { holding, decimals, symbol }: AccountRows['holdings'][number],
  { timestamp }: Stamp,
): Account['holdings'][number] {
  const { sendUntil, receiveUntil, country, custody } = holding;
  return {
    token: tokenView({ address: holding.token, symbol, decimals }),
    balance: holding.balance.toString(),
    frozen: holding.frozen.toString(),
    eligibility: {
      sendUntil: Number(sendUntil),
      receiveUntil: Number(receiveUntil),
      country,
      canSend: custody || timestamp <= sendUntil,
      canReceive: custody || timestamp <= receiveUntil,
    },
    custody,
  };
}

/** An event of an account as it goes on the wire. */
export function activityView(
  row: typeof event.$inferSelect,
  finalityOf: (number: bigint) => Finality,
): z.infer<typeof activityItem> {
  return {
    ...eventView(row, finalityOf),
    source: row.source,
    tradeId: row.tradeId?.toString() ?? null,
    positionId: row.positionId?.toString() ?? null,
    token: row.token,
  };
}
