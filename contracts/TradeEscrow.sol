// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessControlDefaultAdminRules } from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import { ITradeEscrow } from "./interfaces/ITradeEscrow.sol";
import { TradeEscrowPayout } from "./TradeEscrowPayout.sol";

/// @title TradeEscrow
/// @notice See {ITradeEscrow}. Each state-changing function has the same beats in the same order: checks, effects,
/// interactions. A deadline's own second still belongs to the one who must act before it.
contract TradeEscrow is TradeEscrowPayout {
    using SafeERC20 for IERC20;

    /// @dev One trade. The third slot is written for an on-chain payment only.
    ///
    ///   slot 1 | seller 160 | amount 96 |
    ///   slot 2 | buyer 160 | deadline 32 | policy 24 | token index 16 | fee 16 | kind 1 + state 7 |
    ///   slot 3 | payment token 160 | price 96 |
    struct Stored {
        address seller;
        uint96 amount;
        address buyer;
        uint32 deadline;
        uint24 policyId;
        uint16 tokenIndex;
        uint16 feeBps;
        uint8 kindAndState;
        address paymentToken;
        uint96 price;
    }

    /// @notice Longest evidence URI in bytes, and most pieces one submitter can file in a trade.
    uint256 public constant MAX_URI_LENGTH = 256;
    uint256 public constant MAX_EVIDENCE = 16;

    /// @dev Highest bit of `kindAndState`: paid on-chain. The other seven are the {TradeState}.
    uint8 private constant ON_CHAIN = 0x80;

    uint256 private _tradeCount;
    mapping(uint256 tradeId => Stored) private _trades;
    mapping(uint256 tradeId => mapping(address submitter => uint256)) private _evidenceCount;

    constructor(address admin, uint48 adminDelay) AccessControlDefaultAdminRules(adminDelay, admin) {}

    /// @inheritdoc ITradeEscrow
    function createTrade(TradeParams calldata params) external nonReentrant whenNotPaused returns (uint256 tradeId) {
        // Checks
        _checkTerms(params);
        Policy storage policy = _policy(params.policyId);
        _checkNotModerator(policy, msg.sender);
        _checkNotModerator(policy, params.buyer);

        // Effects
        tradeId = ++_tradeCount;
        _store(_trades[tradeId], params, policy.feeBps);
        emit TradeCreated(tradeId, msg.sender, params.buyer, params.token, params.amount, params.expiresAt);
        emit TradeTerms(tradeId, params.policyId, params.paymentToken, params.price, params.termsHash);

        // Interactions
        _pullExactly(params.token, msg.sender, address(this), params.amount);
    }

    /// @inheritdoc ITradeEscrow
    function acceptTrade(uint256 tradeId) external nonReentrant {
        // Checks
        Stored storage trade = _inState(tradeId, TradeState.Created);
        _checkNotPast(tradeId, trade);
        if (msg.sender == trade.seller) revert EscrowBuyerIsSeller(msg.sender);
        if (trade.buyer != address(0)) _checkBuyer(tradeId, trade);
        Policy storage policy = _policy(trade.policyId);
        _checkNotModerator(policy, msg.sender);

        // Effects
        trade.buyer = msg.sender;
        emit TradeAccepted(tradeId, msg.sender);
        if (trade.kindAndState & ON_CHAIN == 0) {
            _move(trade, TradeState.Accepted, policy.paymentWindow);
            return;
        }
        _end(trade, TradeState.Completed);
        uint256 fee = (uint256(trade.price) * trade.feeBps) / BPS;
        emit TradeCompleted(tradeId, trade.seller, msg.sender, trade.amount, fee);

        // Interactions
        _pullExactly(trade.paymentToken, msg.sender, trade.seller, trade.price - fee);
        _pullExactly(trade.paymentToken, msg.sender, policy.feeRecipient, fee);
        IERC20(_tokenAt(trade.tokenIndex)).safeTransfer(msg.sender, trade.amount);
    }

    /// @inheritdoc ITradeEscrow
    function markPaid(uint256 tradeId, bytes32 paymentReference) external {
        // Checks
        Stored storage trade = _inState(tradeId, TradeState.Accepted);
        _checkBuyer(tradeId, trade);
        _checkNotPast(tradeId, trade);

        // Effects
        _move(trade, TradeState.PaymentMarked, _policy(trade.policyId).releaseWindow);
        emit PaymentMarked(tradeId, msg.sender, paymentReference);
    }

    /// @inheritdoc ITradeEscrow
    function releaseTrade(uint256 tradeId) external nonReentrant {
        // Checks
        Stored storage trade = _existing(tradeId);
        TradeState state = _stateOf(trade);
        if (msg.sender != trade.seller) revert EscrowNotSeller(tradeId, msg.sender, trade.seller);
        if (state != TradeState.Accepted && state != TradeState.PaymentMarked && state != TradeState.Disputed)
            revert EscrowStateInvalid(tradeId, state);

        // Effects
        _end(trade, TradeState.Completed);
        uint256 fee = (uint256(trade.amount) * trade.feeBps) / BPS;
        emit TradeCompleted(tradeId, trade.seller, trade.buyer, trade.amount, fee);

        // Interactions
        address token = _tokenAt(trade.tokenIndex);
        if (fee != 0) _pay(tradeId, token, _policy(trade.policyId).feeRecipient, fee);
        _pay(tradeId, token, trade.buyer, trade.amount - fee);
    }

    /// @inheritdoc ITradeEscrow
    function cancelTrade(uint256 tradeId) external nonReentrant {
        // Checks
        Stored storage trade = _existing(tradeId);
        TradeState state = _stateOf(trade);
        if (state == TradeState.Created) {
            if (msg.sender != trade.seller && msg.sender != trade.buyer) revert EscrowNotParty(tradeId, msg.sender);
        } else if (state == TradeState.Accepted || state == TradeState.PaymentMarked) {
            _checkBuyer(tradeId, trade);
        } else {
            revert EscrowStateInvalid(tradeId, state);
        }

        // Effects
        _end(trade, TradeState.Cancelled);
        emit TradeCancelled(tradeId, msg.sender);

        // Interactions
        _pay(tradeId, _tokenAt(trade.tokenIndex), trade.seller, trade.amount);
    }

    /// @inheritdoc ITradeEscrow
    function expireTrade(uint256 tradeId) external nonReentrant {
        // Checks
        Stored storage trade = _existing(tradeId);
        TradeState state = _stateOf(trade);
        if (state != TradeState.Created && state != TradeState.Accepted) revert EscrowStateInvalid(tradeId, state);
        _checkPast(tradeId, trade);

        // Effects
        _end(trade, TradeState.Expired);
        emit TradeExpired(tradeId);

        // Interactions
        _pay(tradeId, _tokenAt(trade.tokenIndex), trade.seller, trade.amount);
    }

    /// @inheritdoc ITradeEscrow
    function disputeTrade(uint256 tradeId, bytes32 reasonHash) external {
        // Checks
        Stored storage trade = _inState(tradeId, TradeState.PaymentMarked);
        bool party = msg.sender == trade.seller || msg.sender == trade.buyer;
        if (!party && block.timestamp <= trade.deadline) revert EscrowNotParty(tradeId, msg.sender);

        // Effects
        _move(trade, TradeState.Disputed, _policy(trade.policyId).disputeWindow);
        emit DisputeOpened(tradeId, msg.sender, reasonHash);
    }

    /// @inheritdoc ITradeEscrow
    function submitEvidence(uint256 tradeId, bytes32 contentHash, string calldata uri) external {
        // Checks
        Stored storage trade = _inState(tradeId, TradeState.Disputed);
        bool concerned =
            msg.sender == trade.seller || msg.sender == trade.buyer || msg.sender == _policy(trade.policyId).moderator;
        if (!concerned) revert EscrowNotParty(tradeId, msg.sender);
        uint256 length = bytes(uri).length;
        if (length > MAX_URI_LENGTH) revert EscrowEvidenceUriTooLong(length, MAX_URI_LENGTH);
        uint256 filed = _evidenceCount[tradeId][msg.sender];
        if (filed >= MAX_EVIDENCE) revert EscrowEvidenceFull(tradeId, msg.sender, MAX_EVIDENCE);

        // Effects
        _evidenceCount[tradeId][msg.sender] = filed + 1;
        emit EvidenceSubmitted(tradeId, msg.sender, contentHash, uri);
    }

    /// @inheritdoc ITradeEscrow
    function resolveTrade(uint256 tradeId, uint16 buyerBps) external nonReentrant {
        // Checks
        Stored storage trade = _inState(tradeId, TradeState.Disputed);
        address moderator = _policy(trade.policyId).moderator;
        if (msg.sender != moderator) revert EscrowNotModerator(tradeId, msg.sender, moderator);
        _checkNotPast(tradeId, trade);
        if (buyerBps > BPS) revert EscrowBpsTooHigh(buyerBps, BPS);

        // Effects and interactions
        _resolve(tradeId, trade, buyerBps);
    }

    /// @inheritdoc ITradeEscrow
    function resolveByDefault(uint256 tradeId) external nonReentrant {
        // Checks
        Stored storage trade = _inState(tradeId, TradeState.Disputed);
        _checkPast(tradeId, trade);

        // Effects and interactions
        _resolve(tradeId, trade, _policy(trade.policyId).defaultBuyerBps);
    }

    /// @inheritdoc ITradeEscrow
    function tradeOf(uint256 tradeId) external view returns (Trade memory) {
        Stored storage trade = _existing(tradeId);
        return
            Trade({
                seller: trade.seller,
                buyer: trade.buyer,
                token: _tokenAt(trade.tokenIndex),
                amount: trade.amount,
                paymentToken: trade.paymentToken,
                price: trade.price,
                deadline: trade.deadline,
                policyId: trade.policyId,
                feeBps: trade.feeBps,
                state: _stateOf(trade)
            });
    }

    /// @inheritdoc ITradeEscrow
    function tradeCount() external view returns (uint256) {
        return _tradeCount;
    }

    /// @dev Splits a disputed amount. The fee is taken from the buyer's part only; the seller gets the exact rest.
    function _resolve(uint256 tradeId, Stored storage trade, uint16 buyerBps) private {
        // Effects
        _end(trade, TradeState.Resolved);
        uint256 amount = trade.amount;
        uint256 gross = (amount * buyerBps) / BPS;
        uint256 fee = (gross * trade.feeBps) / BPS;
        emit DisputeResolved(tradeId, msg.sender, buyerBps, gross - fee, amount - gross);

        // Interactions
        address token = _tokenAt(trade.tokenIndex);
        if (fee != 0) _pay(tradeId, token, _policy(trade.policyId).feeRecipient, fee);
        _pay(tradeId, token, trade.buyer, gross - fee);
        _pay(tradeId, token, trade.seller, amount - gross);
    }

    function _store(Stored storage trade, TradeParams calldata params, uint16 feeBps) private {
        bool onChain = params.paymentToken != address(0);
        trade.seller = msg.sender;
        trade.amount = uint96(params.amount);
        trade.buyer = params.buyer;
        trade.deadline = uint32(params.expiresAt);
        trade.policyId = uint24(params.policyId);
        trade.tokenIndex = _listing(params.token).index;
        trade.feeBps = feeBps;
        trade.kindAndState = uint8(TradeState.Created) | (onChain ? ON_CHAIN : 0);
        if (!onChain) return;
        trade.paymentToken = params.paymentToken;
        trade.price = uint96(params.price);
    }

    /// @dev Enters a state with a window of its own. A deadline that 32 bits can not hold is cut to the highest.
    function _move(Stored storage trade, TradeState state, uint32 window) private {
        uint256 deadline = block.timestamp + window;
        trade.deadline = deadline > type(uint32).max ? type(uint32).max : uint32(deadline);
        trade.kindAndState = (trade.kindAndState & ON_CHAIN) | uint8(state);
    }

    function _end(Stored storage trade, TradeState state) private {
        trade.kindAndState = (trade.kindAndState & ON_CHAIN) | uint8(state);
    }

    function _checkTerms(TradeParams calldata params) private view {
        _listing(params.token);
        if (params.amount == 0) revert EscrowAmountZero();
        _checkFits(params.amount);
        if (params.expiresAt <= block.timestamp || params.expiresAt > type(uint32).max) {
            revert EscrowExpiryInvalid(params.expiresAt, uint64(block.timestamp));
        }
        if (params.buyer == msg.sender) revert EscrowBuyerIsSeller(msg.sender);
        if (params.paymentToken == address(0)) return;
        _listing(params.paymentToken);
        if (params.paymentToken == params.token) revert EscrowPaymentIsAsset(params.token);
        if (params.price == 0) revert EscrowPriceZero();
        _checkFits(params.price);
    }

    function _checkFits(uint256 amount) private pure {
        if (amount > type(uint96).max) revert EscrowAmountTooLarge(amount, type(uint96).max);
    }

    function _checkNotModerator(Policy storage policy, address party) private view {
        if (party == policy.moderator) revert EscrowModeratorIsParty(party);
    }

    function _checkBuyer(uint256 tradeId, Stored storage trade) private view {
        if (msg.sender != trade.buyer) revert EscrowNotBuyer(tradeId, msg.sender, trade.buyer);
    }

    function _checkNotPast(uint256 tradeId, Stored storage trade) private view {
        if (block.timestamp > trade.deadline) {
            revert EscrowDeadlinePassed(tradeId, trade.deadline, uint64(block.timestamp));
        }
    }

    function _checkPast(uint256 tradeId, Stored storage trade) private view {
        if (block.timestamp <= trade.deadline) {
            revert EscrowDeadlineAhead(tradeId, trade.deadline, uint64(block.timestamp));
        }
    }

    function _existing(uint256 tradeId) private view returns (Stored storage trade) {
        trade = _trades[tradeId];
        if (trade.seller == address(0)) revert EscrowTradeUnknown(tradeId);
    }

    function _inState(uint256 tradeId, TradeState wanted) private view returns (Stored storage trade) {
        trade = _existing(tradeId);
        TradeState state = _stateOf(trade);
        if (state != wanted) revert EscrowStateInvalid(tradeId, state);
    }

    function _stateOf(Stored storage trade) private view returns (TradeState) {
        return TradeState(trade.kindAndState & ~ON_CHAIN);
    }
}
