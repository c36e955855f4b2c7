import { ready } from '../../api/integrity/wire.ts';

/** Tells whenever the API begins or ceases to vouch for its state: its feed goes on, but may fall behind the chain. */
export function createReadinessNotes(base: URL, onNote: (line: string) => void): () => void {
  let told = 'ok';
  let isAsking = false;
  async function ask(): Promise<void> {
    try {
      const response = await fetch(new URL('/ready', base), { signal: AbortSignal.timeout(5_000) });
      const { status, reason } = ready.parse(await response.json());
      if (status === told) return;
      told = status;
      onNote(status === 'ok' ? 'the API is ready again' : `the API is not ready: ${reason}`);
    } catch {
      // An API that is away is told by the feed's connection, which is away too.
    } finally {
      isAsking = false;
    }
  }
  return () => {
    if (isAsking) return;
    isAsking = true;
    void ask();
  };
}
