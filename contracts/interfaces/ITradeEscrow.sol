// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title TradeEscrow
/// @notice Peer-to-peer trades of a listed token against an ERC-20 payment or an off-chain payment.
///
/// States: Created -> Accepted -> PaymentMarked -> Completed | Cancelled | Expired | Disputed -> Resolved.
///
/// - On-chain payment: accepting pays the seller and delivers to the buyer in one transaction, or reverts.
/// - Off-chain payment: the buyer accepts, pays outside, marks the payment; the seller releases.
///
/// The fee is taken once, from what the escrow settles: on-chain trades from the payment, off-chain trades from the
/// asset that goes to the buyer. Nothing is charged on what returns to the seller.
///
/// What is NOT guaranteed: that an off-chain payment was made. A dispute about one is decided by the policy's
/// moderator, or, when the moderator stays silent, by the policy's default share. No default is safe against a
/// moderator who colludes or is absent: read the policy before you commit.
///
/// Assumed of listed tokens. Correctness: they move exactly the amount asked for, do not rebase, and report true
/// balances. Liveness: they are not paused for ever.
interface ITradeEscrow {
    /// @notice State of a trade. `None` is the state of an id that was never given.
    enum TradeState {
        None,
        Created,
        Accepted,
        PaymentMarked,
        Completed,
        Cancelled,
        Expired,
        Disputed,
        Resolved
    }

    /// @notice Terms of a new trade.
    /// @param token Listed token to sell.
    /// @param amount Amount to sell, in base units of `token`; fits 96 bits.
    /// @param buyer The only account that may accept, or zero for an open offer.
    /// @param paymentToken Listed token to pay with, or zero for an off-chain payment.
    /// @param price On-chain: amount to pay, in base units of `paymentToken`, fits 96 bits. Off-chain: a figure whose
    /// unit the terms document names; the contract does not use it.
    /// @param expiresAt Last second at which the trade can be accepted. Unix seconds, fits 32 bits.
    /// @param policyId Policy that governs the trade for good.
    /// @param termsHash Hash of the terms document, zero for none.
    struct TradeParams {
        address token;
        uint256 amount;
        address buyer;
        address paymentToken;
        uint256 price;
        uint256 expiresAt;
        uint32 policyId;
        bytes32 termsHash;
    }

    /// @notice A trade as it stands.
    /// @param deadline End of the current state's window. Unix seconds.
    /// @param paymentToken Zero for an off-chain payment.
    /// @param price In base units of `paymentToken`; zero for an off-chain payment (see the `TradeTerms` event).
    struct Trade {
        address seller;
        address buyer;
        address token;
        uint256 amount;
        address paymentToken;
        uint256 price;
        uint64 deadline;
        uint32 policyId;
        uint16 feeBps;
        TradeState state;
    }

    /// @notice Rules that a trade is created under. Append-only: a policy never changes.
    /// @param moderator Decides disputes; is never a party.
    /// @param feeBps Fee in basis points, at most MAX_FEE_BPS.
    /// @param feeRecipient Receives fees; not zero when there is a fee.
    /// @param paymentWindow Seconds a buyer has after acceptance to mark an off-chain payment.
    /// @param releaseWindow Seconds a seller has after the mark to release, before anyone may open the dispute.
    /// @param disputeWindow Seconds the moderator has to resolve, before the default applies.
    /// @param defaultBuyerBps Buyer's share, in basis points, when the moderator stays silent.
    struct Policy {
        address moderator;
        uint16 feeBps;
        address feeRecipient;
        uint32 paymentWindow;
        uint32 releaseWindow;
        uint32 disputeWindow;
        uint16 defaultBuyerBps;
    }

    /// @notice An offer was made and its tokens are held by the escrow.
    event TradeCreated(
        uint256 indexed tradeId,
        address indexed seller,
        address indexed buyer,
        address tokenAddress,
        uint256 amount,
        uint256 expiresAt
    );

