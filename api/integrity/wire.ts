import { z } from 'zod';
import { blockId } from '../wire.ts';

/** Answer of `/health`: the process lives. */
export const health = z.object({ status: z.literal('ok') });

/** Whether the API vouches for the index, and since when; `reason` tells why not. */
export const ready = z.object({
  status: z.enum([
    'ok',
    'starting',
    'backfilling',
    'lagging',
    'stalled',
    'rpc_down',
    'database_down',
    'diverged',
  ]),
  reason: z.string().optional(),
  since: z.iso.datetime(),
});

/** Where chain and index stand; a block that is not known yet is null. */
export const status = ready.extend({
  chainId: z.int(),
  head: blockId.nullable(),
  indexed: blockId.nullable(),
  safe: blockId.nullable(),
  finalized: blockId.nullable(),
  lagBlocks: z.int().nullable(),
});
