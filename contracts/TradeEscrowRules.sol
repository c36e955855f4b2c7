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

    /// @notice Shortest and longest window a policy can have, in seconds.
    uint32 public constant MIN_WINDOW = 10;
    uint32 public constant MAX_WINDOW = 90 days;

    uint16 internal constant BPS = 10_000;

    Policy[] private _policies;
    address[] private _tokens;
    mapping(address token => Listing) private _listings;

    /// @inheritdoc ITradeEscrow
    function addPolicy(Policy calldata policy) external onlyRole(DEFAULT_ADMIN_ROLE) returns (uint32 policyId) {
        // Checks
        if (policy.moderator == address(0)) revert EscrowPolicyModeratorZero();
        if (policy.feeBps > MAX_FEE_BPS) revert EscrowPolicyFeeTooHigh(policy.feeBps, MAX_FEE_BPS);
        if (policy.feeBps != 0 && policy.feeRecipient == address(0)) revert EscrowPolicyFeeRecipientZero();
        if (policy.defaultBuyerBps > BPS) revert EscrowBpsTooHigh(policy.defaultBuyerBps, BPS);
        _checkWindow(policy.paymentWindow);
        _checkWindow(policy.releaseWindow);
        _checkWindow(policy.disputeWindow);
        if (_policies.length >= type(uint24).max) revert EscrowPolicyListFull(type(uint24).max);

        // Effects
        _policies.push(policy);
        policyId = uint32(_policies.length);
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
        if (_tokens.length >= type(uint16).max) revert EscrowTokenListFull(type(uint16).max);
        (uint8 decimals, string memory symbol) = _metadata(token);
        bool permissioned = ERC165Checker.supportsInterface(token, type(IERC7943Fungible).interfaceId);

        // Effects
        _tokens.push(token);
        tokenIndex = uint16(_tokens.length);
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
        return _policy(policyId);
    }

    /// @inheritdoc ITradeEscrow
    function policyCount() external view returns (uint32) {
        return uint32(_policies.length);
    }

    /// @inheritdoc ITradeEscrow
    function tokenIndexOf(address token) external view returns (uint16) {
        return _listings[token].index;
    }

    function _policy(uint32 policyId) internal view returns (Policy storage) {
        if (policyId == 0 || policyId > _policies.length) revert EscrowPolicyUnknown(policyId);
        return _policies[policyId - 1];
    }

    function _listing(address token) internal view returns (Listing memory listing) {
        listing = _listings[token];
        if (listing.index == 0) revert EscrowTokenNotListed(token);
    }

    function _tokenAt(uint16 tokenIndex) internal view returns (address) {
        return _tokens[tokenIndex - 1];
    }

    function _metadata(address token) private view returns (uint8 decimals, string memory symbol) {
        if (token.code.length == 0) revert EscrowTokenInvalid(token);
        try IERC20Metadata(token).decimals() returns (uint8 value) {
            decimals = value;
        } catch {
            revert EscrowTokenInvalid(token);
        }
        try IERC20Metadata(token).symbol() returns (string memory value) {
            symbol = value;
        } catch {
            revert EscrowTokenInvalid(token);
        }
    }

    function _checkWindow(uint32 window) private pure {
        if (window < MIN_WINDOW || window > MAX_WINDOW)
            revert EscrowPolicyWindowInvalid(window, MIN_WINDOW, MAX_WINDOW);
    }
}
