import { parseArgs } from 'node:util';
import { type Address, getAddress, isAddress } from 'viem';
import { UsageError } from '../args.ts';

export const USAGE = `npm run onboard -- 0x…

  Makes a wallet eligible on the local chain and gives it tokens to sell or stake, money to pay with, and ether for gas.
  Doing it again gives again.
`;

/**
 * Reads the wallet from the command line.
 *
 * @returns The address, or 'help' where only help was asked for.
 * @throws {UsageError} for anything but one address; one in mixed case must have the checksum of EIP-55.
 */
export function readWallet(argv: string[]): Address | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  const [address, ...rest] = positionals;
  if (address === undefined || rest.length > 0) {
    throw new UsageError('One address is wanted: npm run onboard -- 0x…');
  }
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) {
    throw new UsageError(`"${address}" is no address: 0x and 40 hexadecimal digits`);
  }
  if (isAddress(address)) return getAddress(address);
  throw new UsageError(`"${address}" has a wrong checksum (EIP-55): a digit or its case is wrong`);
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
