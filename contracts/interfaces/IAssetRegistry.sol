// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title AssetRegistry
/// @notice The list of real-world assets, each with the token that stands for it.
///
/// Registering an asset deploys its {IRwaToken} with CREATE2, through a separate deployer that holds the token's code,
/// so the token's address is known beforehand; see {predictToken}. The registry has no power over a token after that.
///
/// Money here is US dollars with 18 decimals. What a record says is the registrar's statement; nothing on the chain
/// proves a valuation, a document or a verification.
///
/// Long texts live elsewhere: a URI says where, a hash says what. Names and URIs are limited in length, lists in number.
interface IAssetRegistry {
    /// @notice Where an asset stands. `None` is an asset that does not exist.
    enum AssetStatus {
        None,
        Active,
        Suspended,
        Retired
    }

    /// @notice What can be said of an asset.
    /// @param name Plain name, such as "Halyard House One".
    /// @param location Where it is, in plain words.
    /// @param assetType What it is, such as "residential".
    /// @param valuation Of the whole asset, in US dollars with 18 decimals; zero for unknown.
    struct AssetDetails {
        string name;
        string location;
        string assetType;
        uint256 valuation;
    }

    /// @notice What an asset's token is deployed with; see {IRwaToken}.
    /// @param cap Highest supply in base units.
    /// @param admin First default admin of the token; it grants the other roles.
    /// @param adminDelay Seconds between the proposal of a new admin and its acceptance.
    /// @param navMaxStepBps Largest change of the net asset value in one update, in basis points.
    /// @param navMinSpacing Least time between two updates, in seconds.
    struct TokenParams {
        string name;
        string symbol;
        uint256 cap;
        address admin;
        uint48 adminDelay;
        uint16 navMaxStepBps;
        uint32 navMinSpacing;
    }

    /// @notice One asset as it stands.
    struct Asset {
        address token;
        AssetStatus status;
        string name;
        string location;
        string assetType;
        uint256 valuation;
        string[] images;
    }

    /// @notice One document of an asset.
    /// @param uri Where it is; empty for none.
    /// @param contentHash Hash of its content.
    /// @param setAt When it was last set. Unix seconds.
    struct Document {
        string uri;
        bytes32 contentHash;
        uint64 setAt;
    }

    /// @notice One statement of a third party about an asset.
    /// @param verifier Account that made it.
    /// @param kind What was verified, such as "title" or "valuation".
    struct Verification {
        address verifier;
        uint64 addedAt;
        string kind;
        string uri;
        bytes32 contentHash;
    }

    /// @notice An asset was registered and its token deployed. Valuation in US dollars with 18 decimals.
    event AssetRegistered(
        uint256 indexed assetId,
        address indexed token,
        string name,
        string location,
        string assetType,
        uint256 valuation
    );

    /// @notice What the new asset's token is: an indexer asks no contract. Follows {AssetRegistered}. Cap in base units.
    event AssetTokenCreated(
        uint256 indexed assetId,
        address indexed token,
        string name,
        string symbol,
        uint8 decimals,
        uint256 cap
    );

    /// @notice Details or status changed; the values are the new ones.
    event AssetUpdated(
        uint256 indexed assetId,
        AssetStatus status,
        string name,
        string location,
        string assetType,
        uint256 valuation
    );

    /// @notice The pictures of an asset are now these.
    event AssetImagesSet(uint256 indexed assetId, string[] images);

    /// @notice A third party's statement was added.
    event VerificationAdded(
        uint256 indexed assetId,
        address indexed verifier,
        string kind,
        string uri,
        bytes32 contentHash
    );

    /// @notice A document was set; an empty URI with a zero hash removes it.
    event DocumentSet(uint256 indexed assetId, string name, string uri, bytes32 contentHash);

    /// @notice There is no such asset.
    error AssetUnknown(uint256 assetId);

    /// @notice No asset goes back to `None`, and a retired one stays as it is.
    error AssetStatusInvalid(uint256 assetId, AssetStatus present, AssetStatus asked);

    /// @notice A text is empty that must not be.
    error AssetTextEmpty();

    /// @notice A document with a hash needs a URI; without both it is removed.
    error AssetDocumentUriEmpty(uint256 assetId, string name);

    /// @notice A text is longer than its limit. Both in bytes.
    error AssetTextTooLong(uint256 length, uint256 maximum);

    /// @notice A list is longer than its limit.
    error AssetListTooLong(uint256 length, uint256 maximum);

    /// @notice An asset with these details and this token was registered already by the same salt.
    error AssetTokenExists(address token);

    /// @notice There is no document of that name to remove.
    error AssetDocumentUnknown(uint256 assetId, string name);

    /// @notice Registers an asset and deploys its token. Only the registrar role.
    /// @param salt Chosen by the caller; together with the token's parameters it fixes the token's address.
    function registerAsset(
        AssetDetails calldata details,
        TokenParams calldata tokenParams,
        string[] calldata images,
        bytes32 salt
    ) external returns (uint256 assetId, address token);

    /// @notice Changes details and status. Only the registrar role. A retired asset stays retired, as it was.
    function updateAsset(uint256 assetId, AssetStatus status, AssetDetails calldata details) external;

    /// @notice Replaces the list of pictures. Only the registrar role.
    function setImages(uint256 assetId, string[] calldata images) external;

    /// @notice Sets a document, or removes it with an empty URI and a zero hash. Only the registrar role.
    function setDocument(uint256 assetId, string calldata name, string calldata uri, bytes32 contentHash) external;

    /// @notice Adds a statement by the caller. Only the verifier role.
    function addVerification(uint256 assetId, string calldata kind, string calldata uri, bytes32 contentHash) external;

    /// @notice How many assets there are; ids run from 1 to this.
    function assetCount() external view returns (uint256);

    /// @notice One asset.
    function assetOf(uint256 assetId) external view returns (Asset memory);

    /// @notice Asset of a token, zero for none.
    function assetIdOf(address token) external view returns (uint256);

    /// @notice Where a token with these parameters and this salt will be.
    function predictToken(TokenParams calldata tokenParams, bytes32 salt) external view returns (address);

    /// @notice One document, by its name.
    function documentOf(uint256 assetId, string calldata name) external view returns (Document memory);

    /// @notice Names of all documents.
    function documentNamesOf(uint256 assetId) external view returns (string[] memory);

    /// @notice Statements about an asset from `offset` on, at most `limit`.
    function verificationsOf(
        uint256 assetId,
        uint256 offset,
        uint256 limit
    ) external view returns (Verification[] memory);
}
