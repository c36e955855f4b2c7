// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessControlDefaultAdminRules } from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { IStaking } from "./interfaces/IStaking.sol";

/// @title StakingBook
/// @notice How pools and positions are kept, and how rewards accrue. Amounts in base units, times in Unix seconds.
abstract contract StakingBook is IStaking, AccessControlDefaultAdminRules {
    /// @dev A pool. All four books, and what flexible accrual goes on from.
    ///
    ///   slot 1 | principal 128 | committed 128 |
    ///   slot 2 | owed flexible 128 | free 128 |
    ///   slot 3 | flexible principal 128 | flexible index 128 |
    ///   slot 4 | token 160 | settled at 40 | flexible rate 16 | tier count 8 |
    struct StoredPool {
        uint128 principal;
        uint128 committed;
        uint128 owedFlexible;
        uint128 free;
        uint128 flexiblePrincipal;
        uint128 flexibleIndex;
        address token;
        uint40 settledAt;
        uint16 flexibleAprBps;
        uint8 tierCount;
    }

    /// @dev A position. `basis` is the whole reward of a fixed position and of a seized one, and for a flexible one the
    /// index up to which it was paid: at the highest rate 96 bits last for 500 million years.
    ///
    ///   slot 1 | account 160 | principal 96 |
    ///   slot 2 | basis 96 | claimed 96 | start 40 | pool 16 | tier 4 + state 4 |
    struct Stored {
        address account;
        uint96 principal;
        uint96 basis;
        uint96 claimed;
        uint40 startAt;
        uint16 poolId;
        uint8 tierAndState;
    }

    uint8 internal constant FLEXIBLE_TIER = 0;

    /// @dev What basis points a year times seconds are divided by.
    uint256 internal constant RATE_TIME = 10_000 * 365 days;

    /// @dev A second at one basis point adds this to the index of flexible rewards.
    uint256 internal constant INDEX_SCALE = 1e9;

    uint256 internal _positionCount;
    uint16 internal _poolCount;

    /// @dev From 1; see {_knownPool} for a token that comes from outside.
    mapping(uint256 poolId => StoredPool) internal _pools;
    mapping(address token => uint16) internal _poolIdOf;
    mapping(uint256 poolId => mapping(uint256 tier => Tier)) internal _tiers;
    mapping(uint256 positionId => Stored) internal _positions;

    /// @inheritdoc IStaking
    function poolOf(address token) external view returns (Pool memory) {
        StoredPool memory pool = _pools[_knownPool(token)];
        (uint256 moved, uint256 gain) = _accrual(pool);
        return
            Pool({
                principal: pool.principal,
                committed: pool.committed,
                owedFlexible: pool.owedFlexible + uint128(moved),
                free: pool.free - uint128(moved),
                flexiblePrincipal: pool.flexiblePrincipal,
                flexibleIndex: pool.flexibleIndex + uint128(gain),
                settledAt: uint64(block.timestamp),
                tierCount: pool.tierCount
            });
    }

    /// @inheritdoc IStaking
    function tierOf(address token, uint8 tier) external view returns (Tier memory) {
        return _knownTier(_knownPool(token), tier);
    }

    /// @inheritdoc IStaking
    function positionOf(uint256 positionId) external view returns (Position memory) {
        Stored memory position = _positions[positionId];
        uint8 tier = _tierOf(position);
        bool isFlexible = tier == FLEXIBLE_TIER && _stateOf(position) != PositionState.Seized;
        return
            Position({
                token: _pools[position.poolId].token,
                account: position.account,
                tier: tier,
                state: _stateOf(position),
                principal: position.principal,
                reward: isFlexible ? 0 : position.basis,
                claimed: position.claimed,
                startAt: position.startAt,
                unlockAt: position.startAt + _tiers[position.poolId][tier].termSeconds
            });
    }

    /// @inheritdoc IStaking
    function positionCount() external view returns (uint256) {
        return _positionCount;
    }

    /// @inheritdoc IStaking
    function positionsOf(
        address account,
        uint256 fromId,
        uint256 limit
    ) external view returns (uint256[] memory positionIds) {
        uint256 first = Math.max(fromId, 1);
        uint256 last = Math.min(_positionCount, Math.saturatingSub(Math.saturatingAdd(first, limit), 1));
        uint256 found = 0;
        positionIds = new uint256[](Math.saturatingSub(last + 1, first));
        for (uint256 id = first; id <= last; ++id) {
            if (_positions[id].account != account) continue;
            positionIds[found] = id;
            ++found;
        }
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(positionIds, found)
        }
    }

    /// @inheritdoc IStaking
    function capacity(address token, uint8 tier) external view returns (uint256) {
        uint16 poolId = _knownPool(token);
        Tier memory terms = _knownTier(poolId, tier);
        uint256 rateTime = uint256(terms.aprBps) * terms.termSeconds;
        if (rateTime == 0) return tier == FLEXIBLE_TIER ? type(uint96).max : 0;
        StoredPool memory pool = _pools[poolId];
        (uint256 moved, ) = _accrual(pool);
        uint256 reserve = Math.min(pool.free - moved, type(uint96).max);
        if (reserve == 0) return 0;
        return Math.min(((reserve + 1) * RATE_TIME - 1) / rateTime, type(uint96).max);
    }

    /// @inheritdoc IStaking
    function fundedUntil(address token) external view returns (uint64) {
        StoredPool memory pool = _pools[_knownPool(token)];
        uint256 rate = uint256(pool.flexiblePrincipal) * pool.flexibleAprBps;
        if (rate == 0) return type(uint64).max;
        return uint64(Math.min(pool.settledAt + (pool.free * RATE_TIME) / rate, type(uint64).max));
    }

    /// @inheritdoc IStaking
    function previewReward(address token, uint8 tier, uint256 amount) external view returns (uint256) {
        uint16 poolId = _knownPool(token);
        Tier memory terms = _knownTier(poolId, tier);
        _checkFits(amount);
        return _rewardOver(amount, terms.aprBps, tier == FLEXIBLE_TIER ? 365 days : terms.termSeconds);
    }

    /// @inheritdoc IStaking
    function claimable(uint256 positionId) external view returns (uint256) {
        Stored memory position = _positions[positionId];
        StoredPool memory pool = _pools[position.poolId];
        if (!_accruesByIndex(position)) return _fixedDue(position);
        (, uint256 gain) = _accrual(pool);
        return _flexibleDue(position, pool.flexibleIndex + gain);
    }

    /// @dev Books flexible accrual up to now, as far as the reserve goes.
    function _settle(StoredPool storage pool) internal {
        if (pool.settledAt == block.timestamp) return;
        (uint256 moved, uint256 gain) = _accrual(pool);
        pool.settledAt = uint40(block.timestamp);
        if (moved == 0) return;
        pool.owedFlexible += uint128(moved);
        pool.free -= uint128(moved);
        pool.flexibleIndex += uint128(gain);
        if (pool.free == 0) emit ReserveExhausted(pool.token);
    }

    /// @dev What moves from `free` to `owedFlexible`, and what the index gains. The debt is rounded up, the index and
    /// with it each share down, so that the shares never add up to more than the debt.
    function _accrual(StoredPool memory pool) internal view returns (uint256 moved, uint256 gain) {
        uint256 rateTime = uint256(pool.flexibleAprBps) * (block.timestamp - pool.settledAt);
        uint256 wanted = Math.ceilDiv(pool.flexiblePrincipal * rateTime, RATE_TIME);
        if (wanted == 0) return (0, 0);
        if (wanted <= pool.free) return (wanted, rateTime * INDEX_SCALE);
        return (pool.free, (pool.free * RATE_TIME * INDEX_SCALE) / pool.flexiblePrincipal);
    }

    /// @dev Takes what a position has earned out of its book and notes it as claimed.
    function _collect(uint256 positionId, Stored memory position) internal returns (uint256 due) {
        StoredPool storage pool = _pools[position.poolId];
        Stored storage stored = _positions[positionId];
        if (_accruesByIndex(position)) {
            _settle(pool);
            due = _flexibleDue(position, pool.flexibleIndex);
            pool.owedFlexible -= uint128(due);
            position.basis = uint96(pool.flexibleIndex);
            stored.basis = position.basis;
        } else {
            due = _fixedDue(position);
            pool.committed -= uint128(due);
        }
        position.claimed = _claimedWith(position, due);
        stored.claimed = position.claimed;
    }

    /// @dev Takes a position's principal out of the books. What nobody can claim any more returns to the reserve.
    function _removePrincipal(Stored memory position) internal {
        StoredPool storage pool = _pools[position.poolId];
        pool.principal -= position.principal;
        if (_tierOf(position) != FLEXIBLE_TIER) return;
        pool.flexiblePrincipal -= position.principal;
        if (pool.flexiblePrincipal != 0) return;
        pool.free += pool.owedFlexible;
        pool.owedFlexible = 0;
    }

    /// @dev A record only, so it stops at the highest number rather than hold a payment up.
    function _claimedWith(Stored memory position, uint256 due) internal pure returns (uint96) {
        return uint96(Math.min(position.claimed + due, type(uint96).max));
    }

    function _flexibleDue(Stored memory position, uint256 index) internal pure returns (uint256) {
        return (position.principal * (index - position.basis)) / (RATE_TIME * INDEX_SCALE);
    }

    /// @dev Linear from start to unlock; a seized position has earned all that it will.
    function _fixedAccrued(Stored memory position) internal view returns (uint256) {
        uint256 term = _tiers[position.poolId][_tierOf(position)].termSeconds;
        uint256 elapsed = block.timestamp - position.startAt;
        if (_stateOf(position) != PositionState.Active || elapsed >= term) return position.basis;
        return (position.basis * elapsed) / term;
    }

    function _rewardOver(uint256 amount, uint256 aprBps, uint256 time) internal pure returns (uint256) {
        return (amount * aprBps * time) / RATE_TIME;
    }

    function _knownPool(address token) internal view returns (uint16 poolId) {
        poolId = _poolIdOf[token];
        if (poolId == 0) revert StakingPoolUnknown(token);
    }

    function _knownTier(uint16 poolId, uint8 tier) internal view returns (Tier memory) {
        StoredPool storage pool = _pools[poolId];
        if (tier >= pool.tierCount) revert StakingTierUnknown(pool.token, tier, pool.tierCount);
        return _tiers[poolId][tier];
    }

    function _checkFits(uint256 amount) internal pure {
        if (amount > type(uint96).max) revert StakingAmountTooLarge(amount, type(uint96).max);
    }

    function _tierOf(Stored memory position) internal pure returns (uint8) {
        return position.tierAndState >> 4;
    }

    function _stateOf(Stored memory position) internal pure returns (PositionState) {
        return PositionState(position.tierAndState & 0x0f);
    }

    function _packed(uint8 tier, PositionState state) internal pure returns (uint8) {
        return (tier << 4) | uint8(state);
    }

    function _accruesByIndex(Stored memory position) internal pure returns (bool) {
        return _tierOf(position) == FLEXIBLE_TIER && _stateOf(position) == PositionState.Active;
    }

    function _fixedDue(Stored memory position) private view returns (uint256) {
        PositionState state = _stateOf(position);
        if (state != PositionState.Active && state != PositionState.Seized) return 0;
        return _fixedAccrued(position) - position.claimed;
    }
}
