/** What an answer of /graphql holds, as a test reads it. */
export type Answer = {
  status: number;
  headers: Headers;
  body: {
    data?: Record<string, unknown>;
    errors?: { message: string; locations?: unknown; extensions: Record<string, unknown> }[];
    extensions?: {
      cost: { rows: number; limit: number };
      meta: { block: { number: string; hash: string }; lagMs: number };
    };
  };
};

/** Sends one request as a careful client does; `search` goes to the address. */
export async function post(
  apiUrl: string,
  body: { query: string; variables?: unknown; operationName?: string },
  { search = '', accept = 'application/graphql-response+json' } = {},
): Promise<Answer> {
  const response = await fetch(`${apiUrl}/graphql${search}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Code of an answer's first error. */
export function codeOf({ body }: Answer): unknown {
  return body.errors?.[0]?.extensions.code;
}
