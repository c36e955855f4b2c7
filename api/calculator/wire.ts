import { z } from 'zod';
import { integer, stakingQuestion, stakingQuote, stateQuery } from '../wire.ts';

/** Question of the calculator. A month is a twelfth of 365 days. */
export const projectionQuery = stateQuery.extend({
  ...stakingQuestion.shape,
  /** How far to look; without it the tier's term, or a year for the flexible tier. */
  months: z.coerce
    .number({ error: 'must be a whole number' })
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(120, { error: 'must be at most 120' })
    .optional(),
});

/** What a stake would earn, in base units. Interest is simple: rewards earn nothing until they are staked. */
export const projection = stakingQuote.extend({
  compounding: z.literal('none'),
  /** What will have accrued by the end of each month; a fixed tier earns nothing after its term. */
  schedule: z.array(z.object({ month: z.int(), seconds: z.int(), accrued: integer })),
});

export type ProjectionQuery = z.infer<typeof projectionQuery>;
export type Projection = z.infer<typeof projection>;
