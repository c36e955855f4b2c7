import type { Clock } from '../clock.ts';
import type { Limits } from './limits.ts';
import { type ClientFrame, clientFrame } from './wire.ts';

/** Id of a client's frame, which the answer repeats. */
export type Asked = { id?: string | number | undefined };

/** The frame, or what is wrong with it, with its id where that could be read. */
export function parseFrame(text: string): ClientFrame | ({ type: 'bad'; problem: string } & Asked) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { type: 'bad', problem: 'The frame is not JSON' };
  }
  const parsed = clientFrame.safeParse(value);
  if (parsed.success) return parsed.data;
  const id: unknown = Reflect.get(Object(value), 'id');
  const problem = parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'frame'}: ${issue.message}`)
    .join('; ');
  return {
    type: 'bad',
    problem,
    ...(typeof id === 'string' || typeof id === 'number' ? { id } : {}),
  };
}

/** The id as a member of the answer; absent where none was given. */
export function idOf({ id }: Asked): { id?: string | number } {
  return id === undefined ? {} : { id };
}

/** Counts a client's frames over the last second. */
export function createFrameMeter(clock: Clock, limits: Limits) {
  let times: number[] = [];
  /** What to do with a frame that arrives now. */
  return function admit(): 'take' | 'refuse' | 'close' {
    const nowMs = clock.nowMs();
    times = [...times.filter((time) => nowMs - time < 1_000), nowMs];
    if (times.length > limits.floodPerSecond) return 'close';
    return times.length > limits.framesPerSecond ? 'refuse' : 'take';
  };
}
