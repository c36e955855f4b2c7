// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessControlDefaultAdminRules } from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { IRwaToken } from "./interfaces/IRwaToken.sol";

/// @title RwaTokenNav
/// @notice The net asset value of one whole token, bounded in step and spacing, so that one wrong figure or one stolen
/// key can not move it far. It lives in a slot of its own: no transfer reads it.
abstract contract RwaTokenNav is IRwaToken, AccessControlDefaultAdminRules {
    /// @dev US dollars for one whole token, with 18 decimals, and when that was set.
    ///
    ///   255                    64 63          0
    ///   +------------------------+-------------+
    ///   |  empty 64 | value 128  |  setAt  64  |
    ///   +------------------------+-------------+
    struct Nav {
        uint64 setAt;
        uint128 value;
    }

    /// @notice May call {setNav}.
    bytes32 public constant VALUER_ROLE = keccak256("VALUER_ROLE");

    uint16 private constant BPS = 10_000;

    uint16 private immutable MAX_STEP_BPS;
    uint32 private immutable MIN_SPACING;

    Nav private _nav;

    constructor(NavBounds memory bounds) {
        if (bounds.maxStepBps == 0 || bounds.maxStepBps > BPS) revert TokenNavStepInvalid(bounds.maxStepBps, BPS);
        MAX_STEP_BPS = bounds.maxStepBps;
        MIN_SPACING = bounds.minSpacing;
    }

    /// @inheritdoc IRwaToken
    function setNav(uint256 value) external onlyRole(VALUER_ROLE) {
        // Checks
        if (value == 0 || value > type(uint128).max) revert TokenNavInvalid(value, type(uint128).max);
        Nav memory last = _nav;
        if (last.setAt != 0) _checkBounds(value, last);

        // Effects
        _nav = Nav({ setAt: uint64(block.timestamp), value: uint128(value) });
        emit NavUpdated(value, uint64(block.timestamp));
    }

    /// @inheritdoc IRwaToken
    function nav() external view returns (uint256 value, uint64 setAt) {
        return (_nav.value, _nav.setAt);
    }

    /// @inheritdoc IRwaToken
    function navMaxStepBps() external view returns (uint16) {
        return MAX_STEP_BPS;
    }

    /// @inheritdoc IRwaToken
    function navMinSpacing() external view returns (uint32) {
        return MIN_SPACING;
    }

    function _checkBounds(uint256 value, Nav memory last) private view {
        uint64 earliest = last.setAt + MIN_SPACING;
        if (block.timestamp < earliest) revert TokenNavTooSoon(uint64(block.timestamp), earliest);
        uint256 step = (uint256(last.value) * MAX_STEP_BPS) / BPS;
        uint256 lowest = last.value - step;
        uint256 highest = Math.min(last.value + step, type(uint128).max);
        if (value < lowest || value > highest) revert TokenNavStepTooLarge(value, lowest, highest);
    }
}
