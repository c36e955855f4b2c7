// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Staking
/// @notice Stakes of a token that earn simple interest in the same token, and can never owe what is not funded.
///
/// One pool per token. All that the contract holds of a token is in exactly one of four books:
/// - `principal`: what stakers put in;
/// - `committed`: rewards reserved for fixed terms, whole, at the moment of the stake;
/// - `owedFlexible`: rewards that flexible stakes have earned and not yet claimed;
/// - `free`: what {fund} brought and nobody has a right to yet.
///
/// A tier with a term of zero is flexible; each pool has exactly one, tier 0. Tiers are append-only; only the flexible
/// tier's rate can change, and never for time gone by.
///
/// Fixed term: the reward is `principal * aprBps * termSeconds / (10,000 * 365 days)`, rounded down, reserved out of
/// `free` or the stake is refused. It accrues linearly from start to unlock; how often it is claimed changes nothing.
/// There is no early exit: a free one would let a large holder reserve all of `free` for nothing.
///
/// Flexible: accrues `flexiblePrincipal * rate * time`, rounded up, from `free` into `owedFlexible`, shared by principal.
/// When `free` is empty the rate is zero, never a debt.
///
/// Interest is simple: rewards earn nothing until they are staked.
///
/// Always open: claim, and unstake after the term, whatever this contract's pause, its roles or its reserve say. The
/// token's own rules still bind: while it is paused, or the holder may not receive, it can not be paid out.
interface IStaking {
    /// @notice Where a position stands. `Seized` pays what had accrued, nothing more accrues.
    enum PositionState {
        None,
        Active,
        Unstaked,
        Seized
    }

    /// @notice The books of a token and what is needed to go on with them. Amounts in base units.
    /// @param flexiblePrincipal Part of `principal` in the flexible tier.
    /// @param flexibleIndex Reward of one base unit of flexible principal since the beginning, times
    /// 10,000 * 365 days * 10^9 (so a second at 1 basis point adds 10^9).
    /// @param settledAt Until when flexible accrual is booked. Unix seconds.
    /// @param tierCount Tiers run from 0 to this less one.
    struct Pool {
        uint128 principal;
        uint128 committed;
        uint128 owedFlexible;
        uint128 free;
        uint128 flexiblePrincipal;
        uint128 flexibleIndex;
        uint64 settledAt;
        uint8 tierCount;
    }

    /// @notice Terms of a tier; a term of zero is the flexible tier.
    struct Tier {
        uint16 aprBps;
        uint32 termSeconds;
    }

    /// @notice One stake. Amounts in base units, times in Unix seconds.
    /// @param reward Whole reward of a fixed term; for a seized position what had accrued of it; zero for flexible.
    /// @param claimed What was claimed so far.
    /// @param unlockAt End of the term, also of a seized position; for a flexible stake its start.
    struct Position {
        address token;
        address account;
        uint8 tier;
        PositionState state;
        uint256 principal;
        uint256 reward;
        uint256 claimed;
        uint64 startAt;
        uint64 unlockAt;
    }

    /// @notice A pool was opened; what its token is, since an indexer asks no contract.
    event PoolCreated(address indexed token, uint8 decimals, string symbol);

    /// @notice A stake was made. `reward` is zero and `unlockAt` the present for a flexible one.
    event Staked(
        address indexed token,
        address indexed account,
        uint256 indexed positionId,
        uint8 tier,
        uint256 amount,
        uint256 reward,
        uint64 unlockAt
    );

    /// @notice Principal left a position.
    event Unstaked(address indexed token, address indexed account, uint256 indexed positionId, uint256 principal);

    /// @notice Reward was paid to the position's owner.
    event RewardClaimed(address indexed token, address indexed account, uint256 indexed positionId, uint256 amount);

    /// @notice `free` was raised.
    event Funded(address indexed token, address indexed from, uint256 amount);

    /// @notice `free` was lowered.
    event Defunded(address indexed token, address indexed to, uint256 amount);

    /// @notice A tier was added, or the flexible tier's rate changed.
    event TierSet(address indexed token, uint8 indexed tier, uint16 aprBps, uint32 termSeconds);

    /// @notice Flexible accrual used up `free`: it earns nothing until the pool is funded. Not emitted where {defund} or
    /// a fixed stake took the last of it.
    event ReserveExhausted(address indexed token);

    /// @notice Principal of a position was moved to another account by enforcement.
    event PositionSeized(
        address indexed token,
        address indexed account,
        uint256 indexed positionId,
        address to,
        uint256 amount
    );

    /// @notice The token has no pool.
    error StakingPoolUnknown(address token);

    /// @notice The token has a pool already.
    error StakingPoolExists(address token);

    /// @notice There are as many pools as there can be.
    error StakingPoolListFull(uint16 maximum);

    /// @notice The pool has no such tier.
    error StakingTierUnknown(address token, uint8 tier, uint8 tierCount);

