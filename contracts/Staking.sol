// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessControlDefaultAdminRules } from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Pausable } from "@openzeppelin/contracts/utils/Pausable.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import { IStaking } from "./interfaces/IStaking.sol";
import { StakingPools } from "./StakingPools.sol";

/// @title Staking
/// @notice See {IStaking}. Each state-changing function has the same beats in the same order: checks, effects,
/// interactions.
contract Staking is StakingPools, Pausable, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice May call {defund}.
    bytes32 public constant TREASURER_ROLE = keccak256("TREASURER_ROLE");

    /// @notice May call {seizePosition}.
    bytes32 public constant ENFORCER_ROLE = keccak256("ENFORCER_ROLE");

    /// @notice May call {pause} and {unpause}.
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    constructor(address admin, uint48 adminDelay) AccessControlDefaultAdminRules(adminDelay, admin) {}

    /// @inheritdoc IStaking
    function fund(address token, uint256 amount) external nonReentrant {
        // Checks
        StoredPool storage pool = _pools[_knownPool(token)];
        _checkAmount(amount);

        // Effects
        _settle(pool);
        pool.free += uint128(amount);
        emit Funded(token, msg.sender, amount);

        // Interactions
        _pullExactly(token, amount);
    }

    /// @inheritdoc IStaking
    function defund(address token, address to, uint256 amount) external onlyRole(TREASURER_ROLE) nonReentrant {
        // Checks, against the books as they stand now
        StoredPool storage pool = _pools[_knownPool(token)];
        if (amount == 0) revert StakingAmountZero();
        if (to == address(0) || to == address(this)) revert StakingRecipientInvalid(to);
        _settle(pool);
        if (amount > pool.free) revert StakingDefundTooLarge(token, amount, pool.free);

        // Effects
        pool.free -= uint128(amount);
        emit Defunded(token, to, amount);

        // Interactions
        IERC20(token).safeTransfer(to, amount);
    }

    /// @inheritdoc IStaking
    function stake(
        address token,
        uint8 tier,
        uint256 amount
    ) external nonReentrant whenNotPaused returns (uint256 positionId) {
        // Checks, against the books as they stand now
        uint16 poolId = _knownPool(token);
        Tier memory terms = _knownTier(poolId, tier);
        _checkAmount(amount);
        _settle(_pools[poolId]);
        uint256 reward = tier == FLEXIBLE_TIER ? 0 : _checkReward(poolId, tier, amount, terms);

        // Effects
        positionId = ++_positionCount;
        _open(positionId, poolId, tier, uint96(amount), uint96(reward));
        emit Staked(token, msg.sender, positionId, tier, amount, reward, uint64(block.timestamp + terms.termSeconds));

        // Interactions
        _pullExactly(token, amount);
    }

    /// @inheritdoc IStaking
    function claim(uint256 positionId) external nonReentrant returns (uint256 amount) {
        // Checks
        Stored memory position = _ownPosition(positionId);
        PositionState state = _stateOf(position);
        if (state == PositionState.Unstaked) revert StakingStateInvalid(positionId, state);

        // Effects
        amount = _collect(positionId, position);
        if (amount == 0) revert StakingNothingToClaim(positionId);
        address token = _pools[position.poolId].token;
        emit RewardClaimed(token, msg.sender, positionId, amount);

        // Interactions
        IERC20(token).safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IStaking
    function unstake(uint256 positionId) external nonReentrant returns (uint256 principal, uint256 reward) {
        // Checks
        Stored memory position = _ownPosition(positionId);
        PositionState state = _stateOf(position);
        if (state != PositionState.Active) revert StakingStateInvalid(positionId, state);
        uint8 tier = _tierOf(position);
        uint64 unlockAt = position.startAt + _tiers[position.poolId][tier].termSeconds;
        if (block.timestamp < unlockAt) revert StakingLocked(positionId, unlockAt, uint64(block.timestamp));

        // Effects
        principal = position.principal;
        reward = _collect(positionId, position);
        _removePrincipal(position);
        _positions[positionId].tierAndState = _packed(tier, PositionState.Unstaked);
        address token = _pools[position.poolId].token;
        if (reward != 0) emit RewardClaimed(token, msg.sender, positionId, reward);
        emit Unstaked(token, msg.sender, positionId, principal);

        // Interactions
        IERC20(token).safeTransfer(msg.sender, principal + reward);
    }

    /// @inheritdoc IStaking
    function seizePosition(uint256 positionId, address to) external onlyRole(ENFORCER_ROLE) nonReentrant {
        // Checks
        Stored memory position = _positions[positionId];
        PositionState state = _stateOf(position);
        if (state != PositionState.Active) revert StakingStateInvalid(positionId, state);
        if (to == address(0) || to == address(this) || to == position.account) revert StakingRecipientInvalid(to);

        // Effects
        _settle(_pools[position.poolId]);
        _fixReward(positionId, position);
        _removePrincipal(position);
        address token = _pools[position.poolId].token;
        emit PositionSeized(token, position.account, positionId, to, position.principal);

        // Interactions
        IERC20(token).safeTransfer(to, position.principal);
    }

    /// @inheritdoc IStaking
    function pause() external onlyRole(PAUSER_ROLE) {
        _pause();
    }

    /// @inheritdoc IStaking
    function unpause() external onlyRole(PAUSER_ROLE) {
        _unpause();
    }

    /// @dev The reward of a fixed stake, which the reserve must cover whole.
    function _checkReward(
        uint16 poolId,
        uint8 tier,
        uint256 amount,
        Tier memory terms
    ) private view returns (uint256 reward) {
        StoredPool storage pool = _pools[poolId];
        reward = _rewardOver(amount, terms.aprBps, terms.termSeconds);
        if (reward == 0) revert StakingRewardZero(pool.token, tier, amount);
        if (reward > pool.free) revert StakingReserveTooSmall(pool.token, reward, pool.free);
        _checkFits(reward);
    }

    /// @dev Books the caller's new position; everything is checked already.
    function _open(uint256 positionId, uint16 poolId, uint8 tier, uint96 amount, uint96 reward) private {
        StoredPool storage pool = _pools[poolId];
        pool.principal += amount;
        if (tier == FLEXIBLE_TIER) {
            pool.flexiblePrincipal += amount;
        } else {
            pool.free -= reward;
            pool.committed += reward;
        }
        _positions[positionId] = Stored({
            account: msg.sender,
            principal: amount,
            basis: tier == FLEXIBLE_TIER ? uint96(pool.flexibleIndex) : reward,
            claimed: 0,
            startAt: uint40(block.timestamp),
            poolId: poolId,
            tierAndState: _packed(tier, PositionState.Active)
        });
    }

    /// @dev What a seized position has earned becomes a fixed debt, the rest of a reserved reward returns to `free`.
    function _fixReward(uint256 positionId, Stored memory position) private {
        StoredPool storage pool = _pools[position.poolId];
        Stored storage stored = _positions[positionId];
        if (_accruesByIndex(position)) {
            uint128 due = uint128(_flexibleDue(position, pool.flexibleIndex));
            pool.owedFlexible -= due;
            pool.committed += due;
            stored.basis = _claimedWith(position, due);
        } else {
            uint96 accrued = uint96(_fixedAccrued(position));
            pool.committed -= position.basis - accrued;
            pool.free += position.basis - accrued;
            stored.basis = accrued;
        }
        stored.tierAndState = _packed(_tierOf(position), PositionState.Seized);
    }

    function _ownPosition(uint256 positionId) private view returns (Stored memory position) {
        position = _positions[positionId];
        if (msg.sender != position.account) revert StakingNotOwner(positionId, msg.sender, position.account);
    }

    function _checkAmount(uint256 amount) private pure {
        if (amount == 0) revert StakingAmountZero();
        _checkFits(amount);
    }

    /// @dev Pulls tokens of the caller and holds that exactly the amount arrived.
    function _pullExactly(address token, uint256 amount) private {
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        if (received != amount) revert StakingAmountNotExact(token, amount, received);
    }
}
