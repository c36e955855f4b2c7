import { z } from 'zod';
import { minBlockFields, stateQuery } from '../wire.ts';

const map = z.record(z.string(), z.unknown(), { error: 'must be an object' });

/** A map as a GET request has it: JSON in a parameter of the address. */
const jsonMap = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  })
  .pipe(map.nullable());

/** What the address may say beside the request itself, for GET and POST alike. */
export const graphqlState = stateQuery.extend(minBlockFields);

/** Body of a POST request, see the GraphQL-over-HTTP specification, "Request Parameters". */
export const graphqlBody = z.object({
  query: z.string({ error: 'must be a string' }),
  variables: map.nullish(),
  operationName: z.string({ error: 'must be a string' }).nullish(),
  extensions: map.nullish(),
});

/** Parameters of a GET request. */
export const graphqlParameters = graphqlState.extend({
  query: z.string({ error: 'must be a string' }),
  variables: jsonMap.optional(),
  operationName: z.string().optional(),
  extensions: jsonMap.optional(),
});

/** One request, however it came. */
export type GraphqlRequest = z.output<typeof graphqlState> & {
  source: string;
  variables: Record<string, unknown>;
  /** Which operation of the document; undefined where it has only one. */
  operationName: string | undefined;
};
