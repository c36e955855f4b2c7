import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGraphqlSchema } from '../../../api/graphql/schema.ts';
import { startStack, type TestStack } from '../../support/stack.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  type Generated,
  type ListField,
  listFields,
  listQuery,
  QueryGenerator,
  type Row,
  singleQueries,
} from './generated-queries.ts';

/*
 * Our GraphQL against Ponder's own, which the running indexer serves from the same rows: generated requests must give
 * the same data. The seed is printed; GRAPHQL_SEED repeats a run.
 */

const seed = Number(process.env.GRAPHQL_SEED ?? Date.now() % 1_000_000);
const QUERIES_PER_LIST = 40;
const WALKS_PER_LIST = 5;

const schema = createGraphqlSchema();
const lists = listFields(schema);
const generate = new QueryGenerator(seed);
let stack: TestStack;
/** Rows of each list, to take values from. */
const rows = new Map<string, Row[]>();
const rowsOf = ({ name }: ListField) => rows.get(name) ?? [];

beforeAll(async () => {
  process.stdout.write(`seed ${seed}\n`);
  stack = await startStack();
  await makeRows();
  await stopBlocks();
  for (const list of lists) rows.set(list.name, (await samePage(list, {})).items);
  expect(lists.filter((list) => rowsOf(list).length === 0).map(({ name }) => name)).toEqual([]);
});

afterAll(async () => {
  await stack?.stop();
});

/** Something in every table: trades in several states, stakes, documents, and a credit that waits. */
async function makeRows() {
  const { chain, accounts } = stack;
  for (let index = 0; index < 4; index += 1) await chain.offer({ price: BigInt(index + 1) });
  const accepted = await chain.offer({ onChain: true, buyer: accounts.buyer.address });
  await chain.act(accounts.buyer, 'acceptTrade', { args: [accepted] });
  for (const isResolved of [true, false]) await dispute(isResolved);
  await chain.openStaking();
  for (const tier of [0, 1, 1, 2]) {
    await chain.stake(accounts.buyer, { tier, amount: BigInt(tier + 1) * 10n ** 18n });
  }
  for (const [name, uri] of Object.entries({ Deed: 'ipfs://deed', Report: 'ipfs://50%_report' })) {
    const args = [1n, name, uri, `0x${'55'.repeat(32)}`];
    await chain.act(accounts.operations, 'setDocument', { on: chain.registry, args });
    await chain.act(accounts.operations, 'addVerification', { on: chain.registry, args });
  }
}

async function dispute(isResolved: boolean) {
  const { chain, accounts } = stack;
  const id = await chain.offer({ policyId: 2 });
  await chain.act(accounts.buyer, 'acceptTrade', { args: [id] });
  await chain.act(accounts.buyer, 'markPaid', { args: [id, `0x${'22'.repeat(32)}`] });
  await chain.act(accounts.seller, 'disputeTrade', { args: [id, `0x${'33'.repeat(32)}`] });
  for (const uri of ['ipfs://A%_b', 'ipfs://second']) {
    const args = [id, `0x${'44'.repeat(32)}`, uri];
    await chain.act(accounts.buyer, 'submitEvidence', { args });
  }
  if (isResolved) await chain.act(accounts.moderator, 'resolveTrade', { args: [id, 3_333] });
}

/** Ends the mining and waits until both servers stand on the newest block, so that they answer from the same rows. */
async function stopBlocks() {
  await stack.chain.client.setIntervalMining({ interval: 0 });
  const head = await stack.chain.reader.getBlockNumber();
  await waitFor('both to reach the head', async () => {
    const query = 'query ($number: BigInt!) { block(number: $number) { hash } }';
    const answers = await Promise.all(
      [stack.apiUrl, stack.indexerUrl].map((url) =>
        ask(`${url}/graphql`, query, { number: head.toString() }),
      ),
    );
    return answers.every(({ data }) => data?.block);
  });
}

type Page = { items: Row[]; pageInfo: Record<string, unknown>; totalCount: number };
type Answer = { data?: Record<string, unknown>; errors?: { message: string }[] };

async function ask(url: string, query: string, variables: Row): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** Asks both, holds one against the other, and gives the one field that was asked for. */
async function same({ title, query, variables }: Generated): Promise<unknown> {
  const [ours, ponders] = await Promise.all([
    ask(`${stack.apiUrl}/graphql`, query, variables),
    ask(`${stack.indexerUrl}/graphql`, query, variables),
  ]);
  const context = `${title} (seed ${seed}): ${JSON.stringify(variables)}`;
  expect(ours.errors, context).toBeUndefined();
  expect(ponders.errors, context).toBeUndefined();
  expect(ours.data, context).toEqual(ponders.data);
  return Object.values(ours.data ?? {})[0];
}

async function samePage(list: ListField, variables: Row): Promise<Page> {
  const title = `page of ${list.name}`;
  return (await same({ title, query: listQuery(list), variables })) as Page;
}

test.each(lists)('$name: each filter operator gives the same', async (list) => {
  for (const generated of generate.everyOperator(list, rowsOf(list))) await same(generated);
});

test.each(lists)('$name: conditions, orders and pages by number give the same', async (list) => {
  for (let count = 0; count < QUERIES_PER_LIST; count += 1) {
    await same(generate.list(list, rowsOf(list)));
  }
});

test.each(lists)(
  '$name: pages by cursor give the same, and each row once, both ways',
  async (list) => {
    for (let count = 0; count < WALKS_PER_LIST; count += 1) {
      const order = generate.pages(list);
      const forth: Row[] = [];
      let page = await samePage(list, order);
      forth.push(...page.items);
      while (page.pageInfo.hasNextPage) {
        page = await samePage(list, { ...order, after: page.pageInfo.endCursor });
        forth.push(...page.items);
      }
      expect(forth.length).toBe(page.totalCount);
      const back = [...page.items];
      while (page.pageInfo.hasPreviousPage) {
        page = await samePage(list, { ...order, before: page.pageInfo.startCursor });
        back.unshift(...page.items);
      }
      expect(back).toEqual(forth);
    }
  },
);

test.each(lists)(
  '$name: a row by its key gives the same, also where there is none',
  async (list) => {
    for (const generated of singleQueries(schema, list, rowsOf(list))) await same(generated);
  },
);
