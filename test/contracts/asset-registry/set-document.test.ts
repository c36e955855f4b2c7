import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zeroHash } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { HASH, MAX_DOCUMENTS, MAX_TEXT, MAX_URI, openRegistry, textOf } from './fixture.ts';

const { load, assertions, time } = await openRegistry();

const URI = 'ipfs://deed';
const GONE = { uri: '', contentHash: zeroHash, setAt: 0n };

/** A registry with one asset, and what the registrar does to its documents. */
async function loadAsset() {
  const registered = await load();
  const { registry, registrar, register } = registered;
  const { assetId } = await register();
  const set = (name: string, uri = URI, contentHash: `0x${string}` = HASH) =>
    registry.write.setDocument([assetId, name, uri, contentHash], { account: registrar });
  const remove = (name: string) => set(name, '', zeroHash);
  const namesOf = () => registry.read.documentNamesOf([assetId]);
  return { ...registered, assetId, set, remove, namesOf };
}

// setDocument
// ├── given the caller lacks the registrar role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given an asset that does not exist
// │   └── it reverts with AssetUnknown
// ├── given an empty name, or one longer than 128 bytes
// │   └── it reverts with AssetTextEmpty, with AssetTextTooLong
// ├── given a URI longer than 256 bytes
// │   └── it reverts with AssetTextTooLong
// ├── given a hash without a URI
// │   └── it reverts with AssetDocumentUriEmpty
// ├── given neither hash nor URI
// │   ├── given no document of that name
// │   │   └── it reverts with AssetDocumentUnknown
// │   └── it removes the document, wherever its name stands, and emits DocumentSet
// ├── given a new name
// │   ├── given 64 documents
// │   │   └── it reverts with AssetListTooLong, until one is removed
// │   └── it keeps URI, hash and time, and emits DocumentSet
// └── given a name that is there
//     └── it replaces URI, hash and time, and keeps the list
describe('setDocument', () => {
  it('error: AccessControlUnauthorizedAccount', async () => {
    const { registry, verifier, assetId } = await loadAsset();
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.setDocument([assetId, 'deed', URI, HASH], { account: verifier }),
      registry,
      'AccessControlUnauthorizedAccount',
      [verifier.address, await registry.read.REGISTRAR_ROLE()],
    );
  });

  it('error: AssetUnknown', async () => {
    const { registry, registrar, assetId } = await loadAsset();
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.setDocument([assetId + 1n, 'deed', URI, HASH], { account: registrar }),
      registry,
      'AssetUnknown',
      [assetId + 1n],
    );
  });

  it('error: AssetTextEmpty and AssetTextTooLong for the name', async () => {
    const { registry, set } = await loadAsset();
    await assertions.revertWithCustomErrorWithArgs(set(''), registry, 'AssetTextEmpty', []);
    await assertions.revertWithCustomErrorWithArgs(
      set(textOf(MAX_TEXT + 1)),
      registry,
      'AssetTextTooLong',
      [BigInt(MAX_TEXT + 1), BigInt(MAX_TEXT)],
    );
    await set(textOf(MAX_TEXT));
  });

  it('error: AssetTextTooLong for the URI', async () => {
    const { registry, set } = await loadAsset();
    await assertions.revertWithCustomErrorWithArgs(
      set('deed', textOf(MAX_URI + 1)),
      registry,
      'AssetTextTooLong',
      [BigInt(MAX_URI + 1), BigInt(MAX_URI)],
    );
    await set('deed', textOf(MAX_URI));
  });

  it('error: AssetDocumentUriEmpty, for a new name and for one that is there', async () => {
    const { registry, assetId, set } = await loadAsset();
    await set('deed');
    for (const name of ['deed', 'survey']) {
      await assertions.revertWithCustomErrorWithArgs(
        set(name, ''),
        registry,
        'AssetDocumentUriEmpty',
        [assetId, name],
      );
    }
  });

  it('error: AssetDocumentUnknown, for a name that never was and one that was removed', async () => {
    const { registry, assetId, set, remove } = await loadAsset();
    await set('deed');
    await remove('deed');
    for (const name of ['deed', 'survey']) {
      await assertions.revertWithCustomErrorWithArgs(
        remove(name),
        registry,
        'AssetDocumentUnknown',
        [assetId, name],
      );
    }
  });

  it('error: AssetListTooLong above 64 documents, until one is removed', async () => {
    const { registry, set, remove, namesOf } = await loadAsset();
    const names = Array.from({ length: MAX_DOCUMENTS }, (_, index) => `document ${index}`);
    for (const name of names) await set(name);
    await assertions.revertWithCustomErrorWithArgs(set('deed'), registry, 'AssetListTooLong', [
      BigInt(MAX_DOCUMENTS + 1),
      BigInt(MAX_DOCUMENTS),
    ]);
    await set('document 7', 'ipfs://replaced');
    await remove('document 7');
    await set('deed');
    assert.equal((await namesOf()).length, MAX_DOCUMENTS);
  });

  it('default', async () => {
    const { registry, publicClient, assetId, set, namesOf } = await loadAsset();
    const hash = await set('deed');
    assert.deepEqual(await eventsOf(publicClient, registry, hash), [
      { name: 'DocumentSet', args: { assetId, name: 'deed', uri: URI, contentHash: HASH } },
    ]);
    const setAt = BigInt(await time.latest());
    const document = { uri: URI, contentHash: HASH, setAt };
    assert.deepEqual(await registry.read.documentOf([assetId, 'deed']), document);
    assert.deepEqual(await namesOf(), ['deed']);
  });

  it('args: a URI without a hash', async () => {
    const { registry, assetId, set } = await loadAsset();
    await set('deed', URI, zeroHash);
    assert.equal((await registry.read.documentOf([assetId, 'deed'])).contentHash, zeroHash);
  });

  it('behavior: replaces URI, hash and time of a name that is there', async () => {
    const { registry, assetId, set, namesOf } = await loadAsset();
    await set('deed');
    await time.increase(100);
    const other = `0x${'01'.repeat(32)}` as const;
    await set('deed', 'ipfs://newer', other);
    const setAt = BigInt(await time.latest());
    assert.deepEqual(await registry.read.documentOf([assetId, 'deed']), {
      uri: 'ipfs://newer',
      contentHash: other,
      setAt,
    });
    assert.deepEqual(await namesOf(), ['deed']);
  });

  it('behavior: removes a document wherever its name stands', async () => {
    const { registry, publicClient, assetId, set, remove, namesOf } = await loadAsset();
    for (const name of ['a', 'b', 'c', 'd']) await set(name, `ipfs://${name}`);
    const hash = await remove('b');
    assert.deepEqual(await eventsOf(publicClient, registry, hash), [
      { name: 'DocumentSet', args: { assetId, name: 'b', uri: '', contentHash: zeroHash } },
    ]);
    assert.deepEqual(await namesOf(), ['a', 'd', 'c']);
    assert.deepEqual(await registry.read.documentOf([assetId, 'b']), GONE);
    // The one that took the place can go too, and so can the first and the last.
    await remove('d');
    assert.deepEqual(await namesOf(), ['a', 'c']);
    await remove('a');
    assert.deepEqual(await namesOf(), ['c']);
    assert.equal((await registry.read.documentOf([assetId, 'c'])).uri, 'ipfs://c');
    await remove('c');
    assert.deepEqual(await namesOf(), []);
  });
});
