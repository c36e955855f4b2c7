import { errorEnvelope } from './wire.ts';

/*
 * What routes answer when they refuse, for their description. The body is the same everywhere; the codes are listed in
 * errors.ts.
 */

const refusal = (description: string) => ({
  description,
  content: { 'application/json': { schema: errorEnvelope } },
});

/** Refusals of every route that reads the index. */
export const stateRefusals = {
  400: refusal('The request is malformed; each issue is listed'),
  503: refusal('The index cannot vouch for its state now, or the database does not answer'),
} as const;

/** Refusal of a route that names one thing. */
export const notFound = { 404: refusal('There is no such thing') } as const;