    /// @notice The terms of an offer; follows its `TradeCreated` in the same transaction.
    event TradeTerms(
        uint256 indexed tradeId,
        uint32 indexed policyId,
        address paymentToken,
        uint256 price,
        bytes32 termsHash
    );

    /// @notice A buyer committed. On-chain trades complete in the same transaction.
    event TradeAccepted(uint256 indexed tradeId, address indexed buyer);

    /// @notice The buyer declares to have paid off-chain.
    event PaymentMarked(uint256 indexed tradeId, address indexed buyer, bytes32 paymentReference);

    /// @notice The asset was delivered. `fee` is in the payment token on-chain, else in the asset.
    event TradeCompleted(
        uint256 indexed tradeId,
        address indexed seller,
        address indexed buyer,
        uint256 amount,
        uint256 fee
    );

    /// @notice The trade was called off and the asset went back to the seller.
    event TradeCancelled(uint256 indexed tradeId, address indexed by);

    /// @notice Nobody accepted, or nobody marked a payment, in time; the asset went back to the seller.
    event TradeExpired(uint256 indexed tradeId);

    /// @notice A dispute was opened; the moderator's window runs from now.
    event DisputeOpened(uint256 indexed tradeId, address indexed by, bytes32 reasonHash);

    /// @notice A party or the moderator filed evidence.
    event EvidenceSubmitted(uint256 indexed tradeId, address indexed by, bytes32 contentHash, string uri);

    /// @notice A dispute ended. The fee is the amount less `toBuyer` and `toSeller`.
    event DisputeResolved(
        uint256 indexed tradeId,
        address indexed resolver,
        uint16 buyerBps,
        uint256 toBuyer,
        uint256 toSeller
    );

    /// @notice A payment could not be delivered and waits for its owner.
    event Credited(address indexed account, address indexed token, uint256 indexed tradeId, uint256 amount);

    /// @notice A credit was paid out.
    event Withdrawn(address indexed account, address indexed token, address to, uint256 amount);

    /// @notice A policy was added; its windows follow in `PolicyWindowsSet`.
    event PolicyAdded(
        uint32 indexed policyId,
        address indexed moderator,
        uint16 feeBps,
        address feeRecipient,
        uint32 disputeWindow,
        uint16 defaultBuyerBps
    );

    /// @notice The windows of a policy that `PolicyAdded` does not carry. Seconds.
    event PolicyWindowsSet(uint32 indexed policyId, uint32 paymentWindow, uint32 releaseWindow);

    /// @notice A token can be traded and paid with from now on.
    /// @param tokenIndex Place in the list, from 1.
    /// @param permissioned Whether it declared ERC-7943, so that credits in it follow its rules.
    event TokenListed(
        address indexed token,
        uint16 indexed tokenIndex,
        uint8 decimals,
        string symbol,
        bool permissioned
    );

    error EscrowTradeUnknown(uint256 tradeId);
    error EscrowStateInvalid(uint256 tradeId, TradeState state);
    error EscrowNotSeller(uint256 tradeId, address caller, address seller);
    error EscrowNotBuyer(uint256 tradeId, address caller, address buyer);
    error EscrowNotParty(uint256 tradeId, address caller);
    error EscrowNotModerator(uint256 tradeId, address caller, address moderator);
    error EscrowBuyerIsSeller(address account);
    error EscrowModeratorIsParty(address moderator);
    error EscrowDeadlinePassed(uint256 tradeId, uint64 deadline, uint64 nowSeconds);
    error EscrowDeadlineAhead(uint256 tradeId, uint64 deadline, uint64 nowSeconds);
    error EscrowExpiryInvalid(uint256 expiresAt, uint64 nowSeconds);
    error EscrowAmountZero();
    error EscrowAmountTooLarge(uint256 amount, uint256 maximum);
    error EscrowPriceZero();
    error EscrowPaymentIsAsset(address token);
    error EscrowTokenNotListed(address token);
    error EscrowTokenAlreadyListed(address token);
    error EscrowTokenListFull(uint256 maximum);
    error EscrowTokenInvalid(address token);
    error EscrowPolicyUnknown(uint32 policyId);
    error EscrowPolicyListFull(uint256 maximum);
    error EscrowPolicyModeratorZero();
    error EscrowPolicyFeeTooHigh(uint16 feeBps, uint16 maximum);
    error EscrowPolicyFeeRecipientZero();
    error EscrowPolicyWindowInvalid(uint32 window, uint32 minimum, uint32 maximum);
    error EscrowBpsTooHigh(uint16 bps, uint16 maximum);
    error EscrowEvidenceUriTooLong(uint256 length, uint256 maximum);
    error EscrowEvidenceFull(uint256 tradeId, address by, uint256 maximum);
    error EscrowTransferInexact(address token, uint256 received, uint256 expected);
    error EscrowGasTooLow(uint256 available, uint256 required);
    error EscrowNoCredit(address account, address token);
    error EscrowCreditBlocked(address account, address token);
    error EscrowRecipientInvalid(address to);

