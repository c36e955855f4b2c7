import { index, onchainTable, primaryKey } from 'ponder';

/*
 * The tables of one deployment. Units: token amounts in base units (numeric(78,0)), times in Unix seconds, addresses
 * and hashes as lower-case 0x text. "Written by" names the event that writes a column.
 */

/** Every block from the start that is fixed once per schema; written in the transaction of the block's rows. */
export const block = onchainTable('block', (t) => ({
  /** Height. */
  number: t.bigint().primaryKey(),
  hash: t.hex().notNull(),
  parentHash: t.hex().notNull(),
  /** Unix seconds. */
  timestamp: t.bigint().notNull(),
}));

/** Every event of every contract, append-only within one fork; a reorg deletes the orphaned rows. */
export const event = onchainTable(
  'event',
  (t) => ({
    /** `chainId:blockHash:logIndex`, unique across forks. */
    id: t.text().primaryKey(),
    chainId: t.integer().notNull(),
    blockNumber: t.bigint().notNull(),
    blockHash: t.hex().notNull(),
    /** Unix seconds. */
    blockTimestamp: t.bigint().notNull(),
    txHash: t.hex().notNull(),
    /** Place of the log in its block. */
    logIndex: t.integer().notNull(),
    /** Contract that emitted it. */
    contract: t.hex().notNull(),
    /** Event name as in the ABI. */
    name: t.text().notNull(),
    /** Arguments by name; integers as decimal strings, addresses in lower case. */
    args: t.json().$type<Record<string, string | boolean>>().notNull(),
    /** State that results, such as balances or the trade's state after; amounts as decimal strings. */
    result: t.json().$type<Record<string, string | boolean | null>>().notNull(),
    /** Accounts concerned: those among the arguments, and both parties of a trade. Never the zero address. */
    accounts: t.text().array().notNull(),
    /** Trade concerned, if any. */
    tradeId: t.bigint(),
  }),
  (table) => ({
    blockIndex: index().on(table.blockNumber, table.logIndex),
    tradeIndex: index().on(table.tradeId),
  }),
);

/** One RWA token. */
export const token = onchainTable('token', (t) => ({
  address: t.hex().primaryKey(),
  /** Decimal places of one whole token. */
  decimals: t.integer().notNull(),
  /** Base units. Written by Transfer from and to zero. */
  totalSupply: t.bigint().notNull(),
  /** Written by Paused and Unpaused. */
  paused: t.boolean().notNull(),
}));

/** One account's holding of one RWA token, with its eligibility and frozen amount. */
export const tokenAccount = onchainTable(
  'token_account',
  (t) => ({
    token: t.hex().notNull(),
    account: t.hex().notNull(),
    /** Base units. Written by Transfer. */
    balance: t.bigint().notNull(),
    /** Absolute frozen amount in base units, may exceed the balance. Written by Frozen. */
    frozen: t.bigint().notNull(),
    /** Last second at which it may send, zero for never. Written by EligibilitySet. */
    sendUntil: t.bigint().notNull(),
    /** Last second at which it may receive, zero for never. Written by EligibilitySet. */
    receiveUntil: t.bigint().notNull(),
    /** ISO 3166-1 numeric, zero for unknown. Written by EligibilitySet. */
    country: t.integer().notNull(),
    /** Whether it is a custody contract. Written by CustodySet. */
    custody: t.boolean().notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.token, table.account] }),
    accountIndex: index().on(table.account),
  }),
);

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
