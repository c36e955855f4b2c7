import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  encodeAbiParameters,
  encodePacked,
  getAddress,
  getContractAddress,
  zeroAddress,
  zeroHash,
} from 'viem';
import { eventsOf } from '../rwa-token/events-of.ts';
import {
  ADMIN_DELAY,
  AssetStatus,
  DETAILS,
  HASH,
  IMAGES,
  MAX_IMAGES,
  MAX_TEXT,
  MAX_URI,
  openRegistry,
  SALT,
  textOf,
} from './fixture.ts';

const { load, assertions, viem } = await openRegistry();

// constructor
// ├── it makes the admin the default admin, with the delay, and gives no other role
// └── given the zero address as admin
//     └── it reverts with AccessControlInvalidDefaultAdmin
describe('constructor', () => {
  it('default', async () => {
    const { registry, admin } = await load();
    assert.equal((await registry.read.defaultAdmin()).toLowerCase(), admin.address);
    assert.equal(await registry.read.defaultAdminDelay(), ADMIN_DELAY);
    assert.equal(await registry.read.assetCount(), 0n);
    for (const role of ['REGISTRAR_ROLE', 'VERIFIER_ROLE'] as const) {
      const hasRole = await registry.read.hasRole([await registry.read[role](), admin.address]);
      assert.equal(hasRole, false, role);
    }
  });

  it('error: AccessControlInvalidDefaultAdmin', async () => {
    const { registry } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      viem.deployContract('AssetRegistry', [zeroAddress, 0]).then(() => zeroHash),
      registry,
      'AccessControlInvalidDefaultAdmin',
      [zeroAddress],
    );
  });
});

