import { parseArgs } from 'node:util';
import { type Address, getAddress, isAddress } from 'viem';
import { UsageError } from '../args.ts';

export const USAGE = `npm run onboard -- 0x… [0x… …]

  Makes wallets eligible on the local chain and gives them tokens to sell or stake, money to pay with, and ether for gas.
  Doing it again gives again.
`;

/** Anvil's accounts 8 and 9: kept for people and examples, so `npm run dev` onboards them on a new chain. */
export const PEOPLE: Address[] = [
  '0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f',
  '0xa0Ee7A142d267C1f36714E4a8F75612F20a79720',
];

/**
 * Reads the wallets from the command line.
 *
 * @returns The addresses, or 'help' where only help was asked for.
 * @throws {UsageError} for anything but addresses; one in mixed case must have the checksum of EIP-55.
 */
export function readWallets(argv: string[]): Address[] | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  if (positionals.length > 0) return positionals.map(readAddress);
  throw new UsageError('An address is wanted: npm run onboard -- 0x…');
}

function readAddress(text: string): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    throw new UsageError(`"${text}" is no address: 0x and 40 hexadecimal digits`);
  }
  if (isAddress(text)) return getAddress(text);
  throw new UsageError(`"${text}" has a wrong checksum (EIP-55): a digit or its case is wrong`);
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: { help: { type: 'boolean', default: false } },
    });
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new UsageError(line);
  }
}
