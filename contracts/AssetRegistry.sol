// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessControlDefaultAdminRules } from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";

import { AssetRecords } from "./AssetRecords.sol";
import { IAssetRegistry } from "./interfaces/IAssetRegistry.sol";
import { RwaTokenDeployer } from "./RwaTokenDeployer.sol";

/// @title AssetRegistry
/// @notice See {IAssetRegistry}. Each state-changing function has the same beats in the same order: checks, effects,
/// interactions.
contract AssetRegistry is AssetRecords {
    /// @dev Decimal places of every {RwaToken}.
    uint8 private constant TOKEN_DECIMALS = 18;

    RwaTokenDeployer private immutable DEPLOYER;

    constructor(address admin, uint48 adminDelay) AccessControlDefaultAdminRules(adminDelay, admin) {
        DEPLOYER = new RwaTokenDeployer();
    }

    /// @inheritdoc IAssetRegistry
    function registerAsset(
        AssetDetails calldata details,
        TokenParams calldata tokenParams,
        string[] calldata images,
        bytes32 salt
    ) external onlyRole(REGISTRAR_ROLE) returns (uint256 assetId, address token) {
        // Checks
        _checkDetails(details);
        _checkText(tokenParams.name);
        _checkText(tokenParams.symbol);
        token = DEPLOYER.predictToken(tokenParams, salt);
        if (assetIdOf[token] != 0) revert AssetTokenExists(token);

        // Effects
        assetId = _book(token, details);
        emit AssetTokenCreated(assetId, token, tokenParams.name, tokenParams.symbol, TOKEN_DECIMALS, tokenParams.cap);
        if (images.length != 0) _setImages(assetId, images);

        // Interactions
        DEPLOYER.deployToken(tokenParams, salt);
    }

    /// @notice Deploys the tokens; belongs to this registry alone.
    function deployer() external view returns (address) {
        return address(DEPLOYER);
    }

    /// @inheritdoc IAssetRegistry
    function predictToken(TokenParams calldata tokenParams, bytes32 salt) external view returns (address) {
        return DEPLOYER.predictToken(tokenParams, salt);
    }
}
