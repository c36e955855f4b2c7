import type { ContractReturnType } from '@nomicfoundation/hardhat-viem/types';
import { type Account, type Address, type Hex, zeroAddress, zeroHash } from 'viem';

type Stage = {
  escrow: ContractReturnType<'TradeEscrow'>;
  /** Token that offers sell unless told otherwise. */
  asset: Address;
  seller: Account;
  buyer: Account;
};

/** Terms of an offer, in the contract's own units. */
type Terms = {
  token: Address;
  amount: bigint;
  buyer: Address;
  paymentToken: Address;
  price: bigint;
  expiresAt: bigint;
  policyId: number;
  termsHash: Hex;
};

/** 2100-01-01 as Unix seconds: later than any block of a test that does not set the time itself. */
export const FAR = 4_102_444_800n;

/** Names of the contract's states, in its order. */
export const TRADE_STATES = [
  'None',
  'Created',
  'Accepted',
  'PaymentMarked',
  'Completed',
  'Cancelled',
  'Expired',
  'Disputed',
  'Resolved',
];

/** Ids of the two policies of the market. */
export const WITHOUT_FEE = 1;
export const WITH_FEE = 2;

/** Amount of an offer and its price, in base units; odd, so that halves and fees have a rest. */
export const AMOUNT = 1_001n;
export const PRICE = 2_003n;

/** The ways to each state of a trade, walked by the seller and the buyer. Each ends with the trade's id. */
export function playTrades({ escrow, asset, seller, buyer }: Stage) {
  /** An open offer for an off-chain payment, under the policy without fee, unless told otherwise. */
  const termsOf = (terms: Partial<Terms> = {}): Terms => ({
    token: asset,
    amount: AMOUNT,
    buyer: zeroAddress,
    paymentToken: zeroAddress,
    price: PRICE,
    expiresAt: FAR,
    policyId: WITHOUT_FEE,
    termsHash: zeroHash,
    ...terms,
  });

  async function offer(terms?: Partial<Terms>): Promise<bigint> {
    await escrow.write.createTrade([termsOf(terms)], { account: seller });
    return escrow.read.tradeCount();
  }

  async function accepted(terms?: Partial<Terms>): Promise<bigint> {
    const tradeId = await offer(terms);
    await escrow.write.acceptTrade([tradeId], { account: buyer });
    return tradeId;
  }

  async function marked(terms?: Partial<Terms>): Promise<bigint> {
    const tradeId = await accepted(terms);
    await escrow.write.markPaid([tradeId, zeroHash], { account: buyer });
    return tradeId;
  }

  async function disputed(terms?: Partial<Terms>): Promise<bigint> {
    const tradeId = await marked(terms);
    await escrow.write.disputeTrade([tradeId, zeroHash], { account: buyer });
    return tradeId;
  }

  async function stateOf(tradeId: bigint): Promise<string | undefined> {
    return TRADE_STATES[(await escrow.read.tradeOf([tradeId])).state];
  }

  async function deadlineOf(tradeId: bigint): Promise<bigint> {
    return (await escrow.read.tradeOf([tradeId])).deadline;
  }

  return { termsOf, offer, accepted, marked, disputed, stateOf, deadlineOf };
}
