// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC7943Fungible } from "./IERC7943Fungible.sol";

/// @title RwaToken
/// @notice One real-world asset as an ERC-20 token that only eligible accounts can hold.
///
/// Who may hold it: an account is eligible to send until `sendUntil` and to receive until `receiveUntil`
/// (inclusive, Unix seconds). Eligibility expires by itself; nothing has to be called.
///
/// Custody contracts (staking, escrow) hold tokens without eligibility of their own: {canSend} and {canReceive} are
/// true for them. Tokens enter one only when that contract itself pulls them (it is the caller and the recipient), so
/// nothing that it has not booked can end there; then only the sender's eligibility counts. When tokens leave one,
/// only the recipient's counts. Minting, burning, freezing and forced transfers never reach into one.
///
/// Order of checks: a movement that breaks several rules names the first of role or allowance, zero address, forced
/// transfer to oneself, pause, custody, sender, recipient, cap or balance, frozen amount. A forced transfer asks
/// neither whether the sender is eligible nor what is frozen: it unfreezes what it takes.
///
/// {canTransfer} knows the rules from pause to frozen amount except cap and balance: when it is true, a transfer by the
/// same caller succeeds or fails with an ERC-20 error. Its answer for a custody contract as recipient depends on the
/// caller. A mint and a burn have one party only, so they ask {canReceive} or {canSend} of that one, and pause.
///
/// What is NOT guaranteed: that the issuer redeems the token, that the compliance role judges rightly, or that an
/// account holder controls the account. A paused token moves nowhere, not even out of a custody contract or by force.
interface IRwaToken is IERC7943Fungible {
    /// @notice How far and how often the net asset value may change.
    /// @param maxStepBps Largest change in one update, in basis points of the last value.
    /// @param minSpacing Least time between two updates, in seconds.
    struct NavBounds {
        uint16 maxStepBps;
        uint32 minSpacing;
    }

    /// @notice Eligibility of an account was set.
    /// @param account Account concerned.
    /// @param sendUntil Last second at which it may send; zero for never. Unix seconds.
    /// @param receiveUntil Last second at which it may receive; zero for never. Unix seconds.
    /// @param country ISO 3166-1 numeric country code, zero for unknown.
    event EligibilitySet(address indexed account, uint64 sendUntil, uint64 receiveUntil, uint16 country);

    /// @notice A contract gained or lost the right to hold tokens in custody.
    event CustodySet(address indexed custody, bool allowed);

    /// @notice All movement of tokens was stopped. Declared as OpenZeppelin's Pausable declares it.
    event Paused(address account);

    /// @notice Tokens may move again. Declared as OpenZeppelin's Pausable declares it.
    event Unpaused(address account);

    /// @notice The net asset value was set.
    /// @param nav US dollars for one whole token, with 18 decimals.
    /// @param at When it was set. Unix seconds.
    event NavUpdated(uint256 nav, uint64 at);

    /// @notice The token is paused.
    error EnforcedPause();

    /// @notice The token is not paused.
    error ExpectedPause();

    /// @notice The constructor was given a cap of zero or above 2^120 - 1.
    error TokenCapInvalid(uint256 cap, uint256 maximum);

    /// @notice A mint would lift the supply above the cap. Both in base units; a sum too large for 256 bits is given as
    /// the largest number they hold.
    error TokenCapExceeded(uint256 supplyAfter, uint256 cap);

    /// @notice A date does not fit the 40 bits kept for it. Unix seconds.
    error TokenDateTooLarge(uint64 date, uint64 maximum);

    /// @notice The zero address, or a custody contract, can not be made eligible.
    error TokenEligibilityInvalid(address account);

    /// @notice Only a contract can be a custody contract; an account that merely delegates by EIP-7702 is none.
    error TokenCustodyNotContract(address account);

    /// @notice Neither can a custody contract be removed while it holds tokens, nor an account added that does.
    error TokenCustodyHoldsBalance(address custody, uint256 balance);

    /// @notice An account with a frozen amount, or with dates or a country set (even expired), can not become a custody
    /// contract; clear them first.
    error TokenCustodyNotClean(address account);

