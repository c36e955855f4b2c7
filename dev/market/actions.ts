import { formatAddress } from './format.ts';
import { issuerMoves } from './issuer.ts';
import type { Trader } from './market.ts';
import { type Move, movesOf, type Round } from './moves.ts';
import { makeOffer } from './offers.ts';
import { onboard } from './onboarding.ts';
import { openTrades } from './open-trades.ts';
import type { Random } from './random.ts';
import { stakeMoves } from './stakes.ts';

/** The depth at which no more offers are made. */
const MOST_OPEN_TRADES = 25;

/** What the market does, and how often each: it is a market of trades first. */
const KINDS = [
  { kind: 'trade', weight: 12 },
  { kind: 'stake', weight: 4 },
  { kind: 'issue', weight: 1 },
] as const;

/** Random choices, each kind from a stream of its own: what time does to one does not change the others. */
export type Choices = Record<'kind' | (typeof KINDS)[number]['kind'], Random>;

/** What stays the same from one action to the next. */
export type Running = Omit<Round, 'random'> & { choices: Choices };

/**
 * Does one thing that is possible now, as one of the accounts, and waits until it is mined.
 *
 * @param say Told of each transaction in one line.
 * @returns Whether there was anything to do.
 */
export async function act(
  { choices, ...running }: Running,
  say: (line: string) => void,
): Promise<boolean> {
  const kind = choices.kind.weigh(KINDS)?.kind ?? 'trade';
  const round = { ...running, random: choices[kind] };
  if (kind === 'trade') return actOnTrades(round, say);
  const moves = kind === 'stake' ? await stakeMoves(round) : await issuerMoves(round);
  const move = round.random.weigh(moves);
  return move === undefined ? false : doMove(round, { actor: move.actor, move, say });
}

async function actOnTrades(round: Round, say: (line: string) => void): Promise<boolean> {
  const { market, assets, random } = round;
  const open = await openTrades(market, assets);
  const moves = open.flatMap((trade) => movesOf(round, trade));
  // The fewer trades are open, the likelier a new offer is: so the depth finds its level.
  const choice = random.weigh<{ weight: number; move?: Move }>([
    { weight: Math.max(0, MOST_OPEN_TRADES - open.length) },
    ...moves.map((move) => ({ weight: move.weight, move })),
  ]);
  if (choice === undefined) return false;
  const actor = choice.move?.actor ?? random.pick(market.traders);
  return actor === undefined ? false : doMove(round, { actor, move: choice.move, say });
}

async function doMove(
  round: Round,
  { actor, move, say }: { actor: Trader; move: Move | undefined; say: (line: string) => void },
): Promise<boolean> {
  if (round.market.traders.includes(actor)) await supply(round, { trader: actor, say });
  say(`${await done(round, { actor, move })}  by ${formatAddress(actor.address)}`);
  return true;
}

/** Without a move it is an offer. */
async function done(
  round: Round,
  { actor, move }: { actor: Trader; move: Move | undefined },
): Promise<string> {
  if (move === undefined) return makeOffer(round, actor);
  await round.market.mined(move.send());
  return `${move.subject}  ${move.says}`;
}

/** A trader that sold or spent nearly all it had gets more, before it needs it. */
async function supply(
  { market, assets }: Round,
  { trader, say }: { trader: Trader; say: (line: string) => void },
): Promise<void> {
  for await (const line of onboard(market, { trader, assets })) say(line);
}
