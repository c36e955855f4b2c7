import { type Address, formatUnits } from 'viem';

/**
 * Writes an amount of base units to its last place, with separators for thousands.
 *
 * @param options.places Fewest places behind the point.
 * @example formatAmount(1_520_000_000n, { decimals: 6, places: 2 }) // '1,520.00'
 */
export function formatAmount(
  baseUnits: bigint,
  { decimals, places = 0 }: { decimals: number; places?: number },
): string {
  const [whole = '0', fraction = ''] = formatUnits(baseUnits, decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const shown = fraction.padEnd(places, '0');
  return shown === '' ? grouped : `${grouped}.${shown}`;
}

/** An asset's amount as it stands in a line. */
export function formatAsset(baseUnits: bigint, symbol: string): string {
  return `${formatAmount(baseUnits, { decimals: 18 })} ${symbol}`;
}

/** The payment token's amount as it stands in a line. */
export function formatUsd(baseUnits: bigint): string {
  return `${formatAmount(baseUnits, { decimals: 6, places: 2 })} tUSD`;
}

/** Enough of an address to tell the market's accounts apart. */
export function formatAddress(address: Address): string {
  return `${address.slice(0, 6)}…`;
}
