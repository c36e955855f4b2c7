import {
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { ApiProblem } from '../errors.ts';
import type { ValidDocument } from './documents.ts';
import { DEFAULT_LIST_ROWS, LIMITS } from './limits.ts';

/** What a request asks for, as its answer's `extensions.cost` says. */
export type Cost = { rows: number; limit: number };

type Field = GraphQLField<unknown, unknown>;

/**
 * Counts the rows a request asks for, before any is read: a list costs its limit and offset, what is selected of its
 * rows costs once for each, a single row costs one. Directives are not looked at, so it is an upper bound.
 *
 * @throws {ApiProblem} 400 `too_costly`.
 */
export function costOf(
  schema: GraphQLSchema,
  { document, operation }: { document: ValidDocument; operation: OperationDefinitionNode },
  variables: Record<string, unknown>,
): Cost {
  const query = schema.getQueryType();
  const count = createCounter({ schema, document, variables });
  const rows = isObjectType(query) ? count(operation.selectionSet, query) : 0;
  const limit = LIMITS.rows;
  if (rows > limit) {
    throw new ApiProblem('too_costly', {
      message: `The request asks for up to ${rows} rows, more than ${limit}; give smaller limits.`,
    });
  }
  return { rows, limit };
}

function createCounter(options: {
  schema: GraphQLSchema;
  document: ValidDocument;
  variables: Record<string, unknown>;
}) {
  const { schema, document, variables } = options;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  /** Rows of each fragment, counted once: a document may spread one in another in another. */
  const counted = new Map<string, number>();

  function countFragment(name: string): number {
    const known = counted.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const type = schema.getType(fragment?.typeCondition.name.value ?? '');
    const rows =
      fragment !== undefined && isObjectType(type) ? count(fragment.selectionSet, type) : 0;
    counted.set(name, rows);
    return rows;
  }

  function count({ selections }: SelectionSetNode, parent: GraphQLObjectType): number {
    let rows = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) rows += countFragment(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        rows += count(selection.selectionSet, parent);
      else {
        const field = parent.getFields()[selection.name.value];
        const type = getNamedType(field?.type);
        if (field === undefined || !isObjectType(type) || selection.selectionSet === undefined) {
          continue;
        }
        const args = getArgumentValues(field, selection, variables);
        rows += rowsOfField(schema, field, { args, inner: count(selection.selectionSet, type) });
      }
    }
    return rows;
  }

  return count;
}

/** @param options.inner Rows asked for below one row of the field. */
function rowsOfField(
  schema: GraphQLSchema,
  field: Field,
  { args, inner }: { args: Record<string, unknown>; inner: number },
): number {
  if (field.args.some(({ name }) => name === 'limit')) {
    const limit = Math.max(0, Number(args.limit ?? DEFAULT_LIST_ROWS));
    const offset = Math.max(0, Number(args.offset ?? 0));
    return offset + limit * (1 + inner);
  }
  // The rows of a page are counted with the page; a type with pages that stands alone is one row.
  const hasPages = schema.getType(`${getNamedType(field.type).name}Page`) !== undefined;
  const isOneRow = hasPages && !isListType(getNullableType(field.type));
  return isOneRow ? 1 + inner : inner;
}
