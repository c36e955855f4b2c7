import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import type { NetworkConnection } from 'hardhat/types/network';
import { eventsOf } from './events-of.ts';
import { ADMIN_DELAY, CAP, deployRwaToken, NAV_BOUNDS, role } from './fixture.ts';

const { viem, networkHelpers } = await network.create();
const { time } = networkHelpers;
const publicClient = await viem.getPublicClient();

const MAX_UINT128 = 2n ** 128n - 1n;

/** A hundred US dollars, with 18 decimals. */
const VALUE = 100n * 10n ** 18n;

/** The token with a valuer, who has set nothing yet. */
async function deployValued(connection: NetworkConnection) {
  const deployed = await deployRwaToken(connection);
  const { token, admin, carol: valuer } = deployed;
  await token.write.grantRole([role('VALUER'), valuer.address], { account: admin });
  const setNav = (value: bigint) => token.write.setNav([value], { account: valuer });
  /** Sets the value so many seconds after the latest block. */
  async function setNavAfter(seconds: number, value: bigint) {
    await time.setNextBlockTimestamp((await time.latest()) + seconds);
    return setNav(value);
  }
  return { ...deployed, valuer, setNav, setNavAfter };
}

// constructor
// ├── given a step of zero or above 10,000 basis points
// │   └── it reverts with TokenNavStepInvalid
// └── it keeps the bounds, the widest and the narrowest too, and sets no value
describe('NAV bounds', () => {
  const deploy = async (bounds: typeof NAV_BOUNDS) => {
    const { admin } = await networkHelpers.loadFixture(deployValued);
    const args = ['One', 'ONE', CAP, admin.address, ADMIN_DELAY, bounds] as const;
    return viem.deployContract('RwaToken', [...args]);
  };

  it('error: TokenNavStepInvalid', async () => {
    const { token } = await networkHelpers.loadFixture(deployValued);
    for (const maxStepBps of [0, 10_001, 65_535]) {
      await viem.assertions.revertWithCustomErrorWithArgs(
        deploy({ maxStepBps, minSpacing: 0 }).then(() => '0x'),
        token,
        'TokenNavStepInvalid',
        [maxStepBps, 10_000],
      );
    }
  });

  it('default', async () => {
    for (const bounds of [
      NAV_BOUNDS,
      { maxStepBps: 1, minSpacing: 0 },
      { maxStepBps: 10_000, minSpacing: 2 ** 32 - 1 },
    ]) {
      const token = await deploy(bounds);
      assert.equal(await token.read.navMaxStepBps(), bounds.maxStepBps);
      assert.equal(await token.read.navMinSpacing(), bounds.minSpacing);
      assert.deepEqual(await token.read.nav(), [0n, 0n]);
    }
  });
});

// setNav, nav
// ├── given the caller lacks the valuer role
// │   └── it reverts with AccessControlUnauthorizedAccount
// ├── given a value of zero, or of 2^128
// │   └── it reverts with TokenNavInvalid
// ├── given the first value
// │   └── it takes any, keeps it with its time and emits NavUpdated
// └── given a later value
//     ├── given less than the spacing since the last
//     │   └── it reverts with TokenNavTooSoon, and takes it in the second at which that ends
//     ├── given more than the step below or above the last
//     │   └── it reverts with TokenNavStepTooLarge, and takes both ends
//     ├── given a last value so small that the step rounds to nothing
//     │   └── it takes the same value only
//     ├── given the largest value
//     │   └── the upper end stays within what fits
//     └── the bounds follow the last value, and a refused one changes nothing
describe('setNav', () => {
  it('error: AccessControlUnauthorizedAccount, for the admin too', async () => {
    const { token, admin } = await networkHelpers.loadFixture(deployValued);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.setNav([VALUE], { account: admin }),
      token,
      'AccessControlUnauthorizedAccount',
      [admin.address, role('VALUER')],
    );
  });

  it('error: TokenNavInvalid for zero and for 2^128', async () => {
    const { token, setNav } = await networkHelpers.loadFixture(deployValued);
    for (const value of [0n, MAX_UINT128 + 1n, 2n ** 256n - 1n]) {
      await viem.assertions.revertWithCustomErrorWithArgs(setNav(value), token, 'TokenNavInvalid', [
        value,
        MAX_UINT128,
      ]);
    }
  });

  it('default', async () => {
    const { token, setNav } = await networkHelpers.loadFixture(deployValued);
    const hash = await setNav(VALUE);
    const at = BigInt(await time.latest());
    assert.deepEqual(await eventsOf(publicClient, token, hash), [
      { name: 'NavUpdated', args: { nav: VALUE, at } },
    ]);
    assert.deepEqual(await token.read.nav(), [VALUE, at]);
  });

  it('error: TokenNavTooSoon up to the last second of the spacing', async () => {
    const { token, setNav, setNavAfter } = await networkHelpers.loadFixture(deployValued);
    await setNav(VALUE);
    const at = BigInt(await time.latest());
    const earliest = at + 3_600n;
    await viem.assertions.revertWithCustomErrorWithArgs(
      setNavAfter(3_599, VALUE),
      token,
      'TokenNavTooSoon',
      [earliest - 1n, earliest],
    );
    assert.deepEqual(await token.read.nav(), [VALUE, at]);
    await setNavAfter(3_600, VALUE + 1n);
    assert.deepEqual(await token.read.nav(), [VALUE + 1n, earliest]);
  });

  it('error: TokenNavStepTooLarge beyond five per cent below and above', async () => {
    const { token, setNav, setNavAfter } = await networkHelpers.loadFixture(deployValued);
    await setNav(VALUE);
    const [lowest, highest] = [95n * 10n ** 18n, 105n * 10n ** 18n];
    for (const value of [1n, lowest - 1n, highest + 1n, MAX_UINT128]) {
      await viem.assertions.revertWithCustomErrorWithArgs(
        setNavAfter(3_600, value),
        token,
        'TokenNavStepTooLarge',
        [value, lowest, highest],
      );
    }
    await setNavAfter(3_600, highest);
    // From the new value, the lowest is 99.75, so the first lowest is out of reach.
    await viem.assertions.revertWithCustomErrorWithArgs(
      setNavAfter(3_600, lowest),
      token,
      'TokenNavStepTooLarge',
      [lowest, 9_975n * 10n ** 16n, 11_025n * 10n ** 16n],
    );
    await setNavAfter(3_600, 9_975n * 10n ** 16n);
  });

  it('behavior: takes the same value only where the step rounds to nothing', async () => {
    const { token, setNav, setNavAfter } = await networkHelpers.loadFixture(deployValued);
    await setNav(19n);
    for (const value of [18n, 20n]) {
      await viem.assertions.revertWithCustomErrorWithArgs(
        setNavAfter(3_600, value),
        token,
        'TokenNavStepTooLarge',
        [value, 19n, 19n],
      );
    }
    await setNavAfter(3_600, 19n);
  });

  it('behavior: takes the largest value, above which nothing fits', async () => {
    const { token, setNav, setNavAfter } = await networkHelpers.loadFixture(deployValued);
    await setNav(MAX_UINT128);
    const lowest = MAX_UINT128 - (MAX_UINT128 * 500n) / 10_000n;
    await viem.assertions.revertWithCustomErrorWithArgs(
      setNavAfter(3_600, lowest - 1n),
      token,
      'TokenNavStepTooLarge',
      [lowest - 1n, lowest, MAX_UINT128],
    );
    await setNavAfter(3_600, MAX_UINT128);
  });
});
