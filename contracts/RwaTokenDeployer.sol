// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAssetRegistry } from "./interfaces/IAssetRegistry.sol";
import { IRwaToken } from "./interfaces/IRwaToken.sol";
import { RwaToken } from "./RwaToken.sol";

/// @title RwaTokenDeployer
/// @notice Holds the code of {RwaToken} for its registry, which would exceed the size limit with it. Whole tokens are
/// deployed rather than clones: a clone's every call costs some 2,700 gas more, for ever.
contract RwaTokenDeployer {
    /// @dev The one caller: nobody else can take an address that was foretold.
    address private immutable REGISTRY;

    /// @notice The caller is not the registry.
    error DeployerNotRegistry(address caller, address registry);

    constructor() {
        REGISTRY = msg.sender;
    }

    /// @notice Deploys a token with CREATE2; only the registry.
    function deployToken(IAssetRegistry.TokenParams calldata params, bytes32 salt) external returns (address) {
        if (msg.sender != REGISTRY) revert DeployerNotRegistry(msg.sender, REGISTRY);
        return
            address(
                new RwaToken{ salt: salt }(
                    params.name,
                    params.symbol,
                    params.cap,
                    params.admin,
                    params.adminDelay,
                    _navBounds(params)
                )
            );
    }

    /// @notice Where a token with these parameters and this salt is, or will be.
    function predictToken(IAssetRegistry.TokenParams calldata params, bytes32 salt) external view returns (address) {
        bytes memory arguments = abi.encode(
            params.name,
            params.symbol,
            params.cap,
            params.admin,
            params.adminDelay,
            _navBounds(params)
        );
        bytes32 codeHash = keccak256(abi.encodePacked(type(RwaToken).creationCode, arguments));
        return address(uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), address(this), salt, codeHash)))));
    }

    function _navBounds(IAssetRegistry.TokenParams calldata params) private pure returns (IRwaToken.NavBounds memory) {
        return IRwaToken.NavBounds({ maxStepBps: params.navMaxStepBps, minSpacing: params.navMinSpacing });
    }
}
