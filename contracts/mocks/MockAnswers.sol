// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title MockAnswers
/// @notice A contract for tests only: it answers each function with the bytes a test gave it, and reverts otherwise.
contract MockAnswers {
    mapping(bytes4 selector => bytes) private _answers;

    /// @notice Sets the answer to a function; an empty one makes it revert.
    function setAnswer(bytes4 selector, bytes calldata answer) external {
        _answers[selector] = answer;
    }

    // solhint-disable-next-line no-complex-fallback
    fallback() external {
        bytes memory answer = _answers[msg.sig];
        require(answer.length != 0);
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }
}
