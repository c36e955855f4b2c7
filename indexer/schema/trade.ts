import { index, onchainTable, primaryKey } from 'ponder';

/** One escrow trade, as it stands. */
export const trade = onchainTable(
  'trade',
  (t) => ({
    /** Trade id in the escrow contract, from 1. */
    id: t.bigint().primaryKey(),
    /** Escrow contract that holds it. */
    escrow: t.hex().notNull(),
    seller: t.hex().notNull(),
    /** Null while an open offer has no buyer. Written by TradeCreated, TradeAccepted. */
    buyer: t.hex(),
    /** Whether anyone eligible could accept it. */
    open: t.boolean().notNull(),
    /** Token for sale, and its amount in base units. */
    token: t.hex().notNull(),
    amount: t.bigint().notNull(),
    /** Null for an off-chain payment. Written by TradeTerms, as are the next three. */
    paymentToken: t.hex(),
    /** Base units of the payment token; for an off-chain payment in the unit the terms document names. */
    price: t.bigint(),
    policyId: t.integer(),
    termsHash: t.hex(),
    state: t.text().$type<TradeState>().notNull(),
    /** Last second at which it can be accepted. */
    expiresAt: t.bigint().notNull(),
    /** End of the present state's window, null in an end state. Unix seconds. */
    deadline: t.bigint(),
    /** Written by PaymentMarked. */
    paymentReference: t.hex(),
    /** Written by DisputeOpened. */
    disputedBy: t.hex(),
    reasonHash: t.hex(),
    /** In the payment token on-chain, else in the asset; base units. Written by TradeCompleted, DisputeResolved. */
    fee: t.bigint(),
    /** Written by DisputeResolved: who decided, the buyer's share in basis points, and both parts in base units. */
    resolver: t.hex(),
    buyerBps: t.integer(),
    toBuyer: t.bigint(),
    toSeller: t.bigint(),
    /** Block, time and transaction of TradeCreated. */
    createdBlock: t.bigint().notNull(),
    createdBlockHash: t.hex().notNull(),
    createdAt: t.bigint().notNull(),
    createdTxHash: t.hex().notNull(),
    /** Block and time of the newest event of this trade. */
    updatedBlock: t.bigint().notNull(),
    updatedBlockHash: t.hex().notNull(),
    updatedAt: t.bigint().notNull(),
  }),
  (table) => ({
    stateIndex: index().on(table.state),
    sellerIndex: index().on(table.seller),
    buyerIndex: index().on(table.buyer),
  }),
);

/** States of a trade, named as in the contract. */
export type TradeState =
  | 'Created'
  | 'Accepted'
  | 'PaymentMarked'
  | 'Completed'
  | 'Cancelled'
  | 'Expired'
  | 'Disputed'
  | 'Resolved';

/** One policy that trades are created under; it never changes. */
export const tradePolicy = onchainTable('trade_policy', (t) => ({
  /** Policy id in the escrow contract, from 1. Written by PolicyAdded. */
  id: t.integer().primaryKey(),
  moderator: t.hex().notNull(),
  feeBps: t.integer().notNull(),
  feeRecipient: t.hex().notNull(),
  /** Seconds the moderator has. */
  disputeWindow: t.integer().notNull(),
  /** Buyer's share in basis points when the moderator stays silent. */
  defaultBuyerBps: t.integer().notNull(),
  /** Seconds to mark, then to release, an off-chain payment. Written by PolicyWindowsSet. */
  paymentWindow: t.integer(),
  releaseWindow: t.integer(),
}));

/** One token that can be traded or paid with. Written by TokenListed. */
export const tradeToken = onchainTable('trade_token', (t) => ({
  address: t.hex().primaryKey(),
  /** Place in the escrow's list, from 1. */
  tokenIndex: t.integer().notNull(),
  decimals: t.integer().notNull(),
  symbol: t.text().notNull(),
  /** Whether it follows ERC-7943. */
  permissioned: t.boolean().notNull(),
}));

/** One piece of evidence in a dispute. Written by EvidenceSubmitted. */
export const tradeEvidence = onchainTable(
  'trade_evidence',
  (t) => ({
    /** Id of the event. */
    id: t.text().primaryKey(),
    tradeId: t.bigint().notNull(),
    by: t.hex().notNull(),
    contentHash: t.hex().notNull(),
    uri: t.text().notNull(),
    /** Unix seconds. */
    submittedAt: t.bigint().notNull(),
  }),
  (table) => ({ tradeIndex: index().on(table.tradeId) }),
);

/** What waits for an account in the escrow. Written by Credited and Withdrawn. */
export const tradeCredit = onchainTable(
  'trade_credit',
  (t) => ({
    account: t.hex().notNull(),
    token: t.hex().notNull(),
    /** Base units; zero once withdrawn. */
    amount: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.account, table.token] }) }),
);
