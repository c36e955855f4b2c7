import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventsOf } from '../rwa-token/events-of.ts';
import { MAX_IMAGES, MAX_URI, openRegistry, textOf } from './fixture.ts';

const { load, assertions } = await openRegistry();

// setImages
// ├── given the caller lacks the registrar role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given an asset that does not exist
// │   └── it reverts with AssetUnknown
// ├── given more than 16 images
// │   └── it reverts with AssetListTooLong
// ├── given an image longer than 256 bytes
// │   └── it reverts with AssetTextTooLong, and the old list stays
// └── given a list
//     ├── it replaces the old one whole and emits AssetImagesSet
//     ├── it takes 16 of 256 bytes each
//     └── it takes none
describe('setImages', () => {
  it('error: AccessControlUnauthorizedAccount', async () => {
    const { registry, verifier, register } = await load();
    const { assetId } = await register();
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.setImages([assetId, []], { account: verifier }),
      registry,
      'AccessControlUnauthorizedAccount',
      [verifier.address, await registry.read.REGISTRAR_ROLE()],
    );
  });

  it('error: AssetUnknown', async () => {
    const { registry, registrar } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.setImages([1n, []], { account: registrar }),
      registry,
      'AssetUnknown',
      [1n],
    );
  });

  it('error: AssetListTooLong', async () => {
    const { registry, registrar, register } = await load();
    const { assetId } = await register();
    const images = Array(MAX_IMAGES + 1).fill('a');
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.setImages([assetId, images], { account: registrar }),
      registry,
      'AssetListTooLong',
      [BigInt(MAX_IMAGES + 1), BigInt(MAX_IMAGES)],
    );
  });

  it('error: AssetTextTooLong; the old list stays', async () => {
    const { registry, registrar, register } = await load();
    const { assetId } = await register();
    const { images } = await registry.read.assetOf([assetId]);
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.setImages([assetId, ['new', textOf(MAX_URI + 1)]], { account: registrar }),
      registry,
      'AssetTextTooLong',
      [BigInt(MAX_URI + 1), BigInt(MAX_URI)],
    );
    assert.deepEqual((await registry.read.assetOf([assetId])).images, images);
  });

  it('default', async () => {
    const { registry, registrar, publicClient, register } = await load();
    const { assetId } = await register();
    const images = ['ipfs://new'];
    const hash = await registry.write.setImages([assetId, images], { account: registrar });
    assert.deepEqual(await eventsOf(publicClient, registry, hash), [
      { name: 'AssetImagesSet', args: { assetId, images } },
    ]);
    assert.deepEqual((await registry.read.assetOf([assetId])).images, images);
  });

  it('args: as many and as long as there can be, and none', async () => {
    const { registry, registrar, register } = await load();
    const { assetId } = await register();
    for (const images of [Array(MAX_IMAGES).fill(textOf(MAX_URI)), []]) {
      await registry.write.setImages([assetId, images], { account: registrar });
      assert.deepEqual((await registry.read.assetOf([assetId])).images, images);
    }
  });
});
