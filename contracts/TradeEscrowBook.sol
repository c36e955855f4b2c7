// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ITradeEscrow } from "./interfaces/ITradeEscrow.sol";
import { TradeEscrowPayout } from "./TradeEscrowPayout.sol";

/// @title TradeEscrowBook
/// @notice How trades are kept, and what each step checks of one. A deadline's own second still belongs to the one who
/// must act before it.
abstract contract TradeEscrowBook is TradeEscrowPayout {
    /// @dev A trade. Every step reads both slots and writes the second at most.
    ///
    ///   slot 1 | seller 160 | amount 96 |
    ///   slot 2 | buyer 160 | deadline 32 | policy 24 | token index 16 | fee 16 | kind 1 + state 7 |
    struct Stored {
        address seller;
        uint96 amount;
        address buyer;
        uint32 deadline;
        uint24 policyId;
        uint16 tokenIndex;
        uint16 feeBps;
        uint8 kindAndState;
    }

    /// @dev What an on-chain trade costs, in base units of the token. Nothing is kept for an off-chain payment.
    ///
    ///   slot 3 | payment token 160 | price 96 |
    struct Price {
        address token;
        uint96 amount;
    }

    /// @dev Highest bit of `kindAndState`: paid on-chain. The other seven are the {TradeState}.
    uint8 private constant ON_CHAIN = 0x80;

    mapping(uint256 tradeId => Stored) internal _trades;
    mapping(uint256 tradeId => Price) internal _prices;

    /// @inheritdoc ITradeEscrow
    function tradeOf(uint256 tradeId) external view returns (Trade memory) {
        Stored memory trade = _trades[tradeId];
        TradeState state = _stateOf(tradeId, trade);
        Price memory price = _prices[tradeId];
        return
            Trade({
                seller: trade.seller,
                buyer: trade.buyer,
                token: _tokenAt(trade.tokenIndex),
                amount: trade.amount,
                paymentToken: price.token,
                price: price.amount,
                deadline: trade.deadline,
                policyId: trade.policyId,
                feeBps: trade.feeBps,
                state: state
            });
    }

    /// @dev Books the caller's new offer; the terms are checked already.
    function _book(uint256 tradeId, TradeParams calldata params, uint16 tokenIndex, uint16 feeBps) internal {
        bool onChain = params.paymentToken != address(0);
        _trades[tradeId] = Stored({
            seller: msg.sender,
            amount: uint96(params.amount),
            buyer: params.buyer,
            deadline: uint32(params.expiresAt),
            policyId: uint24(params.policyId),
            tokenIndex: tokenIndex,
            feeBps: feeBps,
            kindAndState: uint8(TradeState.Created) | (onChain ? ON_CHAIN : 0)
        });
        if (onChain) _prices[tradeId] = Price({ token: params.paymentToken, amount: uint96(params.price) });
    }

    /// @dev Enters a state with a window of its own. A deadline that 32 bits can not hold is cut to the highest.
    function _enter(uint256 tradeId, Stored memory trade, TradeState state, uint32 window) internal {
        uint256 deadline = block.timestamp + window;
        trade.deadline = deadline > type(uint32).max ? type(uint32).max : uint32(deadline);
        _end(tradeId, trade, state);
    }

    /// @dev Enters a state without a window of its own: the deadline stays as it was.
    function _end(uint256 tradeId, Stored memory trade, TradeState state) internal {
        Stored storage stored = _trades[tradeId];
        uint8 kindAndState = (trade.kindAndState & ON_CHAIN) | uint8(state);
        (stored.buyer, stored.deadline, stored.kindAndState) = (trade.buyer, trade.deadline, kindAndState);
    }

    /// @dev Returns the asset's place in the list of tokens, which the trade keeps.
    function _checkTerms(TradeParams calldata params) internal view returns (uint16 tokenIndex) {
        tokenIndex = _listing(params.token).index;
        if (params.amount == 0) revert EscrowAmountZero();
        _checkFits(params.amount);
        if (params.expiresAt <= block.timestamp || params.expiresAt > type(uint32).max) {
            revert EscrowExpiryInvalid(params.expiresAt, uint64(block.timestamp));
        }
        if (params.buyer == msg.sender) revert EscrowBuyerIsSeller(msg.sender);
        if (params.paymentToken != address(0)) _checkPrice(params);
    }

    function _checkPrice(TradeParams calldata params) private view {
        _listing(params.paymentToken);
        if (params.paymentToken == params.token) revert EscrowPaymentIsAsset(params.token);
        if (params.price == 0) revert EscrowPriceZero();
        _checkFits(params.price);
    }

    function _checkFits(uint256 amount) private pure {
        if (amount > type(uint96).max) revert EscrowAmountTooLarge(amount, type(uint96).max);
    }

    function _checkBuyer(uint256 tradeId, Stored memory trade) internal view {
        if (msg.sender != trade.buyer) revert EscrowNotBuyer(tradeId, msg.sender, trade.buyer);
    }

    function _checkNotPast(uint256 tradeId, Stored memory trade) internal view {
        if (block.timestamp > trade.deadline) {
            revert EscrowDeadlinePassed(tradeId, trade.deadline, uint64(block.timestamp));
        }
    }

    function _checkPast(uint256 tradeId, Stored memory trade) internal view {
        if (block.timestamp <= trade.deadline) {
            revert EscrowDeadlineAhead(tradeId, trade.deadline, uint64(block.timestamp));
        }
    }

    function _checkState(uint256 tradeId, Stored memory trade, TradeState wanted) internal pure {
        TradeState state = _stateOf(tradeId, trade);
        if (state != wanted) revert EscrowStateInvalid(tradeId, state);
    }

    /// @dev The state of a trade, which must exist.
    function _stateOf(uint256 tradeId, Stored memory trade) internal pure returns (TradeState state) {
        state = TradeState(trade.kindAndState & ~ON_CHAIN);
        if (state == TradeState.None) revert EscrowTradeUnknown(tradeId);
    }

    function _isParty(Stored memory trade) internal view returns (bool) {
        return msg.sender == trade.seller || msg.sender == trade.buyer;
    }

    function _isOnChain(Stored memory trade) internal pure returns (bool) {
        return trade.kindAndState & ON_CHAIN != 0;
    }
}
