import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { deployRwaToken, role } from './fixture.ts';

const { viem, networkHelpers } = await network.create();

// supportsInterface
// ├── it knows ERC-7943 (fungible), ERC-165, ERC-20, ERC-2612, ERC-6372, IAccessControl and its default admin rules
// └── it denies 0xffffffff and unknown ids
describe('supportsInterface', () => {
  const known = {
    'ERC-7943 fungible': '0x3edbb4c4',
    'ERC-165': '0x01ffc9a7',
    'ERC-20': '0x36372b07',
    'ERC-2612': '0x9d8ff7da',
    'ERC-6372': '0xda287a1d',
    IAccessControl: '0x7965db0b',
    IAccessControlDefaultAdminRules: '0x31498786',
  } as const;

  for (const [name, id] of Object.entries(known)) {
    it(`behavior: knows ${name}`, async () => {
      const { token } = await networkHelpers.loadFixture(deployRwaToken);
      assert.equal(await token.read.supportsInterface([id]), true);
    });
  }

  it('behavior: denies 0xffffffff and unknown ids', async () => {
    const { token } = await networkHelpers.loadFixture(deployRwaToken);
    assert.equal(await token.read.supportsInterface(['0xffffffff']), false);
    assert.equal(await token.read.supportsInterface(['0x12345678']), false);
  });
});

// clock, CLOCK_MODE
// ├── it tells the timestamp of the block
// └── it names its mode as ERC-6372 asks
describe('clock', () => {
  it('default', async () => {
    const { token } = await networkHelpers.loadFixture(deployRwaToken);
    const publicClient = await viem.getPublicClient();
    await networkHelpers.mine();
    const block = await publicClient.getBlock();
    const clock = await token.read.clock({ blockNumber: block.number });
    assert.equal(BigInt(clock), block.timestamp);
  });

  it('behavior: names its mode', async () => {
    const { token } = await networkHelpers.loadFixture(deployRwaToken);
    assert.equal(await token.read.CLOCK_MODE(), 'mode=timestamp');
  });
});

// roles
// └── it publishes the four roles under the hashes of their names
describe('roles', () => {
  it('default', async () => {
    const { token } = await networkHelpers.loadFixture(deployRwaToken);
    assert.equal(await token.read.COMPLIANCE_ROLE(), role('COMPLIANCE'));
    assert.equal(await token.read.MINTER_ROLE(), role('MINTER'));
    assert.equal(await token.read.ENFORCER_ROLE(), role('ENFORCER'));
    assert.equal(await token.read.PAUSER_ROLE(), role('PAUSER'));
  });
});
