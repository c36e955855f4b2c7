import { parseArgs } from 'node:util';
import { UsageError } from '../args.ts';

/** What `npm run watch -- …` asks for. */
export type WatchFlags = {
  /** Address of the feed; undefined for the API that HOST and PORT name. */
  url: URL | undefined;
  channels: string[];
  /** Cursor to go on after; undefined to begin with what comes now. */
  since: string | undefined;
  /** Entries as they come, one JSON object a line. */
  json: boolean;
};

export const USAGE = `npm run watch [-- options]

  --url URL         feed to watch (default: ws://HOST:PORT/ws)
  --channels LIST   channels, separated by commas (default: trades)
  --since CURSOR    begin after this cursor instead of now
  --json            entries as they come, one a line
  --help            this text
`;

/**
 * Reads the command line.
 *
 * @returns 'help' where only help was asked for.
 * @throws {UsageError} naming the flag.
 */
export function readFlags(argv: string[]): WatchFlags | 'help' {
  const { url, channels, since, json, help } = parse(argv);
  if (help) return 'help';
  const names = channels.split(',').map((name) => name.trim());
  if (names.includes('')) throw new UsageError('--channels wants names separated by commas');
  return { url: url === undefined ? undefined : feedUrl(url), channels: names, since, json };
}

function feedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^wss?:$/.test(url.protocol)) {
    throw new UsageError(`--url wants an address that begins with ws:// or wss://, not "${text}"`);
  }
  return url;
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        url: { type: 'string' },
        channels: { type: 'string', default: 'trades' },
        since: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new UsageError(line);
  }
}
