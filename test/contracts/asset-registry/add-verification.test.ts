import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getAddress, zeroHash } from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import { HASH, MAX_TEXT, MAX_URI, openRegistry, textOf } from './fixture.ts';

const { load, assertions, time } = await openRegistry();

const URI = 'ipfs://report';

// addVerification
// ├── given the caller lacks the verifier role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given an asset that does not exist
// │   └── it reverts with AssetUnknown
// ├── given an empty kind, or one longer than 128 bytes
// │   └── it reverts with AssetTextEmpty, with AssetTextTooLong
// ├── given a URI longer than 256 bytes
// │   └── it reverts with AssetTextTooLong
// └── given a statement
//     ├── it keeps it with its verifier and time, and emits VerificationAdded
//     └── it takes one without URI and hash
describe('addVerification', () => {
  it('error: AccessControlUnauthorizedAccount, for the registrar too', async () => {
    const { registry, registrar, register } = await load();
    const { assetId } = await register();
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.addVerification([assetId, 'title', URI, HASH], { account: registrar }),
      registry,
      'AccessControlUnauthorizedAccount',
      [registrar.address, await registry.read.VERIFIER_ROLE()],
    );
  });

  it('error: AssetUnknown', async () => {
    const { registry, verifier } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.addVerification([1n, 'title', URI, HASH], { account: verifier }),
      registry,
      'AssetUnknown',
      [1n],
    );
  });

  it('error: AssetTextEmpty and AssetTextTooLong', async () => {
    const { registry, verifier, register } = await load();
    const { assetId } = await register();
    const add = (kind: string, uri: string) =>
      registry.write.addVerification([assetId, kind, uri, HASH], { account: verifier });
    await assertions.revertWithCustomErrorWithArgs(add('', URI), registry, 'AssetTextEmpty', []);
    await assertions.revertWithCustomErrorWithArgs(
      add(textOf(MAX_TEXT + 1), URI),
      registry,
      'AssetTextTooLong',
      [BigInt(MAX_TEXT + 1), BigInt(MAX_TEXT)],
    );
    await assertions.revertWithCustomErrorWithArgs(
      add('title', textOf(MAX_URI + 1)),
      registry,
      'AssetTextTooLong',
      [BigInt(MAX_URI + 1), BigInt(MAX_URI)],
    );
    await add(textOf(MAX_TEXT), textOf(MAX_URI));
  });

  it('default', async () => {
    const { registry, verifier, publicClient, register } = await load();
    const { assetId } = await register();
    const args = [assetId, 'title', URI, HASH] as const;
    const hash = await registry.write.addVerification(args, { account: verifier });
    const addedAt = BigInt(await time.latest());
    const statement = {
      verifier: getAddress(verifier.address),
      kind: 'title',
      uri: URI,
      contentHash: HASH,
    };
    assert.deepEqual(await eventsOf(publicClient, registry, hash), [
      { name: 'VerificationAdded', args: { assetId, ...statement } },
    ]);
    assert.deepEqual(await registry.read.verificationsOf([assetId, 0n, 10n]), [
      { ...statement, addedAt },
    ]);
  });

  it('args: without URI and hash', async () => {
    const { registry, verifier, register } = await load();
    const { assetId } = await register();
    await registry.write.addVerification([assetId, 'visit', '', zeroHash], { account: verifier });
    const [added] = await registry.read.verificationsOf([assetId, 0n, 1n]);
    assert.deepEqual([added?.uri, added?.contentHash], ['', zeroHash]);
  });
});
