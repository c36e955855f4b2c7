import type { Clock } from './clock.ts';
import type { ApiProblem, ErrorCode } from './errors.ts';
import type { StampMeta } from './integrity/guard.ts';

/** Envelope of a good answer with chain state. */
export function answer<Data>(clock: Clock, { data, meta }: { data: Data; meta: StampMeta }) {
  return { success: true as const, data, meta, timestamp: clock.nowMs() };
}

/** Envelope of a refusal. */
export function refusal(
  clock: Clock,
  { problem, requestId }: { problem: ApiProblem; requestId: string },
) {
  const code: ErrorCode = problem.code;
  const { message, issues } = problem;
  return {
    success: false as const,
    error: { code, message, ...(issues === undefined ? {} : { issues }), requestId },
    timestamp: clock.nowMs(),
  };
}
