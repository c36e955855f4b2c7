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
export const stampMeta = z.object({
  block: blockStamp,
  /** Where that block stands by the node's tags. */
  status: finality,
  /** Blocks between it and the node's head. */
  lagBlocks: z.int().nonnegative(),
  /** 0 at the node's head, else milliseconds since the next block was first seen. */
  lagMs: z.int().nonnegative(),
});

/** Token as it stands beside an amount; `symbol` is null where no event told it. */
export const tokenRef = z.object({
  address,
  symbol: z.string().nullable(),
  decimals: z.int().nonnegative(),
});

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
export const errorEnvelope = z.object({
  success: z.literal(false),
  error: z.object({
    code: z.string(),
    message: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  }),
  timestamp: z.int(),
});
