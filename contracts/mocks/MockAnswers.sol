// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title MockAnswers
/// @notice A contract for tests only: it answers each function with the bytes a test gave it, and reverts otherwise.
contract MockAnswers {
    error MockSilent(bytes4 selector);

    mapping(bytes4 selector => bytes) private _answers;

    /// @notice Sets the answer to a function; an empty one makes it revert.
    function setAnswer(bytes4 selector, bytes calldata answer) external {
        _answers[selector] = answer;
    }

    /// @notice Gives the answer that was set for the function called.
    // solhint-disable-next-line no-complex-fallback, use-natspec
    fallback() external {
        bytes memory answer = _answers[msg.sig];
        if (answer.length == 0) revert MockSilent(msg.sig);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }
}