    /// @notice The pool can take no more tiers.
    error StakingTierListFull(address token, uint8 maximum);

    /// @notice A further tier must have a term; a pool has one flexible tier only.
    error StakingTermZero(address token);

    /// @notice A term above the limit. Seconds.
    error StakingTermTooLong(uint32 termSeconds, uint32 maximum);

    /// @notice A rate above the limit. Basis points a year.
    error StakingRateTooHigh(uint16 aprBps, uint16 maximum);

    /// @notice An amount of zero.
    error StakingAmountZero();

    /// @notice An amount does not fit the 96 bits kept for it. Base units.
    error StakingAmountTooLarge(uint256 amount, uint256 maximum);

    /// @notice A fixed stake so small that its reward would be nothing.
    error StakingRewardZero(address token, uint8 tier, uint256 amount);

    /// @notice The reserve can not cover the reward of this stake. Base units.
    error StakingReserveTooSmall(address token, uint256 reward, uint256 free);

    /// @notice Only `free` can be taken out. Base units.
    error StakingDefundTooLarge(address token, uint256 amount, uint256 free);

    /// @notice Another amount arrived than was sent: the token takes a fee. Base units.
    error StakingAmountNotExact(address token, uint256 expected, uint256 received);

    /// @notice There is no such position, or it belongs to someone else.
    error StakingNotOwner(uint256 positionId, address caller, address owner);

    /// @notice The position is in a state that does not allow this.
    error StakingStateInvalid(uint256 positionId, PositionState state);

    /// @notice The term is not over. Unix seconds.
    error StakingLocked(uint256 positionId, uint64 unlockAt, uint64 time);

    /// @notice There is nothing to claim.
    error StakingNothingToClaim(uint256 positionId);

    /// @notice What leaves the reserve or a seized position can go neither to zero nor to this contract, and seized
    /// principal not to the same account.
    error StakingRecipientInvalid(address to);

    /// @notice Opens a pool with its flexible tier. Only the default admin.
    function createPool(address token, uint16 flexibleAprBps) external;

    /// @notice Adds a tier with a fixed term. Only the default admin.
    function addTier(address token, uint16 aprBps, uint32 termSeconds) external returns (uint8 tier);

    /// @notice Changes the flexible rate from now on. Only the default admin.
    function setFlexibleRate(address token, uint16 aprBps) external;

    /// @notice Raises `free` by tokens of the caller. Anyone.
    function fund(address token, uint256 amount) external;

    /// @notice Takes tokens out of `free`. Only the treasurer role.
    function defund(address token, address to, uint256 amount) external;

    /// @notice Stakes tokens of the caller. Refused while paused.
    function stake(address token, uint8 tier, uint256 amount) external returns (uint256 positionId);

    /// @notice Pays what has accrued to the position's owner, who must be the caller.
    function claim(uint256 positionId) external returns (uint256 amount);

    /// @notice Pays principal and what has accrued to the position's owner, who must be the caller, after the term.
    function unstake(uint256 positionId) external returns (uint256 principal, uint256 reward);

    /// @notice Moves a position's principal to another account. What had accrued stays claimable by the owner, the
    /// rest of a reserved reward returns to `free`. Only the enforcer role.
    function seizePosition(uint256 positionId, address to) external;

    /// @notice Stops new stakes. Only the pauser role.
    function pause() external;

    /// @notice Allows new stakes again. Only the pauser role.
    function unpause() external;

    /// @notice Books of a token as of now, with flexible accrual up to this second.
    function poolOf(address token) external view returns (Pool memory);

    /// @notice Terms of a tier.
    function tierOf(address token, uint8 tier) external view returns (Tier memory);

    /// @notice One position.
    function positionOf(uint256 positionId) external view returns (Position memory);

    /// @notice How many positions there ever were; ids run from 1 to this.
    function positionCount() external view returns (uint256);

    /// @notice Ids of an account's positions among the `limit` positions from id `fromId` on. No list is kept, so a
    /// stake does not pay for one: read on with `fromId + limit` up to {positionCount}.
    function positionsOf(address account, uint256 fromId, uint256 limit) external view returns (uint256[] memory);

    /// @notice Largest stake that the tier takes now; for the flexible tier the largest amount there is. Base units.
    function capacity(address token, uint8 tier) external view returns (uint256);

    /// @notice Until when flexible stakes are funded if nothing changes. Unix seconds; the highest uint64 for ever.
    function fundedUntil(address token) external view returns (uint64);

    /// @notice Reward of a stake over its term, rounded down; for the flexible tier over a year at today's rate,
    /// if the reserve lasts. Base units.
    function previewReward(address token, uint8 tier, uint256 amount) external view returns (uint256);

    /// @notice What {claim} would pay now. Base units.
    function claimable(uint256 positionId) external view returns (uint256);
}
