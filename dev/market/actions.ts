import { formatAddress } from './format.ts';
import type { Trader } from './market.ts';
import { type Move, movesOf, type Round } from './moves.ts';
import { makeOffer } from './offers.ts';
import { onboard } from './onboarding.ts';
import { openTrades } from './open-trades.ts';

/** The depth at which no more offers are made. */
const MOST_OPEN_TRADES = 25;

/**
 * Does one thing that is possible now, as one of the accounts, and waits until it is mined.
 *
 * @param say Told of each transaction in one line.
 * @returns Whether there was anything to do.
 */
export async function act(round: Round, say: (line: string) => void): Promise<boolean> {
  const { market, random } = round;
  const open = await openTrades(market);
  const moves = open.flatMap((trade) => movesOf(round, trade));
  // The fewer trades are open, the likelier a new offer is: so the depth finds its level.
  const choice = random.weigh<{ weight: number; move?: Move }>([
    { weight: Math.max(0, MOST_OPEN_TRADES - open.length) },
    ...moves.map((move) => ({ weight: move.weight, move })),
  ]);
  if (choice === undefined) return false;
  const actor = choice.move?.actor ?? random.pick(market.traders);
  if (actor === undefined) return false;
  if (market.traders.includes(actor)) await supply(round, { trader: actor, say });
  say(`${await done(round, { actor, move: choice.move })}  by ${formatAddress(actor.address)}`);
  return true;
}

/** Without a move in an open trade it is an offer. */
async function done(
  round: Round,
  { actor, move }: { actor: Trader; move: Move | undefined },
): Promise<string> {
  if (move === undefined) return makeOffer(round, actor);
  await round.market.mined(move.send());
  return `trade ${move.trade.id}  ${move.says}`;
}

/** A trader that sold or spent nearly all it had gets more, before it needs it. */
async function supply(
  { market }: Round,
  { trader, say }: { trader: Trader; say: (line: string) => void },
): Promise<void> {
  for await (const line of onboard(market, trader)) say(line);
}
