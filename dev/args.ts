import { parseArgs } from 'node:util';

/** What `npm run dev -- …` asks for. */
export type DevArgs = {
  fresh: boolean;
  market: boolean;
  /** Passed on to the market simulator. */
  marketFlags: string[];
};

export const USAGE = `npm run dev [-- options]

  --fresh       delete chain, database and deployment of this folder first
  --no-market   no simulated trades
  --rate N      simulated actions per second (default 1)
  --seed N      seed of the simulated market (default 1)
  --steps N     simulated actions, then the market rests (default: forever)
  --help        this text
`;

/** A flag that does not exist, or a value that is no number. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * Reads the command line.
 *
 * @returns 'help' where only help was asked for.
 * @throws {UsageError} naming the flag.
 */
export function readArgs(argv: string[]): DevArgs | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  const marketFlags = (['rate', 'seed', 'steps'] as const).flatMap((name) => {
    const value = values[name];
    if (value === undefined) return [];
    if (!(Number(value) > 0)) throw new UsageError(`--${name} wants a number above zero`);
    return [`--${name}`, value];
  });
  return { fresh: values.fresh, market: !values['no-market'], marketFlags };
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        fresh: { type: 'boolean', default: false },
        'no-market': { type: 'boolean', default: false },
        rate: { type: 'string' },
        seed: { type: 'string' },
        steps: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
