import { waitFor } from '../../support/wait-for.ts';

/** One event of a stream: its lines by field. A block of comments only has none. */
export type StreamEvent = { event?: string; id?: string; data?: string; retry?: string };

export type StreamReader = Awaited<ReturnType<typeof openStream>>;

/** Reads `GET /api/feed` as bytes, and keeps all of it. */
export async function openStream(
  baseUrl: string,
  query: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const controller = new AbortController();
  const response = await fetch(`${baseUrl}/api/feed?${new URLSearchParams(query)}`, {
    headers,
    signal: controller.signal,
  });
  const blocks: string[] = [];
  const isEnded = collect(response, blocks).catch(() => false);
  const events = () => blocks.map(parseBlock);
  const entries = () => events().filter(({ event, data }) => event === undefined && data);
  return {
    response,
    /** Everything so far, as it came, between the empty lines. */
    blocks,
    events,
    /** The entries so far, to the byte. */
    entries,
    seqs: () => entries().map(({ data }) => Number(JSON.parse(data ?? '').seq)),
    /** What the first event of a name says. */
    named: async (name: string) => {
      const found = await waitFor(name, () => events().find(({ event }) => event === name));
      return JSON.parse(found.data ?? '');
    },
    /** True once the server ended the stream; false once it broke. */
    isEnded,
    leave: () => controller.abort(),
  };
}

async function collect(response: Response, blocks: string[]): Promise<boolean> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = parts.pop() ?? '';
    blocks.push(...parts);
  }
  return true;
}

function parseBlock(block: string): StreamEvent {
  const fields = block.split('\n').flatMap((line) => {
    const [, name, value] = /^(\w+): (.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(fields);
}
