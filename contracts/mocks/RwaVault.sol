// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IRwaToken } from "../interfaces/IRwaToken.sol";

/// @title RwaVault
/// @notice A custody contract for tests only: it moves tokens as anyone tells it to.
contract RwaVault {
    /// @notice Pulls `amount` base units from an account that has approved this contract.
    function pull(IERC20 token, address from, uint256 amount) external {
        token.transferFrom(from, address(this), amount);
    }

    /// @notice Pays `amount` base units out of this contract.
    function pay(IERC20 token, address to, uint256 amount) external {
        token.transfer(to, amount);
    }

    /// @notice Lets a spender move `amount` base units of this contract.
    function approve(IERC20 token, address spender, uint256 amount) external {
        token.approve(spender, amount);
    }

    /// @notice Burns `amount` base units of this contract.
    function burn(IRwaToken token, uint256 amount) external {
        token.burn(amount);
    }
}
