// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

// solhint-disable no-inline-assembly, avoid-low-level-calls

/// @title MockToken
/// @notice A token for tests only, which anyone may mint and which treats each recipient as a test tells it to.
contract MockToken is ERC20 {
    /// @notice What happens when an account is to receive tokens.
    enum Behavior {
        Normal,
        Revert,
        RevertLong,
        BurnGas,
        ReturnFalse,
        ReturnNothing,
        ReturnTwo,
        TakeFee,
        Reenter,
        NeedGas
    }

    /// @notice A call that the token made while it moved tokens.
    /// @param reason First four bytes of what came back.
    event MockReentered(bool succeeded, bytes4 reason);

    error MockRefused(address to);

    /// @dev Bytes of an answer that is meant to make its reader pay for copying it.
    uint256 private constant LONG_ANSWER = 100_000;

    /// @dev Gas without which `NeedGas` gives up at once, and so leaves to its caller what it had.
    uint256 private constant NEEDED_GAS = 100_000;

    mapping(address to => Behavior) private _behaviors;
    address private _target;
    bytes private _call;

    constructor() ERC20("Mock", "MOCK") {}

    /// @notice Creates tokens for anyone. `amount` in base units.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Decides how the token treats a recipient from now on.
    function setBehavior(address to, Behavior behavior) external {
        _behaviors[to] = behavior;
    }

    /// @notice Decides what the token calls while it pays a recipient of the behavior `Reenter`.
    function setReentry(address target, bytes calldata data) external {
        _target = target;
        _call = data;
    }

    /// @inheritdoc ERC20
    function transfer(address to, uint256 value) public override returns (bool) {
        Behavior behavior = _behaviors[to];
        if (behavior == Behavior.ReturnFalse) return false;
        if (behavior == Behavior.ReturnTwo) {
            assembly ("memory-safe") {
                mstore(0, 2)
                return(0, 32)
            }
        }
        super.transfer(to, value);
        if (behavior == Behavior.ReturnNothing) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        return true;
    }

    function _update(address from, address to, uint256 value) internal override {
        Behavior behavior = _behaviors[to];
        if (behavior == Behavior.Revert) revert MockRefused(to);
        if (behavior == Behavior.NeedGas && gasleft() < NEEDED_GAS) revert MockRefused(to);
        if (behavior == Behavior.RevertLong) {
            assembly ("memory-safe") {
                revert(mload(0x40), LONG_ANSWER)
            }
        }
        if (behavior == Behavior.BurnGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (behavior == Behavior.Reenter) _reenter();
        if (behavior == Behavior.TakeFee) super._update(from, address(0), 1);
        super._update(from, to, behavior == Behavior.TakeFee ? value - 1 : value);
    }

    function _reenter() private {
        (bool succeeded, bytes memory answer) = _target.call(_call);
        emit MockReentered(succeeded, bytes4(answer));
    }
}
