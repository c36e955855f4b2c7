// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessControlDefaultAdminRules } from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { ERC165Checker } from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import { Pausable } from "@openzeppelin/contracts/utils/Pausable.sol";

import { IERC7943Fungible } from "./interfaces/IERC7943Fungible.sol";
import { ITradeEscrow } from "./interfaces/ITradeEscrow.sol";

/// @title TradeEscrowRules
/// @notice What trades are created under: the append-only policies, the list of tokens, and the pause.
abstract contract TradeEscrowRules is ITradeEscrow, AccessControlDefaultAdminRules, Pausable {
    /// @dev A listed token: its place in the list, from 1, and whether it declared ERC-7943.
    struct Listing {
        uint16 index;
        bool permissioned;
    }

    /// @notice May call {pause} and {unpause}.
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @notice Highest fee a policy can have, in basis points.
    uint16 public constant MAX_FEE_BPS = 500;

    /// @notice Shortest window a policy can have, in seconds.
    uint32 public constant MIN_WINDOW = 10;

    /// @notice Longest window a policy can have, in seconds.
    uint32 public constant MAX_WINDOW = 90 days;

    uint16 internal constant BPS = 10_000;

    /// @dev The counters follow {Pausable}'s flag in its slot, so that a new trade reads and writes one slot for both.
    uint16 private _tokenCount;
    uint24 private _policyCount;
    uint64 internal _tradeCount;

    /// @dev From 1. A policy that a trade names exists; see {_knownPolicy} for an id that comes from outside.
    mapping(uint256 policyId => Policy) internal _policies;
    mapping(uint256 tokenIndex => address) private _tokens;
    mapping(address token => Listing) private _listings;

    /// @inheritdoc ITradeEscrow
    function addPolicy(Policy calldata policy) external onlyRole(DEFAULT_ADMIN_ROLE) returns (uint32 policyId) {
        // Checks
        if (policy.moderator == address(0)) revert EscrowPolicyModeratorZero();
        if (policy.feeBps > MAX_FEE_BPS) revert EscrowPolicyFeeTooHigh(policy.feeBps, MAX_FEE_BPS);
        if (policy.feeBps != 0 && policy.feeRecipient == address(0)) revert EscrowPolicyFeeRecipientZero();
        if (policy.feeRecipient == address(this)) revert EscrowRecipientInvalid(policy.feeRecipient);
        if (policy.defaultBuyerBps > BPS) revert EscrowBpsTooHigh(policy.defaultBuyerBps, BPS);
        _checkWindow(policy.paymentWindow);
        _checkWindow(policy.releaseWindow);
        _checkWindow(policy.disputeWindow);
        if (_policyCount == type(uint24).max) revert EscrowPolicyListFull(type(uint24).max);

        // Effects
        policyId = ++_policyCount;
        _policies[policyId] = policy;
        emit PolicyAdded(
            policyId,
            policy.moderator,
            policy.feeBps,
            policy.feeRecipient,
            policy.disputeWindow,
            policy.defaultBuyerBps
        );
        emit PolicyWindowsSet(policyId, policy.paymentWindow, policy.releaseWindow);
    }

    /// @inheritdoc ITradeEscrow
    function listToken(address token) external onlyRole(DEFAULT_ADMIN_ROLE) returns (uint16 tokenIndex) {
        // Checks
        if (_listings[token].index != 0) revert EscrowTokenAlreadyListed(token);
        if (_tokenCount == type(uint16).max) revert EscrowTokenListFull(type(uint16).max);
        (uint8 decimals, string memory symbol) = _metadata(token);
        bool permissioned = ERC165Checker.supportsInterface(token, type(IERC7943Fungible).interfaceId);

        // Effects
        tokenIndex = ++_tokenCount;
        _tokens[tokenIndex] = token;
        _listings[token] = Listing({ index: tokenIndex, permissioned: permissioned });
        emit TokenListed(token, tokenIndex, decimals, symbol, permissioned);
    }

    /// @inheritdoc ITradeEscrow
    function pause() external onlyRole(PAUSER_ROLE) {
        _pause();
    }

    /// @inheritdoc ITradeEscrow
    function unpause() external onlyRole(PAUSER_ROLE) {
        _unpause();
    }

    /// @inheritdoc ITradeEscrow
    function policyOf(uint32 policyId) external view returns (Policy memory) {
        return _knownPolicy(policyId);
    }

    /// @inheritdoc ITradeEscrow
    function policyCount() external view returns (uint32) {
        return _policyCount;
    }

    /// @inheritdoc ITradeEscrow
    function tokenIndexOf(address token) external view returns (uint16) {
        return _listings[token].index;
    }

    function _knownPolicy(uint32 policyId) internal view returns (Policy storage policy) {
        policy = _policies[policyId];
        if (policy.moderator == address(0)) revert EscrowPolicyUnknown(policyId);
    }

    function _listing(address token) internal view returns (Listing memory listing) {
        listing = _listings[token];
        if (listing.index == 0) revert EscrowTokenNotListed(token);
    }

    function _tokenAt(uint16 tokenIndex) internal view returns (address) {
        return _tokens[tokenIndex];
    }

    /// @dev Reads by hand, since a malformed answer would revert in this contract's own decoder, without a name.
    function _metadata(address token) private view returns (uint8 decimals, string memory symbol) {
        bytes memory answer = _ask(token, IERC20Metadata.decimals.selector);
        if (answer.length != 32 || abi.decode(answer, (uint256)) > type(uint8).max) revert EscrowTokenInvalid(token);
        decimals = abi.decode(answer, (uint8));

        answer = _ask(token, IERC20Metadata.symbol.selector);
        if (answer.length < 64) revert EscrowTokenInvalid(token);
        (uint256 offset, uint256 length) = abi.decode(answer, (uint256, uint256));
        if (offset != 32 || length > answer.length - 64) revert EscrowTokenInvalid(token);
        symbol = abi.decode(answer, (string));
    }

    /// @dev A call that fails has an empty answer, as has one to an address without code.
    function _ask(address token, bytes4 selector) private view returns (bytes memory) {
        (bool success, bytes memory answer) = token.staticcall(abi.encodePacked(selector));
        return success ? answer : bytes("");
    }

    function _checkWindow(uint32 window) private pure {
        if (window < MIN_WINDOW || window > MAX_WINDOW)
            revert EscrowPolicyWindowInvalid(window, MIN_WINDOW, MAX_WINDOW);
    }
}
