// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC165 } from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ERC-7943 (uRWA), fungible interface
/// @notice The interface of https://eips.ethereum.org/EIPS/eip-7943 for fungible tokens. Interface id 0x3edbb4c4.
interface IERC7943Fungible is IERC165 {
    /// @notice Tokens were moved by an enforcer, without the holder's consent.
    /// @param from Account the tokens were taken from.
    /// @param to Account that received them.
    /// @param amount Amount moved, in base units.
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);

    /// @notice The frozen amount of an account was set.
    /// @param account Account whose tokens are frozen.
    /// @param amount Absolute frozen amount after the change, in base units; may exceed the balance.
    event Frozen(address indexed account, uint256 amount);

    /// @notice The account may not send tokens.
    error ERC7943CannotSend(address account);

    /// @notice The account may not receive tokens.
    error ERC7943CannotReceive(address account);

    /// @notice The transfer is not allowed by a rule that concerns neither party alone.
    error ERC7943CannotTransfer(address from, address to, uint256 amount);

    /// @notice The balance would suffice, but part of it is frozen.
    /// @param account Holder.
    /// @param amount Amount asked for, in base units.
    /// @param unfrozen Amount that could be moved, in base units.
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 amount, uint256 unfrozen);

    /// @notice Moves tokens without the holder's consent; the recipient must be able to receive. Emits `Frozen` (only
    /// when frozen tokens are taken, with what remains frozen), then `Transfer`, then `ForcedTransfer`.
    /// @return result Always true; every failure reverts.
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool result);

    /// @notice Sets the absolute frozen amount of an account, in base units; it may exceed the balance.
    /// @return result Always true; every failure reverts.
    function setFrozenTokens(address account, uint256 amount) external returns (bool result);

    /// @notice Whether the account may send tokens now.
    function canSend(address account) external view returns (bool allowed);

    /// @notice Whether the account may receive tokens now.
    function canReceive(address account) external view returns (bool allowed);

    /// @notice Absolute frozen amount of the account, in base units; may exceed the balance.
    function getFrozenTokens(address account) external view returns (uint256 amount);

    /// @notice Whether a transfer is allowed by the token's rules. A balance that is too small is no rule, so an amount
    /// above it is never refused for its size; an amount within it is refused when it exceeds what is not frozen.
    function canTransfer(address from, address to, uint256 amount) external view returns (bool allowed);
}
