// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessControlDefaultAdminRules } from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import { IERC6372 } from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { IERC165 } from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { AccountWord } from "./AccountWord.sol";
import { IERC7943Fungible } from "./interfaces/IERC7943Fungible.sol";
import { IRwaToken } from "./interfaces/IRwaToken.sol";
import { RwaTokenNav } from "./RwaTokenNav.sol";

/// @title RwaToken
/// @notice See {IRwaToken}. Each state-changing function has the same beats in the same order: checks, then effects.
/// The third beat, interactions, is missing everywhere, because the token never calls another contract.
contract RwaToken is ERC20Permit, RwaTokenNav {
    /// @dev What concerns all accounts, in one storage slot.
    ///
    ///   255          248 247     240 239                      120 119                     0
    ///   +---------------+-----------+----------------------------+------------------------+
    ///   |   unused  8   | paused  8 |          cap  120          |       total  120       |
    ///   +---------------+-----------+----------------------------+------------------------+
    ///
    /// Always total <= cap, and the total is the sum of all balances. Both amounts in base units.
    struct Supply {
        uint120 total;
        uint120 cap;
        bool paused;
    }

    /// @notice May call {setEligibility}.
    bytes32 public constant COMPLIANCE_ROLE = keccak256("COMPLIANCE_ROLE");

    /// @notice May call {mint}.
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");

    /// @notice May call {setFrozenTokens} and {forcedTransfer}.
    bytes32 public constant ENFORCER_ROLE = keccak256("ENFORCER_ROLE");

    /// @notice May call {pause} and {unpause}.
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @dev Begins the code of an externally owned account that delegates to a contract, see EIP-7702.
    bytes3 private constant DELEGATION_PREFIX = 0xef0100;

    Supply private _supply;

    mapping(address account => AccountWord) private _accounts;

    /// @dev Base units. The frozen flag in the account's word is set exactly when this is not zero, so that a transfer
    /// of an account without frozen tokens need not read it.
    mapping(address account => uint256 amount) private _frozen;

    constructor(
        string memory name_,
        string memory symbol_,
        uint256 cap_,
        address admin,
        uint48 adminDelay,
        NavBounds memory navBounds
    )
        ERC20(name_, symbol_)
        ERC20Permit(name_)
        AccessControlDefaultAdminRules(adminDelay, admin)
        RwaTokenNav(navBounds)
    {
        if (cap_ == 0 || cap_ > type(uint120).max) revert TokenCapInvalid(cap_, type(uint120).max);
        _supply.cap = uint120(cap_);
    }

    /// @inheritdoc IRwaToken
    function setEligibility(
        address account,
        uint64 sendUntil,
        uint64 receiveUntil,
        uint16 country
    ) external onlyRole(COMPLIANCE_ROLE) {
        // Checks
        AccountWord word = _accounts[account];
        if (account == address(0) || word.isCustody()) revert TokenEligibilityInvalid(account);
        if (sendUntil > type(uint40).max) revert TokenDateTooLarge(sendUntil, type(uint40).max);
        if (receiveUntil > type(uint40).max) revert TokenDateTooLarge(receiveUntil, type(uint40).max);

        // Effects
        _accounts[account] = word.withEligibility(uint40(sendUntil), uint40(receiveUntil), country);
        emit EligibilitySet(account, sendUntil, receiveUntil, country);
    }

    /// @inheritdoc IRwaToken
    function setCustody(address custody, bool allowed) external onlyRole(DEFAULT_ADMIN_ROLE) {
        // Checks
        AccountWord word = _accounts[custody];
        if (word.balance() != 0) revert TokenCustodyHoldsBalance(custody, word.balance());
        if (allowed && !_isContract(custody)) revert TokenCustodyNotContract(custody);
        if (allowed && (word.hasEligibility() || word.hasFrozen())) revert TokenCustodyNotClean(custody);

        // Effects
        _accounts[custody] = word.withCustody(allowed);
        emit CustodySet(custody, allowed);
    }

    /// @inheritdoc IRwaToken
    function mint(address to, uint256 amount) external onlyRole(MINTER_ROLE) {
        _mint(to, amount);
    }

    /// @inheritdoc IRwaToken
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    /// @inheritdoc IERC7943Fungible
    function setFrozenTokens(address account, uint256 amount) external onlyRole(ENFORCER_ROLE) returns (bool result) {
        // Checks
        if (account == address(0)) revert ERC20InvalidSender(account);
        if (_accounts[account].isCustody()) revert TokenCustodyProtected(account);

        // Effects
        _setFrozen(account, amount);
        return true;
    }

    /// @inheritdoc IERC7943Fungible
    function forcedTransfer(
        address from,
        address to,
        uint256 amount
    ) external onlyRole(ENFORCER_ROLE) returns (bool result) {
        // Checks
        AccountWord sender = _accounts[from];
        AccountWord recipient = _accounts[to];
        if (from == address(0)) revert ERC20InvalidSender(from);
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        if (from == to) revert TokenForcedTransferToSelf(from);
        _checkNotPaused();
        if (sender.isCustody()) revert TokenCustodyProtected(from);
        if (recipient.isCustody()) revert TokenCustodyProtected(to);
        if (!_canReceive(recipient)) revert ERC7943CannotReceive(to);
        _checkBalance(from, sender, amount);

        // Effects
        uint256 unfrozen = _unfrozen(from, sender);
        if (amount > unfrozen) _setFrozen(from, _frozen[from] - (amount - unfrozen));
        _move(from, to, amount);
        emit ForcedTransfer(from, to, amount);
        return true;
    }

    /// @inheritdoc IRwaToken
    function pause() external onlyRole(PAUSER_ROLE) {
        // Checks
        _checkNotPaused();

        // Effects
        _supply.paused = true;
        emit Paused(msg.sender);
    }

    /// @inheritdoc IRwaToken
    function unpause() external onlyRole(PAUSER_ROLE) {
        // Checks
        if (!_supply.paused) revert ExpectedPause();

        // Effects
        _supply.paused = false;
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc IERC7943Fungible
    function canSend(address account) external view returns (bool allowed) {
        return _canSend(_accounts[account]);
    }

    /// @inheritdoc IERC7943Fungible
    function canReceive(address account) external view returns (bool allowed) {
        return _canReceive(_accounts[account]);
    }

    /// @inheritdoc IERC7943Fungible
    function canTransfer(address from, address to, uint256 amount) external view returns (bool allowed) {
        AccountWord sender = _accounts[from];
        AccountWord recipient = _accounts[to];
        if (_supply.paused || _isPush(to, recipient)) return false;
        if (!_canSend(sender) || !_canReceive(recipient)) return false;
        return amount > sender.balance() || amount <= _unfrozen(from, sender);
    }

    /// @inheritdoc IERC7943Fungible
    function getFrozenTokens(address account) external view returns (uint256 amount) {
        return _frozen[account];
    }

    /// @inheritdoc IRwaToken
    function eligibilityOf(
        address account
    ) external view returns (uint64 sendUntil, uint64 receiveUntil, uint16 country) {
        AccountWord word = _accounts[account];
        return (word.sendUntil(), word.receiveUntil(), word.country());
    }

    /// @inheritdoc IRwaToken
    function isCustody(address account) external view returns (bool) {
        return _accounts[account].isCustody();
    }

    /// @inheritdoc IRwaToken
    function paused() external view returns (bool) {
        return _supply.paused;
    }

    /// @inheritdoc IRwaToken
    function cap() external view returns (uint256) {
        return _supply.cap;
    }

    /// @inheritdoc IRwaToken
    function clock() external view returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @inheritdoc IRwaToken
    // solhint-disable-next-line func-name-mixedcase, use-natspec
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc ERC20
    function balanceOf(address account) public view override returns (uint256) {
        return _accounts[account].balance();
    }

    /// @inheritdoc ERC20
    function totalSupply() public view override returns (uint256) {
        return _supply.total;
    }

    /// @inheritdoc IERC165
    function supportsInterface(
        bytes4 interfaceId
    ) public view override(AccessControlDefaultAdminRules, IERC165) returns (bool) {
        return
            interfaceId == type(IERC7943Fungible).interfaceId ||
            interfaceId == type(IERC20).interfaceId ||
            interfaceId == type(IERC20Permit).interfaceId ||
            interfaceId == type(IERC6372).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    /// @notice Every transfer, mint and burn ends here, so here are their beats. Base units.
    function _update(address from, address to, uint256 value) internal override {
        // Checks
        _checkNotPaused();
        if (from == address(0)) _checkMint(to, value);
        else if (to == address(0)) _checkBurn(from, value);
        else _checkTransfer(from, to, value);

        // Effects
        _move(from, to, value);
    }

    /// @dev Nothing wraps after the checks: value <= balance <= total <= cap < 2^120. The recipient's word is read only
    /// after the sender's is written, so that a transfer to oneself changes nothing.
    function _move(address from, address to, uint256 value) private {
        unchecked {
            if (from == address(0)) _supply.total += uint120(value);
            else _accounts[from] = _accounts[from].minus(value);

            if (to == address(0)) _supply.total -= uint120(value);
            else _accounts[to] = _accounts[to].plus(value);
        }
        emit Transfer(from, to, value);
    }

    function _setFrozen(address account, uint256 amount) private {
        _accounts[account] = _accounts[account].withFrozen(amount != 0);
        _frozen[account] = amount;
        emit Frozen(account, amount);
    }

    function _checkNotPaused() private view {
        if (_supply.paused) revert EnforcedPause();
    }

    function _checkMint(address to, uint256 value) private view {
        AccountWord recipient = _accounts[to];
        if (recipient.isCustody()) revert TokenCustodyProtected(to);
        if (!_canReceive(recipient)) revert ERC7943CannotReceive(to);
        uint256 supplyAfter = Math.saturatingAdd(_supply.total, value);
        if (supplyAfter > _supply.cap) revert TokenCapExceeded(supplyAfter, _supply.cap);
    }

    function _checkBurn(address from, uint256 value) private view {
        AccountWord holder = _accounts[from];
        if (holder.isCustody()) revert TokenCustodyProtected(from);
        if (!_canSend(holder)) revert ERC7943CannotSend(from);
        _checkBalance(from, holder, value);
        _checkUnfrozen(from, holder, value);
    }

    function _checkTransfer(address from, address to, uint256 value) private view {
        AccountWord sender = _accounts[from];
        AccountWord recipient = _accounts[to];
        if (_isPush(to, recipient)) revert TokenCustodyMustPull(to, msg.sender);
        if (!_canSend(sender)) revert ERC7943CannotSend(from);
        if (!_canReceive(recipient)) revert ERC7943CannotReceive(to);
        _checkBalance(from, sender, value);
        _checkUnfrozen(from, sender, value);
    }

    function _checkBalance(address account, AccountWord word, uint256 value) private pure {
        if (value > word.balance()) revert ERC20InsufficientBalance(account, word.balance(), value);
    }

    function _checkUnfrozen(address account, AccountWord word, uint256 value) private view {
        uint256 unfrozen = _unfrozen(account, word);
        if (value > unfrozen) revert ERC7943InsufficientUnfrozenBalance(account, value, unfrozen);
    }

    function _unfrozen(address account, AccountWord word) private view returns (uint256) {
        return word.hasFrozen() ? Math.saturatingSub(word.balance(), _frozen[account]) : word.balance();
    }

    /// @dev Tokens pushed into a custody contract would belong to no position and no trade.
    function _isPush(address to, AccountWord recipient) private view returns (bool) {
        return recipient.isCustody() && msg.sender != to;
    }

    function _canSend(AccountWord word) private view returns (bool) {
        return block.timestamp <= word.sendUntil() || word.isCustody();
    }

    function _canReceive(AccountWord word) private view returns (bool) {
        return block.timestamp <= word.receiveUntil() || word.isCustody();
    }

    function _isContract(address account) private view returns (bool) {
        return account.code.length != 0 && bytes3(account.code) != DELEGATION_PREFIX;
    }
}
