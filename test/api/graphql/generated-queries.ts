import {
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { createRandom, type Random } from '../../../dev/market/random.ts';

/** One request, and what it is about. */
export type Generated = { title: string; query: string; variables: Record<string, unknown> };

/** A list of the schema, with what its rows have. */
export type ListField = {
  name: string;
  row: GraphQLObjectType;
  filter: string;
  /** Arguments of each filter operator: name, and whether it takes a list. */
  operators: { name: string; isList: boolean }[];
  columns: { name: string; isNullable: boolean; isJson: boolean; isList: boolean }[];
};

export type Row = Record<string, unknown>;

/** Lists of a schema; nothing is listed by hand. */
export function listFields(schema: GraphQLSchema): ListField[] {
  const query = schema.getQueryType();
  return Object.values(query?.getFields() ?? {}).flatMap((field) => {
    const filter = getNamedType(field.args.find(({ name }) => name === 'where')?.type);
    const page = getNamedType(field.type);
    if (!isInputObjectType(filter) || !isObjectType(page)) return [];
    const row = getNamedType(page.getFields().items?.type);
    if (!isObjectType(row)) return [];
    const operators = Object.values(filter.getFields())
      .filter(({ name }) => name !== 'AND' && name !== 'OR')
      .map(({ name, type }) => ({ name, isList: isListType(getNullableType(type)) }));
    return [{ name: field.name, row, filter: filter.name, operators, columns: columnsOf(row) }];
  });
}

function columnsOf(row: GraphQLObjectType): ListField['columns'] {
  return Object.values(row.getFields())
    .filter(({ type }) => isLeafType(getNamedType(type)))
    .map(({ name, type }) => ({
      name,
      isNullable: !isNonNullType(type),
      isJson: getNamedType(type).name === 'JSON',
      isList: isListType(getNullableType(type)),
    }));
}

const PAGE = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount';

/** Every column of a row, and below it every relation's columns, or those of its first rows. */
export function selectionOf(row: GraphQLObjectType, { relations = true } = {}): string {
  const parts = Object.values(row.getFields()).map(({ name, type, args }) => {
    const named = getNamedType(type);
    if (isLeafType(named)) return name;
    if (!relations || !isObjectType(named)) return '';
    if (args.length === 0) return `${name} { ${selectionOf(named, { relations: false })} }`;
    const inner = getNamedType(named.getFields().items?.type);
    if (!isObjectType(inner)) return '';
    return `${name}(limit: 3) { items { ${selectionOf(inner, { relations: false })} } ${PAGE} }`;
  });
  return parts.filter(Boolean).join(' ');
}

/** Text of a list request whose arguments are all variables. */
export function listQuery({ name, row, filter }: ListField): string {
  return `query ($where: ${filter}, $orderBy: String, $orderDirection: String,
      $before: String, $after: String, $limit: Int, $offset: Int) {
    ${name}(where: $where, orderBy: $orderBy, orderDirection: $orderDirection,
        before: $before, after: $after, limit: $limit, offset: $offset) {
      items { ${selectionOf(row)} } ${PAGE}
    }
  }`;
}

/** Requests for single rows by key: of each row given, and one of a key that no row has. */
export function singleQueries(schema: GraphQLSchema, list: ListField, rows: Row[]): Generated[] {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  const field = fields.find(({ type }) => type === list.row);
  if (field === undefined) throw new Error(`${list.name} has no field for one row`);
  const declared = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const query = `query (${declared}) { ${field.name}(${given}) { ${selectionOf(list.row)} } }`;
  const absent = Object.fromEntries(field.args.map(({ name }) => [name, '0x00']));
  const keys = rows.map((row) =>
    Object.fromEntries(field.args.map(({ name }) => [name, row[name]])),
  );
  const isText = field.args.every(({ type }) => getNamedType(type).name === 'String');
  return [...keys, ...(isText ? [absent] : [])].map((variables) => ({
    title: `${field.name} by key`,
    query,
    variables,
  }));
}

/** Makes requests about rows that exist. */
export class QueryGenerator {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = createRandom(seed, 'graphql');
  }

  /** One request for each filter operator of a list, with a value of one of its rows. */
  everyOperator(list: ListField, rows: Row[]): Generated[] {
    return list.operators.map((operator) => ({
      title: `${list.name} by ${operator.name}`,
      query: listQuery(list),
      variables: { where: this.#condition(list, operator, rows), limit: 20 },
    }));
  }

  /** A list with conditions, order and page of any kind. */
  list(list: ListField, rows: Row[]): Generated {
    const orders = list.columns.filter(({ isJson }) => !isJson);
    const variables = {
      where: this.#where(list, rows, 2),
      ...(this.#random.chance(0.8) ? { orderBy: this.#pick(orders).name } : {}),
      ...(this.#random.chance(0.8) ? { orderDirection: this.#pick(['asc', 'desc']) } : {}),
      limit: this.#random.between(1, 10),
      ...(this.#random.chance(0.3) ? { offset: this.#random.between(0, 4) } : {}),
    };
    return { title: `${list.name} with conditions`, query: listQuery(list), variables };
  }

  /** Order and size of pages that follow a cursor. */
  pages({ columns }: ListField): Record<string, unknown> {
    const orders = columns.filter(({ isJson, isNullable }) => !isJson && !isNullable);
    const orderDirection = this.#pick(['asc', 'desc']);
    return { orderBy: this.#pick(orders).name, orderDirection, limit: this.#random.between(1, 4) };
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = this.#random.pick(items);
    if (item === undefined) throw new Error('There is nothing to pick from');
    return item;
  }

  #where(list: ListField, rows: Row[], depth: number): Record<string, unknown> {
    const count = this.#random.between(1, 2);
    const parts = Array.from({ length: count }, () =>
      this.#condition(list, this.#pick(list.operators), rows),
    );
    const where = Object.assign({}, ...parts);
    if (depth === 0 || this.#random.chance(0.5)) return where;
    const inner = [this.#where(list, rows, depth - 1), this.#where(list, rows, depth - 1)];
    return { ...where, [this.#pick(['AND', 'OR'])]: inner };
  }

  #condition(
    { columns }: ListField,
    { name, isList }: ListField['operators'][number],
    rows: Row[],
  ): Record<string, unknown> {
    // The longest column name that the operator begins with is its column.
    const column = columns
      .filter((candidate) => name === candidate.name || name.startsWith(`${candidate.name}_`))
      .sort((a, b) => b.name.length - a.name.length)[0];
    if (column === undefined) throw new Error(`No column for ${name}`);
    const values = rows
      .map((row) => row[column.name])
      // A list of nothing is refused.
      .filter((value) => value !== null && !(Array.isArray(value) && value.length === 0));
    const value = values.length === 0 ? undefined : this.#pick(values);
    if (value === undefined) return {};
    if (/_(contains|starts_with|ends_with)(_nocase)?$/.test(name)) {
      return { [name]: this.#part(String(value), name) };
    }
    if (column.isList) {
      const [first] = Array.isArray(value) ? value : [];
      return { [name]: isList ? value : (first ?? '0x') };
    }
    return { [name]: isList ? [value, this.#pick(values)] : value };
  }

  /** A piece of a text: its beginning, end or middle. */
  #part(text: string, name: string): string {
    const length = this.#random.between(1, Math.max(1, text.length - 1));
    if (/starts_with/.test(name)) return text.slice(0, length);
    if (/ends_with/.test(name)) return text.slice(-length);
    const piece = text.slice(Math.min(length, text.length - 1));
    return this.#random.chance(0.3) ? piece.toUpperCase() : piece;
  }
}