// registerAsset, predictToken
// ├── given the caller lacks the registrar role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given an empty name, location, type, token name or symbol
// │   └── it reverts with AssetTextEmpty
// ├── given one of them longer than 128 bytes
// │   └── it reverts with AssetTextTooLong, and takes 128
// ├── given more than 16 images
// │   └── it reverts with AssetListTooLong
// ├── given an image longer than 256 bytes
// │   └── it reverts with AssetTextTooLong
// ├── given the same token and salt as before
// │   └── it reverts with AssetTokenExists, and takes another salt
// ├── given parameters that the token refuses
// │   └── it reverts with the token's own error, and no asset is booked
// └── given good details
//     ├── it deploys the token where it was foretold, with its parameters and its admin
//     ├── the address is CREATE2's, of the deployer, the salt and the token's code
//     ├── it emits AssetRegistered, AssetTokenCreated, and AssetImagesSet if there are any
//     ├── it keeps what was said, and has no power over the token
//     └── it counts ids from 1
describe('registerAsset', () => {
  it('error: AccessControlUnauthorizedAccount, for the admin too', async () => {
    const { registry, admin, tokenParams } = await load();
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.registerAsset([DETAILS, tokenParams(), IMAGES, SALT]),
      registry,
      'AccessControlUnauthorizedAccount',
      [admin.address, await registry.read.REGISTRAR_ROLE()],
    );
  });

  for (const field of ['name', 'location', 'assetType'] as const) {
    it(`error: AssetTextEmpty and AssetTextTooLong for the asset's ${field}`, async () => {
      const { registry, registrar, tokenParams } = await load();
      const register = (text: string) =>
        registry.write.registerAsset([{ ...DETAILS, [field]: text }, tokenParams(), [], SALT], {
          account: registrar,
        });
      await assertions.revertWithCustomErrorWithArgs(register(''), registry, 'AssetTextEmpty', []);
      await assertions.revertWithCustomErrorWithArgs(
        register(textOf(MAX_TEXT + 1)),
        registry,
        'AssetTextTooLong',
        [BigInt(MAX_TEXT + 1), BigInt(MAX_TEXT)],
      );
      await register(textOf(MAX_TEXT));
      assert.equal((await registry.read.assetOf([1n]))[field], textOf(MAX_TEXT));
    });
  }

  for (const field of ['name', 'symbol'] as const) {
    it(`error: AssetTextEmpty and AssetTextTooLong for the token's ${field}`, async () => {
      const { registry, registrar, tokenParams } = await load();
      const register = (text: string) =>
        registry.write.registerAsset([DETAILS, { ...tokenParams(), [field]: text }, [], SALT], {
          account: registrar,
        });
      await assertions.revertWithCustomErrorWithArgs(register(''), registry, 'AssetTextEmpty', []);
      await assertions.revertWithCustomErrorWithArgs(
        register(textOf(MAX_TEXT + 1)),
        registry,
        'AssetTextTooLong',
        [BigInt(MAX_TEXT + 1), BigInt(MAX_TEXT)],
      );
    });
  }

  it('error: AssetListTooLong and AssetTextTooLong for images', async () => {
    const { registry, registrar, tokenParams } = await load();
    const register = (images: string[]) =>
      registry.write.registerAsset([DETAILS, tokenParams(), images, SALT], { account: registrar });
    await assertions.revertWithCustomErrorWithArgs(
      register(Array(MAX_IMAGES + 1).fill('a')),
      registry,
      'AssetListTooLong',
      [BigInt(MAX_IMAGES + 1), BigInt(MAX_IMAGES)],
    );
    await assertions.revertWithCustomErrorWithArgs(
      register(['a', textOf(MAX_URI + 1)]),
      registry,
      'AssetTextTooLong',
      [BigInt(MAX_URI + 1), BigInt(MAX_URI)],
    );
  });

  it('error: AssetTokenExists for the same token and salt; another salt gives another token', async () => {
    const { registry, registrar, tokenParams, register } = await load();
    const first = await register();
    await assertions.revertWithCustomErrorWithArgs(
      registry.write.registerAsset([DETAILS, tokenParams(), [], SALT], { account: registrar }),
      registry,
      'AssetTokenExists',
      [first.token],
    );
    const second = await register(HASH);
    assert.notEqual(second.token, first.token);
    assert.deepEqual([first.assetId, second.assetId], [1n, 2n]);
  });

  it("error: the token's own for parameters that it refuses, and nothing is booked", async () => {
    const { registry, registrar, tokenParams } = await load();
    const token = await viem.getContractAt('RwaToken', registry.address);
    const most = 2n ** 120n - 1n;
    for (const { params, error, args } of [
      { params: { cap: 0n }, error: 'TokenCapInvalid', args: [0n, most] },
      { params: { cap: most + 1n }, error: 'TokenCapInvalid', args: [most + 1n, most] },
      {
        params: { admin: zeroAddress },
        error: 'AccessControlInvalidDefaultAdmin',
        args: [zeroAddress],
      },
    ] as const) {
      const call = registry.write.registerAsset([DETAILS, tokenParams(params), [], SALT], {
        account: registrar,
      });
      await assertions.revertWithCustomErrorWithArgs(call, token, error, [...args]);
    }
    assert.equal(await registry.read.assetCount(), 0n);
  });

  it('default', async () => {
    const { registry, registrar, publicClient, tokenParams } = await load();
    const params = tokenParams();
    const token = await registry.read.predictToken([params, SALT]);
    const args = [DETAILS, params, IMAGES, SALT] as const;
    const { result } = await registry.simulate.registerAsset(args, { account: registrar.address });
    assert.deepEqual(result, [1n, token]);
    const hash = await registry.write.registerAsset(args, { account: registrar });
    const { name, symbol, cap } = params;
    assert.deepEqual(await eventsOf(publicClient, registry, hash), [
      { name: 'AssetRegistered', args: { assetId: 1n, token, ...DETAILS } },
      {
        name: 'AssetTokenCreated',
        args: { assetId: 1n, token, name, symbol, decimals: 18, cap },
      },
      { name: 'AssetImagesSet', args: { assetId: 1n, images: IMAGES } },
    ]);
    assert.deepEqual(await registry.read.assetOf([1n]), {
      token,
      status: AssetStatus.Active,
      ...DETAILS,
      images: IMAGES,
    });
    assert.equal(await registry.read.assetIdOf([token]), 1n);
    assert.equal(await registry.read.assetCount(), 1n);
  });

  it('behavior: the token has what was asked for, and its own admin', async () => {
    const { registry, issuer, register, tokenParams } = await load();
    const token = await viem.getContractAt('RwaToken', (await register()).token);
    const { name, symbol, cap, adminDelay, navMaxStepBps, navMinSpacing } = tokenParams();
    assert.deepEqual(
      {
        name: await token.read.name(),
        symbol: await token.read.symbol(),
        decimals: await token.read.decimals(),
        cap: await token.read.cap(),
        admin: await token.read.defaultAdmin(),
        adminDelay: await token.read.defaultAdminDelay(),
        navMaxStepBps: await token.read.navMaxStepBps(),
        navMinSpacing: await token.read.navMinSpacing(),
      },
      {
        ...{ name, symbol, cap, adminDelay, navMaxStepBps, navMinSpacing, decimals: 18 },
        admin: getAddress(issuer.address),
      },
    );
    for (const holder of [registry.address, await registry.read.deployer()]) {
      assert.equal(await token.read.hasRole([zeroHash, holder]), false);
      assert.equal(await token.read.balanceOf([holder]), 0n);
    }
  });

  it("behavior: the address is CREATE2's", async () => {
    const { registry, register, tokenParams } = await load();
    const { bytecode } = await import('hardhat').then(({ default: hre }) =>
      hre.artifacts.readArtifact('RwaToken'),
    );
    const { name, symbol, cap, admin, adminDelay, navMaxStepBps, navMinSpacing } = tokenParams();
    const constructorArgs = encodeAbiParameters(
      [
        { type: 'string' },
        { type: 'string' },
        { type: 'uint256' },
        { type: 'address' },
        { type: 'uint48' },
        { type: 'tuple', components: [{ type: 'uint16' }, { type: 'uint32' }] },
      ],
      [name, symbol, cap, admin, adminDelay, [navMaxStepBps, navMinSpacing]],
    );
    const expected = getContractAddress({
      opcode: 'CREATE2',
      from: await registry.read.deployer(),
      salt: SALT,
      bytecode: encodePacked(['bytes', 'bytes'], [bytecode as `0x${string}`, constructorArgs]),
    });
    assert.equal((await register()).token, expected);
  });

  it('args: no images, and a valuation that is not known', async () => {
    const { registry, registrar, publicClient, tokenParams } = await load();
    const details = { ...DETAILS, valuation: 0n };
    const hash = await registry.write.registerAsset([details, tokenParams(), [], SALT], {
      account: registrar,
    });
    const names = (await eventsOf(publicClient, registry, hash)).map(({ name }) => name);
    assert.deepEqual(names, ['AssetRegistered', 'AssetTokenCreated']);
    const { images, valuation } = await registry.read.assetOf([1n]);
    assert.deepEqual([images, valuation], [[], 0n]);
  });
});

// deployToken, of the deployer
// └── given a caller who is not the registry
//     └── it reverts with DeployerNotRegistry, so that nobody takes an address that was foretold
describe('deployToken', () => {
  it('error: DeployerNotRegistry', async () => {
    const { registry, admin, tokenParams } = await load();
    const deployer = await viem.getContractAt('RwaTokenDeployer', await registry.read.deployer());
    await assertions.revertWithCustomErrorWithArgs(
      deployer.write.deployToken([tokenParams(), SALT]),
      deployer,
      'DeployerNotRegistry',
      [admin.address, registry.address],
    );
  });
});
