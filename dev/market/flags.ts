import { parseArgs } from 'node:util';
import { UsageError } from '../args.ts';

/** Above this the node, not the market, would set the pace. */
const HIGHEST_RATE = 100;

/** How the market is to run. */
export type Flags = {
  seed: number;
  /** Mean actions per second. */
  rate: number;
  /** Actions until the market ends; infinite where none was given. */
  steps: number;
};

/**
 * Reads the command line.
 *
 * @throws {UsageError} naming the flag.
 */
export function readFlags(argv: string[]): Flags {
  const { seed, rate, steps } = parse(argv);
  return {
    seed: wholeNumber('seed', seed),
    rate: rateOf(rate),
    steps: steps === undefined ? Number.POSITIVE_INFINITY : wholeNumber('steps', steps),
  };
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        seed: { type: 'string', default: '1' },
        rate: { type: 'string', default: '1' },
        steps: { type: 'string' },
      },
    }).values;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new UsageError(line);
  }
}

function wholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (!(Number.isSafeInteger(number) && number > 0)) {
    throw new UsageError(`--${name} wants a whole number above zero, not "${value}"`);
  }
  return number;
}

function rateOf(value: string): number {
  const rate = Number(value);
  if (!(rate > 0 && rate <= HIGHEST_RATE)) {
    throw new UsageError(
      `--rate wants a number above zero, at most ${HIGHEST_RATE}, not "${value}"`,
    );
  }
  return rate;
}
