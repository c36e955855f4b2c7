import { z } from 'zod';

/** Account, contract or token address; taken in any case, given in lower case. */
export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, { error: 'must be an address: 0x and 40 hexadecimal digits' })
  .transform((value) => value.toLowerCase() as `0x${string}`)
  .meta({ description: 'Address, 0x and 40 hexadecimal digits' });

/** 32-byte hash. */
export const hash = z.templateLiteral(['0x', z.string()]).meta({ description: '32-byte hash' });

/** Whole number as a decimal string: token amounts in base units, ids, heights. */
export const integer = z
  .string()
  .regex(/^(0|[1-9]\d*)$/, {
    error: 'must be a whole number in decimal digits',
    // What follows may then take it for a number.
    abort: true,
  })
  .meta({ description: 'Whole number as a decimal string' });

/** Point in chain time, Unix seconds. */
export const unixSeconds = z.int().nonnegative().meta({ description: 'Unix seconds' });

/** How settled a block is, by the node's own tags. */
export const finality = z.enum(['latest', 'safe', 'finalized']);

/** Block by height and hash. */
export const blockId = z.object({ number: integer, hash });

/** Block that an answer reflects. */
export const blockStamp = z.object({
  chainId: z.int(),
  number: integer,
  hash,
  timestamp: unixSeconds,
});

/** What every answer with chain state says of its block. */
export const stampMeta = z
  .object({
    block: blockStamp,
    /** Where that block stands by the node's tags. */
    status: finality,
    /** Blocks between it and the node's head. */
    lagBlocks: z.int().nonnegative(),
    /** 0 at the node's head, else milliseconds since the next block was first seen. */
    lagMs: z.int().nonnegative(),
  })
  .meta({ id: 'StampMeta' });

/** Token as it stands beside an amount; `symbol` is null where no event told it. */
export const tokenRef = z.object({
  address,
  symbol: z.string().nullable(),
  decimals: z.int().nonnegative(),
});

/** Decimal number as a string, such as 12.5; no exponent, no trailing zeros. */
export const decimal = z
  .string()
  .regex(/^-?\d+(\.\d*[1-9])?$/)
  .meta({ description: 'Decimal number as a string' });

/** US dollars: exact to 18 places, and a number for showing only. */
export const usd = z.object({ amount: decimal, display: z.number() });

/** Simple annual rate, without compounding. */
export const annualRate = z.object({ aprBps: z.number(), percent: decimal });

/** One event of a contract, with the block it stands in. */
export const chainEvent = z
  .object({
    /** `chainId:blockHash:logIndex`, unique across forks. */
    id: z.string(),
    event: z.string(),
    contract: address,
    at: unixSeconds,
    block: blockId,
    txHash: hash,
    logIndex: z.int(),
    /** Arguments by name; integers as decimal strings. */
    data: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
    /** Where its block stands by the node's tags. */
    status: finality,
  })
  .meta({ id: 'ChainEvent' });

/** What an account has staked of one token, and what it could claim. */
export const stakingTotal = z
  .object({
    token: tokenRef,
    principal: integer,
    claimable: integer,
    value: usd.nullable(),
    activePositions: z.int(),
  })
  .meta({ id: 'StakingTotal' });

/** Envelope of every good answer under /api. */
export const envelope = <Data extends z.ZodType>(data: Data) =>
  z.object({
    success: z.literal(true),
    data,
    meta: stampMeta,
    timestamp: z.int().meta({ description: 'Time of the answer, milliseconds' }),
  });

/** Page of a list. `nextCursor` is null on the last page. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Whole number that a contract can hold: at most 2^256 - 1. */
export const uint256 = integer.refine((value) => BigInt(value) < 2n ** 256n, {
  error: 'must be below 2^256',
});

/** Query of every route with chain state. */
export const stateQuery = z.strictObject({
  /** Asks for true but old rows while the index lags; they say how old they are. */
  allowStale: z
    .enum(['0', '1'], { error: 'must be 0 or 1' })
    .default('0')
    .transform((value) => value === '1'),
});

/** Part of a query that waits for the index to reach a block, so that one reads one's own write. */
export const minBlockFields = {
  /** Height that the answer must reflect at least. */
  minBlock: uint256.transform(BigInt).optional(),
  /** How long to wait for it, milliseconds. */
  minBlockWaitMs: z.coerce
    .number({ error: 'must be a whole number' })
    .int({ error: 'must be a whole number' })
    .min(0, { error: 'must be at least 0' })
    .max(30_000, { error: 'must be at most 30000' })
    .default(5_000),
};

/** A stake that somebody thinks of. */
export const stakingQuestion = z.strictObject({
  /** Token of the pool; may be left out where there is one pool only. */
  token: address.optional(),
  /** Base units. */
  amount: uint256.refine((value) => BigInt(value) > 0n, { error: 'must be above zero' }),
  tier: z.coerce
    .number({ error: 'must be a whole number' })
    .int({ error: 'must be a whole number' })
    .min(0, { error: 'must be at least 0' })
    .max(255, { error: 'must be at most 255' })
    .default(0),
});

/** What the stake would be. Amounts in base units. */
export const stakingQuote = z
  .object({
    token: tokenRef,
    tier: z.int(),
    kind: z.enum(['flexible', 'fixed']),
    amount: integer,
    rate: annualRate,
    termSeconds: z.int(),
    /** Equal to the contract's `previewReward`: over the term, or over a year in the flexible tier. */
    reward: integer,
    /** Whether the pool would take the stake now. */
    accepted: z.boolean(),
    /** Largest stake that the tier takes now. */
    capacity: integer,
    /** End of the term if the stake were made at the stamped block's time; a flexible one can leave at once. */
    unlockAt: unixSeconds,
    /** Until when the reserve lasts for what is staked today; null for ever. Only the flexible tier depends on it. */
    fundedUntil: unixSeconds.nullable(),
  })
  .meta({ id: 'StakingQuote' });

/** Query of every list with chain state. */
export const pageQuery = stateQuery.extend({
  limit: z.coerce
    .number({ error: 'must be a whole number' })
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(1000, { error: 'must be at most 1000' })
    .default(50),
  cursor: z.string().optional(),
});

/** Envelope of every refusal. */
export const errorEnvelope = z
  .object({
    success: z.literal(false),
    error: z.object({
      code: z.string(),
      message: z.string(),
      issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
      requestId: z.string(),
    }),
    timestamp: z.int(),
  })
  .meta({ id: 'Refusal' });
