// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessControlDefaultAdminRules } from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import { ITradeEscrow } from "./interfaces/ITradeEscrow.sol";
import { TradeEscrowBook } from "./TradeEscrowBook.sol";

/// @title TradeEscrow
/// @notice See {ITradeEscrow}. Each state-changing function has the same beats in the same order: checks, effects,
/// interactions.
contract TradeEscrow is TradeEscrowBook {
    using SafeERC20 for IERC20;

    /// @notice Longest evidence URI, in bytes.
    uint256 public constant MAX_URI_LENGTH = 256;

    /// @notice Most pieces of evidence that one submitter can file in a trade.
    uint256 public constant MAX_EVIDENCE = 16;

    mapping(uint256 tradeId => mapping(address submitter => uint256)) private _evidenceCount;

    constructor(address admin, uint48 adminDelay) AccessControlDefaultAdminRules(adminDelay, admin) {}

    /// @inheritdoc ITradeEscrow
    function createTrade(TradeParams calldata params) external nonReentrant whenNotPaused returns (uint256 tradeId) {
        // Checks
        uint16 tokenIndex = _checkTerms(params);
        Policy storage policy = _knownPolicy(params.policyId);
        address moderator = policy.moderator;
        if (moderator == msg.sender || moderator == params.buyer) revert EscrowModeratorIsParty(moderator);

        // Effects
        tradeId = ++_tradeCount;
        _book(tradeId, params, tokenIndex, policy.feeBps);
        emit TradeCreated(tradeId, msg.sender, params.buyer, params.token, params.amount, params.expiresAt);
        emit TradeTerms(tradeId, params.policyId, params.paymentToken, params.price, params.termsHash);

        // Interactions
        _pullExactly(params.token, msg.sender, address(this), params.amount);
    }

    /// @inheritdoc ITradeEscrow
    function acceptTrade(uint256 tradeId) external nonReentrant {
        // Checks
        Stored memory trade = _trades[tradeId];
        _checkState(tradeId, trade, TradeState.Created);
        _checkNotPast(tradeId, trade);
        if (msg.sender == trade.seller) revert EscrowBuyerIsSeller(msg.sender);
        if (trade.buyer != address(0)) _checkBuyer(tradeId, trade);
        Policy storage policy = _policies[trade.policyId];
        if (msg.sender == policy.moderator) revert EscrowModeratorIsParty(msg.sender);

        // Effects
        trade.buyer = msg.sender;
        emit TradeAccepted(tradeId, msg.sender);
        if (_isOnChain(trade)) return _settle(tradeId, trade);
        _enter(tradeId, trade, TradeState.Accepted, policy.paymentWindow);
    }

    /// @inheritdoc ITradeEscrow
    function markPaid(uint256 tradeId, bytes32 paymentReference) external {
        // Checks
        Stored memory trade = _trades[tradeId];
        _checkState(tradeId, trade, TradeState.Accepted);
        _checkBuyer(tradeId, trade);
        _checkNotPast(tradeId, trade);

        // Effects
        _enter(tradeId, trade, TradeState.PaymentMarked, _policies[trade.policyId].releaseWindow);
        emit PaymentMarked(tradeId, msg.sender, paymentReference);
    }

    /// @inheritdoc ITradeEscrow
    function releaseTrade(uint256 tradeId) external nonReentrant {
        // Checks
        Stored memory trade = _trades[tradeId];
        TradeState state = _stateOf(tradeId, trade);
        if (msg.sender != trade.seller) revert EscrowNotSeller(tradeId, msg.sender, trade.seller);
        if (state != TradeState.Accepted && state != TradeState.PaymentMarked && state != TradeState.Disputed)
            revert EscrowStateInvalid(tradeId, state);

        // Effects
        _end(tradeId, trade, TradeState.Completed);
        uint256 fee = (uint256(trade.amount) * trade.feeBps) / BPS;
        emit TradeCompleted(tradeId, trade.seller, trade.buyer, trade.amount, fee);

        // Interactions
        address token = _tokenAt(trade.tokenIndex);
        if (fee != 0) _pay(tradeId, token, _policies[trade.policyId].feeRecipient, fee);
        _pay(tradeId, token, trade.buyer, trade.amount - fee);
    }

    /// @inheritdoc ITradeEscrow
    function cancelTrade(uint256 tradeId) external nonReentrant {
        // Checks
        Stored memory trade = _trades[tradeId];
        TradeState state = _stateOf(tradeId, trade);
        if (state == TradeState.Created) {
            if (!_isParty(trade)) revert EscrowNotParty(tradeId, msg.sender);
        } else if (state == TradeState.Accepted || state == TradeState.PaymentMarked) {
            _checkBuyer(tradeId, trade);
        } else {
            revert EscrowStateInvalid(tradeId, state);
        }

        // Effects
        _end(tradeId, trade, TradeState.Cancelled);
        emit TradeCancelled(tradeId, msg.sender);

        // Interactions
        _pay(tradeId, _tokenAt(trade.tokenIndex), trade.seller, trade.amount);
    }

    /// @inheritdoc ITradeEscrow
    function expireTrade(uint256 tradeId) external nonReentrant {
        // Checks
        Stored memory trade = _trades[tradeId];
        TradeState state = _stateOf(tradeId, trade);
        if (state != TradeState.Created && state != TradeState.Accepted) revert EscrowStateInvalid(tradeId, state);
        _checkPast(tradeId, trade);

        // Effects
        _end(tradeId, trade, TradeState.Expired);
        emit TradeExpired(tradeId);

        // Interactions
        _pay(tradeId, _tokenAt(trade.tokenIndex), trade.seller, trade.amount);
    }

    /// @inheritdoc ITradeEscrow
    function disputeTrade(uint256 tradeId, bytes32 reasonHash) external {
        // Checks
        Stored memory trade = _trades[tradeId];
        _checkState(tradeId, trade, TradeState.PaymentMarked);
        if (!_isParty(trade) && block.timestamp <= trade.deadline) revert EscrowNotParty(tradeId, msg.sender);

        // Effects
        _enter(tradeId, trade, TradeState.Disputed, _policies[trade.policyId].disputeWindow);
        emit DisputeOpened(tradeId, msg.sender, reasonHash);
    }

    /// @inheritdoc ITradeEscrow
    function submitEvidence(uint256 tradeId, bytes32 contentHash, string calldata uri) external {
        // Checks
        Stored memory trade = _trades[tradeId];
        _checkState(tradeId, trade, TradeState.Disputed);
        bool concerned = _isParty(trade) || msg.sender == _policies[trade.policyId].moderator;
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
        Stored memory trade = _trades[tradeId];
        _checkState(tradeId, trade, TradeState.Disputed);
        address moderator = _policies[trade.policyId].moderator;
        if (msg.sender != moderator) revert EscrowNotModerator(tradeId, msg.sender, moderator);
        _checkNotPast(tradeId, trade);
        if (buyerBps > BPS) revert EscrowBpsTooHigh(buyerBps, BPS);

        // Effects and interactions
        _resolve(tradeId, trade, buyerBps);
    }

    /// @inheritdoc ITradeEscrow
    function resolveByDefault(uint256 tradeId) external nonReentrant {
        // Checks
        Stored memory trade = _trades[tradeId];
        _checkState(tradeId, trade, TradeState.Disputed);
        _checkPast(tradeId, trade);

        // Effects and interactions
        _resolve(tradeId, trade, _policies[trade.policyId].defaultBuyerBps);
    }

    /// @inheritdoc ITradeEscrow
    function tradeCount() external view returns (uint256) {
        return _tradeCount;
    }

    /// @dev Delivery versus payment: whatever can not be paid or delivered reverts, so that neither goes without the
    /// other. The payees receive from the buyer directly.
    function _settle(uint256 tradeId, Stored memory trade) private {
        // Effects
        _end(tradeId, trade, TradeState.Completed);
        Price memory price = _prices[tradeId];
        uint256 fee = (uint256(price.amount) * trade.feeBps) / BPS;
        emit TradeCompleted(tradeId, trade.seller, trade.buyer, trade.amount, fee);

        // Interactions
        _pullExactly(price.token, trade.buyer, trade.seller, price.amount - fee);
        if (fee != 0) _pullExactly(price.token, trade.buyer, _policies[trade.policyId].feeRecipient, fee);
        IERC20(_tokenAt(trade.tokenIndex)).safeTransfer(trade.buyer, trade.amount);
    }

    /// @dev Splits a disputed amount. The fee is taken from the buyer's part only; the seller gets the exact rest.
    function _resolve(uint256 tradeId, Stored memory trade, uint16 buyerBps) private {
        // Effects
        _end(tradeId, trade, TradeState.Resolved);
        uint256 gross = (uint256(trade.amount) * buyerBps) / BPS;
        uint256 fee = (gross * trade.feeBps) / BPS;
        uint256 rest = trade.amount - gross;
        emit DisputeResolved(tradeId, msg.sender, buyerBps, gross - fee, rest);

        // Interactions
        address token = _tokenAt(trade.tokenIndex);
        if (fee != 0) _pay(tradeId, token, _policies[trade.policyId].feeRecipient, fee);
        _pay(tradeId, token, trade.buyer, gross - fee);
        _pay(tradeId, token, trade.seller, rest);
    }
}
