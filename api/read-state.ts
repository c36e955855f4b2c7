import { answer } from './answer.ts';
import type { AppDeps } from './app.ts';
import { type Snapshot, withSnapshot } from './db/snapshot.ts';

/**
 * Answers from one snapshot of the index, stamped with the block it reflects.
 *
 * @param read Reads all that the answer needs, in the snapshot's transaction.
 * @throws {ApiProblem} 503 where the index must not be believed.
 */
export async function readState<Data>(
  deps: AppDeps,
  query: { allowStale?: boolean },
  read: (snapshot: Snapshot) => Promise<Data>,
) {
  const { data, meta } = await withSnapshot(deps, async (snapshot) => ({
    meta: deps.guard.vouch(snapshot.stamp, query),
    data: await read(snapshot),
  }));
  return answer(deps.clock, { data, meta });
}