    /// @notice Makes an offer and pulls its tokens from the caller, who becomes the seller.
    /// @return tradeId Id of the trade, from 1.
    function createTrade(TradeParams calldata params) external returns (uint256 tradeId);

    /// @notice Accepts an offer. On-chain trades settle at once: the caller pays the seller and receives the asset.
    function acceptTrade(uint256 tradeId) external;

    /// @notice Declares an off-chain payment as made. Only the buyer, within the payment window.
    function markPaid(uint256 tradeId, bytes32 paymentReference) external;

    /// @notice Delivers the asset to the buyer. Only the seller, of an accepted or marked off-chain trade, or in dispute.
    function releaseTrade(uint256 tradeId) external;

    /// @notice Calls a trade off. The seller or the named buyer of an offer; after acceptance only the buyer.
    function cancelTrade(uint256 tradeId) external;

    /// @notice Ends a trade that nobody accepted, or paid, in time. Anyone.
    function expireTrade(uint256 tradeId) external;

    /// @notice Opens a dispute about a marked payment. A party at once, anyone after the release window.
    function disputeTrade(uint256 tradeId, bytes32 reasonHash) external;

    /// @notice Files evidence in a dispute. The parties and the moderator.
    function submitEvidence(uint256 tradeId, bytes32 contentHash, string calldata uri) external;

    /// @notice Decides a dispute. Only the moderator, within the dispute window.
    /// @param buyerBps Buyer's share of the asset, in basis points.
    function resolveTrade(uint256 tradeId, uint16 buyerBps) external;

    /// @notice Applies the policy's default share after the dispute window. Anyone.
    function resolveByDefault(uint256 tradeId) external;

    /// @notice Pays the caller's credit in a token out to an account.
    /// @return amount Amount paid, in base units.
    function withdraw(address token, address to) external returns (uint256 amount);

    /// @notice Adds a policy. Only the default admin.
    function addPolicy(Policy calldata policy) external returns (uint32 policyId);

    /// @notice Lists a token for trading and payment. Only the default admin.
    function listToken(address token) external returns (uint16 tokenIndex);

    /// @notice Stops new trades and nothing else. Only the pauser role.
    function pause() external;

    /// @notice Allows new trades again. Only the pauser role.
    function unpause() external;

    /// @notice A trade as it stands; reverts for an unknown id.
    function tradeOf(uint256 tradeId) external view returns (Trade memory);

    /// @notice A policy; reverts for an unknown id.
    function policyOf(uint32 policyId) external view returns (Policy memory);

    /// @notice Amount that waits for the account, in base units of the token.
    function creditOf(address account, address token) external view returns (uint256);

    /// @notice Place of a token in the list, from 1; zero when it is not listed.
    function tokenIndexOf(address token) external view returns (uint16);

    /// @notice Number of trades ever created; also the newest trade's id.
    function tradeCount() external view returns (uint256);

    /// @notice Number of policies ever added; also the newest policy's id.
    function policyCount() external view returns (uint32);
}
