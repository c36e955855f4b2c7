// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessControlDefaultAdminRules } from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";

import { IAssetRegistry } from "./interfaces/IAssetRegistry.sol";

/// @title AssetRecords
/// @notice How assets are kept: details, status, pictures, documents and verifications.
abstract contract AssetRecords is IAssetRegistry, AccessControlDefaultAdminRules {
    /// @notice May call {registerAsset}, {updateAsset}, {setImages} and {setDocument}.
    bytes32 public constant REGISTRAR_ROLE = keccak256("REGISTRAR_ROLE");

    /// @notice May call {addVerification}.
    bytes32 public constant VERIFIER_ROLE = keccak256("VERIFIER_ROLE");

    /// @notice Longest name, location, type, kind or symbol, in bytes.
    uint256 public constant MAX_TEXT_LENGTH = 128;

    /// @notice Longest URI, in bytes.
    uint256 public constant MAX_URI_LENGTH = 256;

    /// @notice Most pictures of an asset.
    uint256 public constant MAX_IMAGES = 16;

    /// @notice Most documents of an asset at a time.
    uint256 public constant MAX_DOCUMENTS = 64;

    /// @inheritdoc IAssetRegistry
    uint256 public assetCount;

    /// @inheritdoc IAssetRegistry
    mapping(address token => uint256) public assetIdOf;

    mapping(uint256 assetId => Asset) private _assets;
    mapping(uint256 assetId => Verification[]) private _verifications;
    mapping(uint256 assetId => string[]) private _documentNames;

    /// @dev `place` is the name's place in the list of names, from 1.
    struct StoredDocument {
        string uri;
        bytes32 contentHash;
        uint64 setAt;
        uint64 place;
    }

    mapping(uint256 assetId => mapping(bytes32 nameHash => StoredDocument)) private _documents;

    /// @inheritdoc IAssetRegistry
    function updateAsset(
        uint256 assetId,
        AssetStatus status,
        AssetDetails calldata details
    ) external onlyRole(REGISTRAR_ROLE) {
        // Checks
        Asset storage asset = _knownAsset(assetId);
        if (status == AssetStatus.None || asset.status == AssetStatus.Retired) {
            revert AssetStatusInvalid(assetId, asset.status, status);
        }
        _checkDetails(details);

        // Effects
        asset.status = status;
        _setDetails(asset, details);
        emit AssetUpdated(assetId, status, details.name, details.location, details.assetType, details.valuation);
    }

    /// @inheritdoc IAssetRegistry
    function setImages(uint256 assetId, string[] calldata images) external onlyRole(REGISTRAR_ROLE) {
        // Checks
        _knownAsset(assetId);

        // Checks and effects
        _setImages(assetId, images);
    }

    /// @inheritdoc IAssetRegistry
    function setDocument(
        uint256 assetId,
        string calldata name,
        string calldata uri,
        bytes32 contentHash
    ) external onlyRole(REGISTRAR_ROLE) {
        // Checks
        _knownAsset(assetId);
        _checkText(name);
        _checkUri(uri);
        bool removes = bytes(uri).length == 0;
        if (removes && contentHash != 0) revert AssetDocumentUriEmpty(assetId, name);
        StoredDocument storage document = _documents[assetId][keccak256(bytes(name))];
        if (removes && document.place == 0) revert AssetDocumentUnknown(assetId, name);

        // Effects
        if (removes) _removeDocument(assetId, name);
        else _setDocument(assetId, name, document, uri, contentHash);
        emit DocumentSet(assetId, name, uri, contentHash);
    }

    /// @inheritdoc IAssetRegistry
    function addVerification(
        uint256 assetId,
        string calldata kind,
        string calldata uri,
        bytes32 contentHash
    ) external onlyRole(VERIFIER_ROLE) {
        // Checks
        _knownAsset(assetId);
        _checkText(kind);
        _checkUri(uri);

        // Effects
        _verifications[assetId].push(Verification(msg.sender, uint64(block.timestamp), kind, uri, contentHash));
        emit VerificationAdded(assetId, msg.sender, kind, uri, contentHash);
    }

    /// @inheritdoc IAssetRegistry
    function assetOf(uint256 assetId) external view returns (Asset memory) {
        return _knownAsset(assetId);
    }

    /// @inheritdoc IAssetRegistry
    function documentOf(uint256 assetId, string calldata name) external view returns (Document memory) {
        StoredDocument storage document = _documents[assetId][keccak256(bytes(name))];
        return Document(document.uri, document.contentHash, document.setAt);
    }

    /// @inheritdoc IAssetRegistry
    function documentNamesOf(uint256 assetId) external view returns (string[] memory) {
        return _documentNames[assetId];
    }

    /// @inheritdoc IAssetRegistry
    function verificationsOf(
        uint256 assetId,
        uint256 offset,
        uint256 limit
    ) external view returns (Verification[] memory page) {
        Verification[] storage all = _verifications[assetId];
        uint256 left = offset < all.length ? all.length - offset : 0;
        page = new Verification[](limit < left ? limit : left);
        for (uint256 i = 0; i < page.length; ++i) page[i] = all[offset + i];
    }

    /// @dev Books a new asset; the details are checked already.
    function _book(address token, AssetDetails calldata details) internal returns (uint256 assetId) {
        assetId = ++assetCount;
        assetIdOf[token] = assetId;
        Asset storage asset = _assets[assetId];
        asset.token = token;
        asset.status = AssetStatus.Active;
        _setDetails(asset, details);
        emit AssetRegistered(assetId, token, details.name, details.location, details.assetType, details.valuation);
    }

    function _setImages(uint256 assetId, string[] calldata images) internal {
        if (images.length > MAX_IMAGES) revert AssetListTooLong(images.length, MAX_IMAGES);
        string[] storage stored = _assets[assetId].images;
        while (stored.length != 0) stored.pop();
        for (uint256 i = 0; i < images.length; ++i) {
            _checkUri(images[i]);
            stored.push(images[i]);
        }
        emit AssetImagesSet(assetId, images);
    }

    function _checkDetails(AssetDetails calldata details) internal pure {
        _checkText(details.name);
        _checkText(details.location);
        _checkText(details.assetType);
    }

    function _checkText(string calldata text) internal pure {
        uint256 length = bytes(text).length;
        if (length == 0) revert AssetTextEmpty();
        if (length > MAX_TEXT_LENGTH) revert AssetTextTooLong(length, MAX_TEXT_LENGTH);
    }

    function _checkUri(string calldata uri) private pure {
        uint256 length = bytes(uri).length;
        if (length > MAX_URI_LENGTH) revert AssetTextTooLong(length, MAX_URI_LENGTH);
    }

    function _setDetails(Asset storage asset, AssetDetails calldata details) private {
        asset.name = details.name;
        asset.location = details.location;
        asset.assetType = details.assetType;
        asset.valuation = details.valuation;
    }

    function _setDocument(
        uint256 assetId,
        string calldata name,
        StoredDocument storage document,
        string calldata uri,
        bytes32 contentHash
    ) private {
        if (document.place == 0) {
            string[] storage names = _documentNames[assetId];
            if (names.length == MAX_DOCUMENTS) revert AssetListTooLong(names.length + 1, MAX_DOCUMENTS);
            names.push(name);
            document.place = uint64(names.length);
        }
        document.uri = uri;
        document.contentHash = contentHash;
        document.setAt = uint64(block.timestamp);
    }

    /// @dev The last name takes the place of the one that goes.
    function _removeDocument(uint256 assetId, string calldata name) private {
        string[] storage names = _documentNames[assetId];
        uint64 place = _documents[assetId][keccak256(bytes(name))].place;
        string memory last = names[names.length - 1];
        names[place - 1] = last;
        _documents[assetId][keccak256(bytes(last))].place = place;
        names.pop();
        delete _documents[assetId][keccak256(bytes(name))];
    }

    function _knownAsset(uint256 assetId) private view returns (Asset storage asset) {
        asset = _assets[assetId];
        if (asset.status == AssetStatus.None) revert AssetUnknown(assetId);
    }
}
