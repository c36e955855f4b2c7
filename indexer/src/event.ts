import type { Context } from 'ponder:registry';
import type { Abi, AbiEvent, Hex } from 'viem';
import { zeroAddress } from 'viem';
import { type EventSource, event as eventTable, type trade } from '../ponder.schema.ts';

/** What every decoded log has, whatever its event. */
export type LogEvent = {
  args?: object | undefined;
  block: { number: bigint; hash: Hex; timestamp: bigint };
  log: { address: Hex; logIndex: number };
  transaction: { hash: Hex };
};

/** State that results from an event, for its row. */
export type Result = Record<string, bigint | number | string | boolean | null>;

/** A trade as far as its events need it. */
type TradeParties = Pick<typeof trade.$inferSelect, 'id' | 'seller' | 'buyer' | 'token'>;

/** What an event concerns, and the state that results. */
type EventDetails = {
  name: string;
  result?: Result;
  trade?: TradeParties;
  assetId?: bigint;
  positionId?: bigint;
  token?: Hex;
};

/** Arguments that name an account a person may follow, whatever the event. */
const ACCOUNT_ARGUMENTS = new Set(
  'account by buyer custody from moderator newAdmin owner resolver seller sender spender to verifier'.split(
    ' ',
  ),
);

/** Block and time of the newest event of a row. */
export function touched(event: LogEvent) {
  const { number: updatedBlock, hash: updatedBlockHash, timestamp: updatedAt } = event.block;
  return { updatedBlock, updatedBlockHash, updatedAt };
}

/** Block and transaction of a row's first event. */
export function created(event: LogEvent) {
  return {
    createdBlock: event.block.number,
    createdBlockHash: event.block.hash,
    createdTxHash: event.transaction.hash,
  };
}

/** Unique across forks: the hash names the block, the index the log in it. */
export function eventId(context: Context, event: LogEvent): string {
  return `${context.chain.id}:${event.block.hash}:${event.log.logIndex}`;
}

/**
 * Gives the function that writes one row per event of a contract, with its arguments and the resulting state.
 *
 * @param abi ABI that declares the events; it tells addresses from other text.
 */
export function eventRecorder(source: EventSource, abi: Abi) {
  const inputs = new Map(
    abi
      .filter((item): item is AbiEvent => item.type === 'event')
      .map((item) => [item.name, item.inputs]),
  );
  return async function recordEvent(
    context: Context,
    event: LogEvent,
    details: EventDetails,
  ): Promise<void> {
    const types = inputs.get(details.name);
    if (types === undefined) throw new Error(`The ABI has no event ${details.name}`);
    const given = Object.fromEntries(Object.entries(event.args ?? {}));
    const args = Object.fromEntries(
      types.map(({ name = '', type }) => [name, plain(given[name], type)]),
    );
    const token = source === 'RwaToken' ? event.log.address : details.token;
    await context.db.insert(eventTable).values({
      ...position(context, event),
      source,
      name: details.name,
      args,
      result: plainResult(details.result ?? {}),
      accounts: accountsOf(args, details.trade),
      token: token ?? details.trade?.token ?? null,
      tradeId: details.trade?.id ?? null,
      assetId: details.assetId ?? null,
      positionId: details.positionId ?? null,
    });
  };
}

function position(context: Context, event: LogEvent) {
  return {
    id: eventId(context, event),
    chainId: context.chain.id,
    blockNumber: event.block.number,
    blockHash: event.block.hash,
    blockTimestamp: event.block.timestamp,
    txHash: event.transaction.hash,
    logIndex: event.log.logIndex,
    contract: event.log.address,
  };
}

/** An argument as it is stored: integers as decimal strings, addresses in lower case, all else as it is. */
function plain(value: unknown, type: string): string | boolean | string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'bigint' || typeof value === 'number') return value.toString();
  if (typeof value !== 'string') throw new Error(`No argument of type ${type} can be stored`);
  return type === 'address' ? value.toLowerCase() : value;
}

function plainResult(result: Result): Record<string, string | boolean | null> {
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [
      key,
      typeof value === 'bigint' || typeof value === 'number' ? value.toString() : value,
    ]),
  );
}

function accountsOf(
  args: Record<string, string | boolean | string[]>,
  parties: TradeParties | undefined,
): string[] {
  const named = Object.entries(args)
    .filter(([name]) => ACCOUNT_ARGUMENTS.has(name))
    .map(([, value]) => String(value));
  const all = [...named, parties?.seller, parties?.buyer].flatMap((account) =>
    account === undefined || account === null || account === zeroAddress
      ? []
      : [account.toLowerCase()],
  );
  return [...new Set(all)];
}
