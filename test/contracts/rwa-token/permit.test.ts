import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { type Address, parseSignature } from 'viem';
import { ALICE_BALANCE, deployRwaToken, FAR } from './fixture.ts';

const { viem, networkHelpers } = await network.create();
const publicClient = await viem.getPublicClient();

const types = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const;

type Permit = {
  owner: Address;
  spender: Address;
  value: bigint;
  nonce: bigint;
  deadline: bigint;
};

/** Signs a permit for a token with the account of `signer`, and gives the arguments of `permit`. */
async function signPermit(signer: Address, verifyingContract: Address, permit: Permit) {
  const wallet = await viem.getWalletClient(signer);
  const chainId = await publicClient.getChainId();
  const domain = { name: 'Halyard One', version: '1', chainId, verifyingContract };
  const signature = await wallet.signTypedData({
    domain,
    types,
    primaryType: 'Permit',
    message: permit,
  });
  const { r, s, yParity } = parseSignature(signature);
  const { owner, spender, value, deadline } = permit;
  return [owner, spender, value, deadline, 27 + yParity, r, s] as const;
}

// permit, nonces, DOMAIN_SEPARATOR
// ├── given the deadline has passed
// │   └── it reverts with ERC2612ExpiredSignature
// ├── given another account signed
// │   └── it reverts with ERC2612InvalidSigner
// ├── given a value other than the signed one
// │   └── it reverts with ERC2612InvalidSigner
// ├── given a permit for another contract
// │   └── it reverts with ERC2612InvalidSigner
// ├── given a permit that was used before
// │   └── it reverts with ERC2612InvalidSigner
// ├── given no valid signature
// │   └── it reverts with ECDSAInvalidSignature
// └── given a valid permit
//     ├── it sets the allowance, raises the nonce and emits Approval, whoever submits it
//     ├── it succeeds in the last second
//     └── it lets the spender move the tokens
describe('permit', () => {
  async function deployWithPermit(connection: Parameters<typeof deployRwaToken>[0]) {
    const deployed = await deployRwaToken(connection);
    const permit: Permit = {
      owner: deployed.alice.address,
      spender: deployed.carol.address,
      value: 100n,
      nonce: 0n,
      deadline: FAR,
    };
    return { ...deployed, permit };
  }

  it('error: ERC2612ExpiredSignature', async () => {
    const { token, alice, permit } = await networkHelpers.loadFixture(deployWithPermit);
    const deadline = BigInt(await networkHelpers.time.latest()) + 100n;
    const args = await signPermit(alice.address, token.address, { ...permit, deadline });
    await networkHelpers.time.setNextBlockTimestamp(deadline + 1n);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.permit(args),
      token,
      'ERC2612ExpiredSignature',
      [deadline],
    );
  });

  it('error: ERC2612InvalidSigner when another account signed', async () => {
    const { token, alice, bob, permit } = await networkHelpers.loadFixture(deployWithPermit);
    const args = await signPermit(bob.address, token.address, permit);
    await viem.assertions.revertWithCustomErrorWithArgs(
      token.write.permit(args),
      token,
      'ERC2612InvalidSigner',
      [bob.address, alice.address],
    );
  });

  it('error: ERC2612InvalidSigner for another value', async () => {
    const { token, alice, permit } = await networkHelpers.loadFixture(deployWithPermit);
    const [owner, spender, value, ...rest] = await signPermit(alice.address, token.address, permit);
    await viem.assertions.revertWithCustomError(
      token.write.permit([owner, spender, value + 1n, ...rest]),
      token,
      'ERC2612InvalidSigner',
    );
  });

  it('error: ERC2612InvalidSigner for another contract', async () => {
    const { token, vault, alice, permit } = await networkHelpers.loadFixture(deployWithPermit);
    const args = await signPermit(alice.address, vault.address, permit);
    await viem.assertions.revertWithCustomError(
      token.write.permit(args),
      token,
      'ERC2612InvalidSigner',
    );
  });

  it('error: ERC2612InvalidSigner for a permit used before', async () => {
    const { token, alice, permit } = await networkHelpers.loadFixture(deployWithPermit);
    const args = await signPermit(alice.address, token.address, permit);
    await token.write.permit(args);
    await viem.assertions.revertWithCustomError(
      token.write.permit(args),
      token,
      'ERC2612InvalidSigner',
    );
  });

  it('error: ECDSAInvalidSignature', async () => {
    const { token, alice, permit } = await networkHelpers.loadFixture(deployWithPermit);
    const [owner, spender, value, deadline, , r, s] = await signPermit(
      alice.address,
      token.address,
      permit,
    );
    await viem.assertions.revertWithCustomError(
      token.write.permit([owner, spender, value, deadline, 99, r, s]),
      token,
      'ECDSAInvalidSignature',
    );
  });

  it('default', async () => {
    const { token, alice, carol, outsider, permit } =
      await networkHelpers.loadFixture(deployWithPermit);
    const args = await signPermit(alice.address, token.address, permit);
    await viem.assertions.emitWithArgs(
      token.write.permit(args, { account: outsider }),
      token,
      'Approval',
      [alice.address, carol.address, 100n],
    );
    assert.equal(await token.read.allowance([alice.address, carol.address]), 100n);
    assert.equal(await token.read.nonces([alice.address]), 1n);
  });

  it('behavior: succeeds in the last second', async () => {
    const { token, alice, carol, permit } = await networkHelpers.loadFixture(deployWithPermit);
    const deadline = BigInt(await networkHelpers.time.latest()) + 100n;
    const args = await signPermit(alice.address, token.address, { ...permit, deadline });
    await networkHelpers.time.setNextBlockTimestamp(deadline);
    await token.write.permit(args);
    assert.equal(await token.read.allowance([alice.address, carol.address]), 100n);
  });

  it('behavior: lets the spender move the tokens', async () => {
    const { token, alice, bob, carol, permit } = await networkHelpers.loadFixture(deployWithPermit);
    await token.write.permit(await signPermit(alice.address, token.address, permit));
    await token.write.transferFrom([alice.address, bob.address, 100n], { account: carol });
    assert.equal(await token.read.balanceOf([alice.address]), ALICE_BALANCE - 100n);
    assert.equal(await token.read.balanceOf([bob.address]), 100n);
  });
});
