// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import { IERC7943Fungible } from "./interfaces/IERC7943Fungible.sol";
import { ITradeEscrow } from "./interfaces/ITradeEscrow.sol";
import { TradeEscrowRules } from "./TradeEscrowRules.sol";

/// @title TradeEscrowPayout
/// @notice The one way tokens leave for a payee: push with a bounded stipend, else credit.
abstract contract TradeEscrowPayout is TradeEscrowRules, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice Gas a pushed transfer may use; far above what a listed token needs, far below a block.
    uint256 public constant PUSH_GAS = 200_000;

    /// @dev Gas to keep beside the stipend, for the credit and what follows it.
    uint256 private constant PUSH_GAS_RESERVE = 60_000;

    mapping(address account => mapping(address token => uint256)) private _credits;

    /// @inheritdoc ITradeEscrow
    function withdraw(address token, address to) external nonReentrant returns (uint256 amount) {
        // Checks
        amount = _credits[msg.sender][token];
        if (amount == 0) revert EscrowNoCredit(msg.sender, token);
        if (to == address(0) || to == address(this)) revert EscrowRecipientInvalid(to);
        if (_listing(token).permissioned) _checkMaySend(msg.sender, token);

        // Effects
        _credits[msg.sender][token] = 0;
        emit Withdrawn(msg.sender, token, to, amount);

        // Interactions
        IERC20(token).safeTransfer(to, amount);
    }

    /// @inheritdoc ITradeEscrow
    function creditOf(address account, address token) external view returns (uint256) {
        return _credits[account][token];
    }

    /// @dev Pays or credits; never reverts for a reason that lies with the payee. Too little gas is a revert and not a
    /// credit, since otherwise a caller could choose the credit by choosing the gas.
    function _pay(uint256 tradeId, address token, address to, uint256 amount) internal {
        if (amount == 0) return;
        uint256 required = (PUSH_GAS * 64) / 63 + PUSH_GAS_RESERVE;
        if (gasleft() < required) revert EscrowGasTooLow(gasleft(), required);
        if (_push(token, to, amount)) return;
        _credits[to][token] += amount;
        emit Credited(to, token, tradeId, amount);
    }

    /// @dev A transfer that reports failure instead of reverting and copies at most one word of what comes back.
    function _push(address token, address to, uint256 amount) private returns (bool success) {
        bytes memory data = abi.encodeCall(IERC20.transfer, (to, amount));
        uint256 stipend = PUSH_GAS;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(0, 0)
            success := call(stipend, token, 0, add(data, 32), mload(data), 0, 32)
            // No answer counts as true only from an address with code, as with SafeERC20.
            switch returndatasize()
            case 0 {
                success := and(success, gt(extcodesize(token), 0))
            }
            default {
                success := and(success, and(gt(returndatasize(), 31), eq(mload(0), 1)))
            }
        }
    }

    /// @dev Withdrawing to another account must not evade what the token forbids the owner.
    function _checkMaySend(address account, address token) private view {
        IERC7943Fungible permissioned = IERC7943Fungible(token);
        bool frozen = permissioned.getFrozenTokens(account) > IERC20(token).balanceOf(account);
        if (frozen || !permissioned.canSend(account)) revert EscrowCreditBlocked(account, token);
    }

    /// @dev Pulls tokens and holds that exactly the amount arrived, so no token with a fee on transfer is booked wrong.
    /// Nobody pays himself: a buyer who is also the recipient of the fee just keeps it.
    function _pullExactly(address token, address from, address to, uint256 amount) internal {
        if (amount == 0 || from == to) return;
        uint256 before = IERC20(token).balanceOf(to);
        IERC20(token).safeTransferFrom(from, to, amount);
        uint256 received = IERC20(token).balanceOf(to) - before;
        if (received != amount) revert EscrowTransferInexact(token, received, amount);
    }
}
