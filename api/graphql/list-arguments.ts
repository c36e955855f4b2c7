import { z } from 'zod';
import { ApiProblem } from '../errors.ts';
import { LIMITS } from './limits.ts';

/** What a list's arguments are held against: the columns of its rows. */
export type Column = {
  isNullable: boolean;
  isList: boolean;
  /** JSON has no order. */
  isOrderable: boolean;
};
export type Columns = ReadonlyMap<string, Column>;

/** Arguments of a list, as the schema has coerced them. */
export type ListArguments = Record<string, unknown>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A row's place, as Ponder writes it (superjson): the values it is ordered by, and which of them are integers. */
const cursorText = z.strictObject({
  json: z.record(z.string(), z.union([scalar, z.array(scalar)])),
  meta: z.object({ values: z.record(z.string(), z.tuple([z.literal('bigint')])) }).optional(),
});

/**
 * Checks what the schema's types leave open, and what Ponder's resolvers would answer wrongly or fail on. Null says the
 * same as leaving an argument out.
 *
 * @throws {ApiProblem} 400 `invalid_argument` or `bad_cursor`.
 */
export function checkListArguments(given: ListArguments, columns: Columns): ListArguments {
  const args = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  checkNumber('limit', args.limit, LIMITS.listRows);
  checkNumber('offset', args.offset, LIMITS.rows);
  checkOrder(args, columns);
  checkCursors(args, columns);
  if (args.where !== undefined) checkWhere(args.where, columns);
  return args;
}

function checkNumber(name: string, value: unknown, most: number): void {
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= most)) return;
  throw invalid(name, `must be between 0 and ${most}`);
}

function checkOrder({ orderBy, orderDirection }: ListArguments, columns: Columns): void {
  if (orderBy !== undefined && !columns.get(String(orderBy))?.isOrderable) {
    throw invalid('orderBy', 'must name a column that has an order');
  }
  // Ponder takes every other word for "desc".
  if (orderDirection !== undefined && orderDirection !== 'asc' && orderDirection !== 'desc') {
    throw invalid('orderDirection', 'must be asc or desc');
  }
}

function checkCursors({ before, after, offset, orderBy }: ListArguments, columns: Columns): void {
  const cursor = after ?? before;
  if (cursor === undefined) return;
  if (after !== undefined && before !== undefined) {
    throw invalid('before', 'cannot stand beside after');
  }
  if (Number(offset ?? 0) > 0) throw invalid('offset', 'cannot stand beside a cursor');
  // A comparison with null is never true: the page would end early and look complete.
  if (orderBy !== undefined && columns.get(String(orderBy))?.isNullable) {
    throw invalid('orderBy', 'must name a column that is never null where pages follow a cursor');
  }
  if (!isCursor(String(cursor), columns)) throw badCursor('was not given out by this list');
}

function isCursor(cursor: string, columns: Columns): boolean {
  try {
    const { json, meta } = cursorText.parse(JSON.parse(Buffer.from(cursor, 'base64').toString()));
    const integers = Object.keys(meta?.values ?? {});
    return (
      Object.keys(json).every((name) => columns.has(name)) &&
      integers.every((name) => /^-?\d+$/.test(String(json[name])))
    );
  } catch {
    return false;
  }
}

/** A filter has null where a column may be null and is compared for equality, and nowhere else. */
function checkWhere(where: unknown, columns: Columns): void {
  if (typeof where !== 'object' || where === null) throw nullIn('where');
  for (const [key, value] of Object.entries(where)) {
    if (key === 'AND' || key === 'OR') {
      if (!Array.isArray(value)) throw nullIn(`where.${key}`);
      for (const part of value) checkWhere(part, columns);
      continue;
    }
    const compared = columns.get(key) ?? columns.get(key.replace(/_not$/, ''));
    const mayBeNull = compared !== undefined && !compared.isList;
    if (value === null && !mayBeNull) throw nullIn(`where.${key}`);
    if (!Array.isArray(value)) continue;
    if (value.includes(null)) throw nullIn(`where.${key}`);
    // An empty list of alternatives matches nothing; with an empty list as a value nothing can be compared.
    if (value.length === 0 && compared?.isList) throw invalid(`where.${key}`, 'cannot be empty');
  }
}

/** The cursor of a list leads nowhere (any more). */
export function badCursor(message: string): ApiProblem {
  return new ApiProblem('bad_cursor', { issues: [{ path: 'cursor', message }] });
}

function nullIn(path: string): ApiProblem {
  return invalid(path, 'cannot be null or hold null');
}

function invalid(path: string, message: string): ApiProblem {
  return new ApiProblem('invalid_argument', { issues: [{ path, message }] });
}
