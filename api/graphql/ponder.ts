import type { PgDatabase } from 'drizzle-orm/pg-core';
import type { GraphQLSchema } from 'graphql';

/*
 * Ponder's own schema builder and data loaders. Its package does not export them, so they are loaded by file path, here
 * only; a test holds the version whose file this is. They are pure: no Ponder process is needed.
 */

/** What Ponder's resolvers ask for rows. */
export type PonderQueryBuilder = {
  raw: PonderDatabase;
  wrap<Result>(query: (db: PonderDatabase) => Result): Result;
};

/** Drizzle over PostgreSQL, whatever its tables; Ponder's resolvers select from it and ask its relational queries. */
export type PonderDatabase = InstanceType<typeof PgDatabase>;

/** What Ponder's resolvers find in a request's context. One per request: the loaders remember rows. */
export type PonderContext = { qb: PonderQueryBuilder; getDataLoader: unknown };

type PonderGraphql = {
  buildGraphQLSchema(options: { schema: Record<string, unknown> }): GraphQLSchema;
  buildDataLoaderCache(qb: PonderQueryBuilder): PonderContext['getDataLoader'];
};

const file = new URL('graphql/index.js', import.meta.resolve('ponder'));

export const { buildGraphQLSchema, buildDataLoaderCache }: PonderGraphql = await import(file.href);
