import {
  GraphQLEnumType,
  type GraphQLField,
  type GraphQLFieldConfig,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import * as tables from '../../indexer/ponder.schema.ts';
import type { StampMeta } from '../integrity/guard.ts';
import {
  badCursor,
  type Column,
  type Columns,
  checkListArguments,
  type ListArguments,
} from './list-arguments.ts';
import { buildGraphQLSchema, type PonderContext } from './ponder.ts';

/** What a request's resolvers work with. */
export type GraphqlContext = PonderContext & { meta: StampMeta };

type Page = { pageInfo: { hasPreviousPage: boolean; hasNextPage: boolean } };
type Field = GraphQLField<unknown, GraphqlContext, ListArguments>;

/**
 * The schema that is served: Ponder's, made from the tables, with its lists guarded and `_meta` ours. Rates and stats
 * are not in it: they have routes of their own.
 */
export function createGraphqlSchema(): GraphQLSchema {
  const schema = buildGraphQLSchema({ schema: tables });
  const query = schema.getQueryType();
  const bigInt = schema.getType('BigInt');
  if (!isObjectType(query) || !isScalarType(bigInt)) throw new Error('The schema has no tables');
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const columns = columnsOf(field);
      if (columns !== undefined) guardList(field, columns);
    }
  }
  const config = query.toConfig();
  const fields = { ...config.fields, _meta: metaField(bigInt) };
  return new GraphQLSchema({ query: new GraphQLObjectType({ ...config, fields }) });
}

/** Columns of the rows in a list field; undefined for a field that is no list. */
function columnsOf(field: Field): Columns | undefined {
  const page = getNamedType(field.type);
  if (!field.args.some(({ name }) => name === 'limit') || !isObjectType(page)) return undefined;
  const row = getNamedType(page.getFields().items?.type);
  if (!isObjectType(row)) throw new Error(`${page.name} has no items`);
  const columns = Object.values(row.getFields()).filter(({ type }) =>
    isLeafType(getNamedType(type)),
  );
  return new Map(columns.map(({ name, type }) => [name, columnOf(type)]));
}

function columnOf(type: Field['type']): Column {
  return {
    isNullable: !isNonNullType(type),
    isList: isListType(getNullableType(type)),
    isOrderable: getNamedType(type).name !== 'JSON',
  };
}

/**
 * Checks a list's arguments before Ponder's resolver, and its page after: where the row that a cursor names has gone or
 * moved, that resolver leaves out a row it should give, and says so only by the page's flag.
 */
function guardList(field: Field, columns: Columns): void {
  const { resolve, name } = field;
  if (resolve === undefined) throw new Error(`${name} has no resolver`);
  field.resolve = async (parent, given, context, info) => {
    const args = checkListArguments(given, columns);
    const page = await resolve(parent, args, context, info);
    if (!isPage(page)) throw new Error(`${name} gave no page`);
    const { hasPreviousPage, hasNextPage } = page.pageInfo;
    const isLost =
      (args.after !== undefined && !hasPreviousPage) || (args.before !== undefined && !hasNextPage);
    if (isLost) throw badCursor('names a row that is no longer at its place: begin anew');
    return page;
  };
}

function isPage(value: unknown): value is Page {
  return typeof value === 'object' && value !== null && 'pageInfo' in value;
}

/** `_meta`, instead of Ponder's own of that name. Numbers that may outgrow an Int are BigInts, as in the tables. */
function metaField(bigInt: GraphQLScalarType): GraphQLFieldConfig<unknown, GraphqlContext> {
  const block = new GraphQLObjectType({
    name: 'MetaBlock',
    fields: {
      chainId: { type: new GraphQLNonNull(GraphQLInt) },
      number: { type: new GraphQLNonNull(bigInt) },
      hash: { type: new GraphQLNonNull(GraphQLString) },
      timestamp: { type: new GraphQLNonNull(bigInt), description: 'Unix seconds.' },
    },
  });
  const status = new GraphQLEnumType({
    name: 'Finality',
    description: "Where a block stands by the node's tags.",
    values: { latest: {}, safe: {}, finalized: {} },
  });
  const meta = new GraphQLObjectType({
    name: 'Meta',
    fields: {
      block: { type: new GraphQLNonNull(block) },
      status: { type: new GraphQLNonNull(status) },
      lagBlocks: {
        type: new GraphQLNonNull(GraphQLInt),
        description: "Blocks between it and the node's head.",
      },
      lagMs: {
        type: new GraphQLNonNull(bigInt),
        description: "0 at the node's head, else milliseconds since the next block was first seen.",
      },
    },
  });
  return {
    type: new GraphQLNonNull(meta),
    description: 'The block that the whole answer reflects.',
    resolve: (_parent, _args, context) => context.meta,
  };
}
