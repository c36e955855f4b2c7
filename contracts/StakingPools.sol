// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

import { IStaking } from "./interfaces/IStaking.sol";
import { StakingBook } from "./StakingBook.sol";

/// @title StakingPools
/// @notice The terms of staking: pools, append-only tiers, and the flexible rate.
abstract contract StakingPools is StakingBook {
    /// @notice Highest rate of a tier, in basis points a year.
    uint16 public constant MAX_APR_BPS = 5_000;

    /// @notice Longest term, in seconds.
    uint32 public constant MAX_TERM = 3650 days;

    /// @notice Most tiers of a pool, the flexible one included.
    uint8 public constant MAX_TIERS = 16;

    /// @inheritdoc IStaking
    function createPool(address token, uint16 flexibleAprBps) external onlyRole(DEFAULT_ADMIN_ROLE) {
        // Checks
        if (_poolIdOf[token] != 0) revert StakingPoolExists(token);
        if (_poolCount == type(uint16).max) revert StakingPoolListFull(type(uint16).max);
        _checkRate(flexibleAprBps);
        uint8 decimals = IERC20Metadata(token).decimals();
        string memory symbol = IERC20Metadata(token).symbol();

        // Effects
        uint16 poolId = ++_poolCount;
        _poolIdOf[token] = poolId;
        StoredPool storage pool = _pools[poolId];
        pool.token = token;
        pool.settledAt = uint40(block.timestamp);
        emit PoolCreated(token, decimals, symbol);
        _addTier(poolId, Tier({ aprBps: flexibleAprBps, termSeconds: 0 }));
        pool.flexibleAprBps = flexibleAprBps;
    }

    /// @inheritdoc IStaking
    function addTier(
        address token,
        uint16 aprBps,
        uint32 termSeconds
    ) external onlyRole(DEFAULT_ADMIN_ROLE) returns (uint8 tier) {
        // Checks
        uint16 poolId = _knownPool(token);
        _checkRate(aprBps);
        if (termSeconds == 0) revert StakingTermZero(token);
        if (termSeconds > MAX_TERM) revert StakingTermTooLong(termSeconds, MAX_TERM);
        if (_pools[poolId].tierCount == MAX_TIERS) revert StakingTierListFull(token, MAX_TIERS);

        // Effects
        _settle(_pools[poolId]);
        return _addTier(poolId, Tier({ aprBps: aprBps, termSeconds: termSeconds }));
    }

    /// @inheritdoc IStaking
    function setFlexibleRate(address token, uint16 aprBps) external onlyRole(DEFAULT_ADMIN_ROLE) {
        // Checks
        uint16 poolId = _knownPool(token);
        _checkRate(aprBps);

        // Effects: time gone by is booked at the old rate first
        StoredPool storage pool = _pools[poolId];
        _settle(pool);
        pool.flexibleAprBps = aprBps;
        _tiers[poolId][FLEXIBLE_TIER].aprBps = aprBps;
        emit TierSet(token, FLEXIBLE_TIER, aprBps, 0);
    }

    function _addTier(uint16 poolId, Tier memory terms) private returns (uint8 tier) {
        StoredPool storage pool = _pools[poolId];
        tier = pool.tierCount;
        pool.tierCount = tier + 1;
        _tiers[poolId][tier] = terms;
        emit TierSet(pool.token, tier, terms.aprBps, terms.termSeconds);
    }

    function _checkRate(uint16 aprBps) private pure {
        if (aprBps > MAX_APR_BPS) revert StakingRateTooHigh(aprBps, MAX_APR_BPS);
    }
}
