import type { Clock } from '../clock.ts';
import type { BlockId, ChainWatch } from '../integrity/chain-watch.ts';
import type { Guard } from '../integrity/guard.ts';
import type { StatusFrame } from './wire.ts';

/** How often it is looked for a change. */
const LOOK_MS = 500;

/**
 * What readers of `system` are told beside the reorgs in the log: readiness, head and lag, as this replica judges them
 * now. That is no entry, for replicas may differ and nobody needs to know it afterwards.
 */
export type SystemStatus = {
  now(): StatusFrame;
  /** Calls at each change, until what it returns is called. */
  follow(onChange: (frame: StatusFrame) => void): () => void;
};

/** Looks for changes only while somebody follows. */
export function createSystemStatus(deps: {
  guard: Pick<Guard, 'readiness' | 'lagMsOf'>;
  watch: Pick<ChainWatch, 'head'>;
  clock: Clock;
}): SystemStatus {
  const { guard, watch, clock } = deps;
  const followers = new Set<(frame: StatusFrame) => void>();
  let timer: NodeJS.Timeout | undefined;
  let told = '';

  function now(): StatusFrame {
    const { status, sinceMs, indexed } = guard.readiness();
    return {
      type: 'status',
      status,
      since: new Date(sinceMs).toISOString(),
      head: blockView(watch.head()),
      indexed: blockView(indexed),
      lagMs: indexed === undefined ? null : guard.lagMsOf(indexed),
      ts: clock.nowMs(),
    };
  }

  function look(): void {
    const frame = now();
    const news = newsOf(frame);
    if (news === told) return;
    told = news;
    for (const onChange of followers) onChange(frame);
  }

  return {
    now,
    follow(onChange) {
      followers.add(onChange);
      if (timer === undefined) {
        told = newsOf(now());
        timer = setInterval(look, LOOK_MS);
      }
      return () => {
        followers.delete(onChange);
        if (followers.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

/** What of a frame is worth telling; its lag and time change at every look. */
function newsOf({ status, head, indexed }: StatusFrame): string {
  return `${status} ${head?.hash} ${indexed?.hash}`;
}

function blockView(block: BlockId | undefined) {
  return block === undefined ? null : { number: block.number.toString(), hash: block.hash };
}