    /// @notice Enforcement, minting and burning do not reach a custody contract; act on the position or trade instead.
    error TokenCustodyProtected(address custody);

    /// @notice Tokens enter a custody contract only when that contract itself pulls them.
    error TokenCustodyMustPull(address custody, address caller);

    /// @notice A forced transfer to the same account would do nothing but unfreeze.
    error TokenForcedTransferToSelf(address account);

    /// @notice The constructor was given a step of zero or above 10,000 basis points.
    error TokenNavStepInvalid(uint16 maxStepBps, uint16 maximum);

    /// @notice A net asset value of zero, or too large for the 128 bits kept for it.
    error TokenNavInvalid(uint256 nav, uint256 maximum);

    /// @notice The net asset value would change too much at once. US dollars with 18 decimals.
    error TokenNavStepTooLarge(uint256 nav, uint256 lowest, uint256 highest);

    /// @notice The net asset value was set too short a time ago. Unix seconds.
    error TokenNavTooSoon(uint64 time, uint64 earliest);

    /// @notice Sets until when an account may send and receive. Only the compliance role.
    /// @param account Account concerned; neither zero nor a custody contract.
    /// @param sendUntil Last second at which it may send, zero for never. Unix seconds, below 2^40.
    /// @param receiveUntil Last second at which it may receive, zero for never. Unix seconds, below 2^40.
    /// @param country ISO 3166-1 numeric country code, zero for unknown.
    function setEligibility(address account, uint64 sendUntil, uint64 receiveUntil, uint16 country) external;

    /// @notice Allows or forbids a contract to hold tokens in custody. Only the default admin, and only while the
    /// contract's balance is zero. Setting what is already set changes nothing and emits the event again.
    function setCustody(address custody, bool allowed) external;

    /// @notice Creates tokens, in base units. Only the minter role; the recipient must be able to receive and be no
    /// custody contract.
    function mint(address to, uint256 amount) external;

    /// @notice Destroys unfrozen tokens of the caller, in base units. The caller must be able to send and be no custody
    /// contract.
    function burn(uint256 amount) external;

    /// @notice Stops every movement of tokens: transfers, forced transfers, mints and burns. Roles, eligibility,
    /// custody, freezes and allowances can still be set. Only the pauser role.
    function pause() external;

    /// @notice Lets tokens move again. Only the pauser role.
    function unpause() external;

    /// @notice Whether every movement is stopped.
    function paused() external view returns (bool);

    /// @notice Sets the net asset value: US dollars for one whole token, with 18 decimals. Only the valuer role. The
    /// first one is free; each later one may differ from the last by {navMaxStepBps} at most, and not sooner than
    /// {navMinSpacing} after it.
    function setNav(uint256 value) external;

    /// @notice Net asset value as it was last set; both zero before the first time.
    /// @return value US dollars for one whole token, with 18 decimals.
    /// @return setAt When it was set. Unix seconds.
    function nav() external view returns (uint256 value, uint64 setAt);

    /// @notice Largest change of the net asset value in one update, in basis points.
    function navMaxStepBps() external view returns (uint16);

    /// @notice Least time between two updates of the net asset value, in seconds.
    function navMinSpacing() external view returns (uint32);

    /// @notice Highest total supply there can ever be, in base units.
    function cap() external view returns (uint256);

    /// @notice Eligibility as it was set; see {canSend} and {canReceive} for what holds now.
    /// @return sendUntil Last second at which it may send. Unix seconds.
    /// @return receiveUntil Last second at which it may receive. Unix seconds.
    /// @return country ISO 3166-1 numeric country code, zero for unknown.
    function eligibilityOf(
        address account
    ) external view returns (uint64 sendUntil, uint64 receiveUntil, uint16 country);

    /// @notice Whether the account is a custody contract of this token.
    function isCustody(address account) external view returns (bool);

    /// @notice ERC-6372 clock: the current block's timestamp. Unix seconds.
    function clock() external view returns (uint48);

    /// @notice ERC-6372 clock mode, "mode=timestamp".
    function CLOCK_MODE() external view returns (string memory); // solhint-disable-line func-name-mixedcase
}
