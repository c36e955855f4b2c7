// @ts-check

/** @import { Market, TradeState } from './types.js' */

/** States in which a trade still waits for one of its parties. @type {ReadonlySet<TradeState>} */
const OPEN = new Set(['Created', 'Accepted', 'PaymentMarked']);

/**
 * Counts the trades that the table holds.
 *
 * @param {Pick<Market, 'rows' | 'ghostCount'>} market
 */
export function summarize({ rows, ghostCount }) {
  const states = [...rows.values()].flatMap(([row]) => (row === undefined ? [] : [row.state]));
  return {
    total: states.length,
    open: states.filter((state) => OPEN.has(state)).length,
    disputed: states.filter((state) => state === 'Disputed').length,
    completed: states.filter((state) => state === 'Completed').length,
    reorged: ghostCount,
  };
}
