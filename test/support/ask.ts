import { z } from 'zod';
import { blockStamp, errorEnvelope } from '../../api/wire.ts';
import type { TestStack } from './stack.ts';
import { waitFor } from './wait-for.ts';

type Question = { body?: unknown };

async function send({ apiUrl }: TestStack, path: string, { body }: Question): Promise<Response> {
  if (body === undefined) return fetch(`${apiUrl}${path}`);
  const headers = { 'content-type': 'application/json' };
  return fetch(`${apiUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Asks the API and holds the answer's data against its schema. @returns The data, and the block it reflects. */
export async function ask<Data extends z.ZodType>(
  stack: TestStack,
  path: string,
  { data, ...question }: Question & { data: Data },
): Promise<{ data: z.infer<Data>; block: { number: bigint; timestamp: bigint } }> {
  const response = await send(stack, path, question);
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${JSON.stringify(body)}`);
  const { data: given, meta } = z
    .object({ data: z.unknown(), meta: z.object({ block: blockStamp }) })
    .parse(body);
  const { number, timestamp } = meta.block;
  return {
    data: data.parse(given),
    block: { number: BigInt(number), timestamp: BigInt(timestamp) },
  };
}

/** Asks what the API must refuse. @returns Status, code, and where each issue lies. */
export async function askRefused(stack: TestStack, path: string, question: Question = {}) {
  const response = await send(stack, path, question);
  const { error } = errorEnvelope.parse(await response.json());
  const issues = error.issues?.map(({ path: where }) => where) ?? [];
  return { status: response.status, code: error.code, issues };
}

/** Waits until the index has reached the chain's head as it is now. */
export async function caughtUp(stack: TestStack): Promise<void> {
  const head = await stack.chain.reader.getBlockNumber();
  await waitFor(`block ${head} to be indexed`, async () => {
    const status = await (await fetch(`${stack.apiUrl}/status`)).json();
    return BigInt(status.indexed?.number ?? 0) >= head;
  });
}
