import { formatUnits } from 'viem';
import type { z } from 'zod';
import type { annualRate, usd } from './wire.ts';

/** Decimal places of a net asset value and of a valuation, see contracts/interfaces. */
const USD_DECIMALS = 18;

/**
 * Value of an amount at a net asset value, rounded down.
 *
 * @param amount Base units.
 * @param token Decimals, and US dollars for one whole token with 18 decimals; null where none was ever set.
 * @returns US dollars with 18 decimals; null without a net asset value.
 */
export function usdValueOf(
  amount: bigint,
  { decimals, nav }: { decimals: number; nav: bigint | null },
): bigint | null {
  return nav === null ? null : (amount * nav) / 10n ** BigInt(decimals);
}

/** Sum of what is known; null when nothing is. */
export function sumKnown(values: (bigint | null)[]): bigint | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0n);
}

/** US dollars with 18 decimals as they go on the wire; null stays null. */
export function usdView(value: bigint | null): z.infer<typeof usd> | null {
  if (value === null) return null;
  const amount = formatUnits(value, USD_DECIMALS);
  return { amount, display: Number(amount) };
}

/**
 * A share in per cent, to four places.
 *
 * @returns Null where the whole is nothing.
 */
export function percentOf(part: bigint, whole: bigint): string | null {
  return whole === 0n ? null : formatUnits((part * 1_000_000n) / whole, 4);
}

/** A simple annual rate; fractions of a basis point come from averages. */
export function rateView(aprBps: number): z.infer<typeof annualRate> {
  return { aprBps, percent: formatUnits(BigInt(Math.round(aprBps * 100)), 4) };
}
