import { ApiProblem } from './errors.ts';

/**
 * Cursor of a list: the position after the last item given, opaque to the caller. A position names a row, not a
 * count, so pages stay stable while rows arrive.
 */
export function encodeCursor(position: bigint): string {
  return Buffer.from(position.toString()).toString('base64url');
}

/** @throws {ApiProblem} 400 `bad_cursor` for anything that {@link encodeCursor} did not give. */
export function decodeCursor(cursor: string): bigint {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^(0|[1-9]\d{0,89})$/.test(text) || encodeCursor(BigInt(text)) !== cursor) {
    throw new ApiProblem('bad_cursor', {
      issues: [{ path: 'cursor', message: 'was not given out by this list' }],
    });
  }
  return BigInt(text);
}

/**
 * A page of a list, from rows that were asked for with one more than the limit: that one tells of a next page.
 *
 * @param options.position Position of a row in the list's order.
 */
export function toPage<Row, Item>(
  rows: Row[],
  { limit, view, position }: PageOptions<Row, Item>,
): { items: Item[]; nextCursor: string | null } {
  const given = rows.slice(0, limit);
  const last = given.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined ? encodeCursor(position(last)) : null;
  return { items: given.map(view), nextCursor };
}

type PageOptions<Row, Item> = {
  limit: number;
  view(row: Row): Item;
  position(row: Row): bigint;
};
