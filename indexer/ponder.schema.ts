/*
 * The tables of one deployment, where Ponder looks for them. Units: token amounts in base units (numeric(78,0)), times
 * in Unix seconds, addresses and hashes as lower-case 0x text. "Written by" names the event that writes a column.
 */

export * from './schema/account.ts';
export * from './schema/asset.ts';
export * from './schema/block.ts';
export * from './schema/event.ts';
export * from './schema/relations.ts';
export * from './schema/staking.ts';
export * from './schema/token.ts';
export * from './schema/trade.ts';
