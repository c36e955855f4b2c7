import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventsOf } from '../rwa-token/events-of.ts';
import { AssetStatus, DETAILS, IMAGES, MAX_TEXT, openRegistry, textOf } from './fixture.ts';

const { load, assertions } = await openRegistry();

const REVALUED = {
  name: 'House One, extended',
  location: 'Lisbon',
  assetType: 'mixed use',
  valuation: 5n,
};

// updateAsset
// ├── given the caller lacks the registrar role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given an asset that does not exist
// │   └── it reverts with AssetUnknown
// ├── given the status None
// │   └── it reverts with AssetStatusInvalid
// ├── given a retired asset
// │   └── it reverts with AssetStatusInvalid, also for the same status
// ├── given a text that is empty or too long
// │   └── it reverts with AssetTextEmpty or AssetTextTooLong
// └── given an asset that is active or suspended
//     ├── it keeps the new details and status, and emits AssetUpdated
//     ├── it moves between the two, and to retired
//     └── it leaves token and images as they are
describe('updateAsset', () => {
  it('error: AccessControlUnauthorizedAccount', async () => {
    const { registry, verifier, register } = await load();
    const { assetId } = await register();
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.updateAsset([assetId, AssetStatus.Active, REVALUED], { account: verifier }),
      registry,
      'AccessControlUnauthorizedAccount',
      [verifier.address, await registry.read.REGISTRAR_ROLE()],
    );
  });

  it('error: AssetUnknown for zero and for the next id', async () => {
    const { registry, registrar, register } = await load();
    const { assetId } = await register();
    for (const unknown of [0n, assetId + 1n]) {
      await assertions.revertWithCustomErrorWithArgs(
        registry.write.updateAsset([unknown, AssetStatus.Active, REVALUED], { account: registrar }),
        registry,
        'AssetUnknown',
        [unknown],
      );
    }
  });

  it('error: AssetStatusInvalid for None', async () => {
    const { registry, registrar, register } = await load();
    const { assetId } = await register();
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.updateAsset([assetId, AssetStatus.None, REVALUED], { account: registrar }),
      registry,
      'AssetStatusInvalid',
      [assetId, AssetStatus.Active, AssetStatus.None],
    );
  });

  it('error: AssetStatusInvalid for a retired asset, whatever is asked', async () => {
    const { registry, registrar, register } = await load();
    const { assetId } = await register();
    const update = (status: number) =>
      registry.write.updateAsset([assetId, status, DETAILS], { account: registrar });
    await update(AssetStatus.Retired);
    for (const status of [AssetStatus.Active, AssetStatus.Suspended, AssetStatus.Retired]) {
      await assertions.revertWithCustomErrorWithArgs(
        update(status),
        registry,
        'AssetStatusInvalid',
        [assetId, AssetStatus.Retired, status],
      );
    }
  });

  it('error: AssetTextEmpty and AssetTextTooLong', async () => {
    const { registry, registrar, register } = await load();
    const { assetId } = await register();
    const update = (details: Partial<typeof REVALUED>) =>
      registry.write.updateAsset([assetId, AssetStatus.Active, { ...REVALUED, ...details }], {
        account: registrar,
      });
    for (const field of ['name', 'location', 'assetType']) {
      await assertions.revertWithCustomErrorWithArgs(
        update({ [field]: '' }),
        registry,
        'AssetTextEmpty',
        [],
      );
      await assertions.revertWithCustomErrorWithArgs(
        update({ [field]: textOf(MAX_TEXT + 1) }),
        registry,
        'AssetTextTooLong',
        [BigInt(MAX_TEXT + 1), BigInt(MAX_TEXT)],
      );
    }
  });

  it('default', async () => {
    const { registry, registrar, publicClient, register } = await load();
    const { assetId, token } = await register();
    const status = AssetStatus.Suspended;
    const hash = await registry.write.updateAsset([assetId, status, REVALUED], {
      account: registrar,
    });
    assert.deepEqual(await eventsOf(publicClient, registry, hash), [
      { name: 'AssetUpdated', args: { assetId, status, ...REVALUED } },
    ]);
    assert.deepEqual(await registry.read.assetOf([assetId]), {
      token,
      status,
      ...REVALUED,
      images: IMAGES,
    });
  });

  it('behavior: from suspended back to active, and from there to retired', async () => {
    const { registry, registrar, register } = await load();
    const { assetId } = await register();
    for (const status of [AssetStatus.Suspended, AssetStatus.Active, AssetStatus.Retired]) {
      await registry.write.updateAsset([assetId, status, DETAILS], { account: registrar });
      assert.equal((await registry.read.assetOf([assetId])).status, status);
    }
  });
});
