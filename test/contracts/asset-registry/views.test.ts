import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zeroAddress, zeroHash } from 'viem';
import { HASH, openRegistry, SALT } from './fixture.ts';

const { load, assertions } = await openRegistry();

// assetOf, assetIdOf, documentOf, documentNamesOf, verificationsOf
// ├── given an asset that does not exist
// │   └── assetOf reverts with AssetUnknown, the others are empty
// ├── given a page of verifications
// │   └── it begins at the offset, has at most the limit, and is empty past the end
// └── given two assets
//     └── documents and verifications of one are not of the other
describe('views', () => {
  it('error: AssetUnknown for zero and for the next id', async () => {
    const { registry, register } = await load();
    const { assetId } = await register();
    for (const unknown of [0n, assetId + 1n]) {
      await assertions.revertWithCustomErrorWithArgs(
        registry.read.assetOf([unknown]),
        registry,
        'AssetUnknown',
        [unknown],
      );
    }
  });

  it('behavior: empty for what does not exist', async () => {
    const { registry } = await load();
    assert.equal(await registry.read.assetIdOf([registry.address]), 0n);
    assert.equal(await registry.read.assetIdOf([zeroAddress]), 0n);
    assert.deepEqual(await registry.read.documentNamesOf([1n]), []);
    assert.deepEqual(await registry.read.verificationsOf([1n, 0n, 10n]), []);
    assert.deepEqual(await registry.read.documentOf([1n, 'deed']), {
      uri: '',
      contentHash: zeroHash,
      setAt: 0n,
    });
  });

  it('behavior: verifications by page', async () => {
    const { registry, verifier, register } = await load();
    const { assetId } = await register();
    for (const kind of ['a', 'b', 'c', 'd', 'e']) {
      await registry.write.addVerification([assetId, kind, '', zeroHash], { account: verifier });
    }
    const kinds = async (offset: bigint, limit: bigint) =>
      (await registry.read.verificationsOf([assetId, offset, limit])).map(({ kind }) => kind);
    const most = 2n ** 256n - 1n;
    assert.deepEqual(await kinds(0n, 2n), ['a', 'b']);
    assert.deepEqual(await kinds(2n, 2n), ['c', 'd']);
    assert.deepEqual(await kinds(4n, 2n), ['e']);
    assert.deepEqual(await kinds(1n, most), ['b', 'c', 'd', 'e']);
    for (const [offset, limit] of [
      [5n, 2n],
      [most, most],
      [0n, 0n],
    ] as const) {
      assert.deepEqual(await kinds(offset, limit), []);
    }
  });

  it("behavior: one asset's documents and verifications are not another's", async () => {
    const { registry, registrar, verifier, register } = await load();
    const one = await register();
    const other = await register(HASH);
    await registry.write.setDocument([one.assetId, 'deed', 'u', SALT], { account: registrar });
    await registry.write.addVerification([one.assetId, 'k', 'u', SALT], { account: verifier });
    assert.deepEqual(await registry.read.documentNamesOf([other.assetId]), []);
    assert.deepEqual(await registry.read.verificationsOf([other.assetId, 0n, 1n]), []);
    assert.equal((await registry.read.documentOf([other.assetId, 'deed'])).uri, '');
    assert.equal(await registry.read.assetIdOf([one.token]), one.assetId);
    assert.equal(await registry.read.assetIdOf([other.token]), other.assetId);
  });
});
