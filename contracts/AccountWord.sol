// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Everything an RwaToken knows of an account except its frozen amount, in one storage slot: a transfer reads
/// and writes one word for each side.
///
///   255        224 223      208 207             168 167           128 127                    0
///   +-------------+------------+-------------------+-----------------+------------------------+
///   |  flags  32  | country 16 |  receiveUntil 40  |  sendUntil  40  |      balance  128      |
///   +-------------+------------+-------------------+-----------------+------------------------+
///
/// flags: bit 0 (224) says that an amount is frozen, bit 1 (225) that the account is a custody contract.
type AccountWord is uint256;

using AccountWords for AccountWord global;

/// @title AccountWords
/// @notice Reads the fields of an {AccountWord} and makes changed copies of it; storage is the token's business.
///
/// Assumed by {plus} and {minus}, and held by the token's cap: every balance stays below 2^120 and nothing above a
/// balance is taken from it. So the balance, in the lowest bits, neither carries into the dates nor borrows from them.
library AccountWords {
    uint256 private constant SEND_UNTIL_SHIFT = 128;
    uint256 private constant RECEIVE_UNTIL_SHIFT = 168;
    uint256 private constant COUNTRY_SHIFT = 208;

    /// @dev Bits 128 to 223: both dates and the country.
    uint256 private constant ELIGIBILITY_MASK = uint256(type(uint96).max) << SEND_UNTIL_SHIFT;

    uint256 private constant FROZEN_FLAG = 1 << 224;
    uint256 private constant CUSTODY_FLAG = 1 << 225;

    /// @notice Balance in base units.
    function balance(AccountWord word) internal pure returns (uint256) {
        return uint128(AccountWord.unwrap(word));
    }

    /// @notice Last second at which the account may send. Unix seconds.
    function sendUntil(AccountWord word) internal pure returns (uint40) {
        return uint40(AccountWord.unwrap(word) >> SEND_UNTIL_SHIFT);
    }

    /// @notice Last second at which the account may receive. Unix seconds.
    function receiveUntil(AccountWord word) internal pure returns (uint40) {
        return uint40(AccountWord.unwrap(word) >> RECEIVE_UNTIL_SHIFT);
    }

    /// @notice ISO 3166-1 numeric country code, zero for unknown.
    function country(AccountWord word) internal pure returns (uint16) {
        return uint16(AccountWord.unwrap(word) >> COUNTRY_SHIFT);
    }

    /// @notice Whether a date or the country is set, expired or not.
    function hasEligibility(AccountWord word) internal pure returns (bool) {
        return AccountWord.unwrap(word) & ELIGIBILITY_MASK != 0;
    }

    /// @notice Whether the account has a frozen amount, which the token keeps in a slot of its own.
    function hasFrozen(AccountWord word) internal pure returns (bool) {
        return AccountWord.unwrap(word) & FROZEN_FLAG != 0;
    }

    /// @notice Whether the account is a custody contract.
    function isCustody(AccountWord word) internal pure returns (bool) {
        return AccountWord.unwrap(word) & CUSTODY_FLAG != 0;
    }

    /// @notice The word with a larger balance. `amount` in base units.
    function plus(AccountWord word, uint256 amount) internal pure returns (AccountWord) {
        unchecked {
            return AccountWord.wrap(AccountWord.unwrap(word) + amount);
        }
    }

    /// @notice The word with a smaller balance. `amount` in base units.
    function minus(AccountWord word, uint256 amount) internal pure returns (AccountWord) {
        unchecked {
            return AccountWord.wrap(AccountWord.unwrap(word) - amount);
        }
    }

    /// @notice The word with other dates and another country.
    function withEligibility(
        AccountWord word,
        uint40 newSendUntil,
        uint40 newReceiveUntil,
        uint16 newCountry
    ) internal pure returns (AccountWord) {
        uint256 eligibility =
            (uint256(newSendUntil) << SEND_UNTIL_SHIFT) |
                (uint256(newReceiveUntil) << RECEIVE_UNTIL_SHIFT) |
                (uint256(newCountry) << COUNTRY_SHIFT);
        return AccountWord.wrap((AccountWord.unwrap(word) & ~ELIGIBILITY_MASK) | eligibility);
    }

    /// @notice The word with the frozen flag set or cleared.
    function withFrozen(AccountWord word, bool frozen) internal pure returns (AccountWord) {
        return _withFlag(word, FROZEN_FLAG, frozen);
    }

    /// @notice The word with the custody flag set or cleared.
    function withCustody(AccountWord word, bool custody) internal pure returns (AccountWord) {
        return _withFlag(word, CUSTODY_FLAG, custody);
    }

    function _withFlag(AccountWord word, uint256 flag, bool isSet) private pure returns (AccountWord) {
        uint256 cleared = AccountWord.unwrap(word) & ~flag;
        return AccountWord.wrap(isSet ? cleared | flag : cleared);
    }
}
