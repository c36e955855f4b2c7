import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { type Address, type Hash, maxUint256 } from 'viem';
import { errorOf } from './error-of.ts';
import { ALICE_BALANCE, CAP, COUNTRY, deployRwaToken, FAR } from './fixture.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { TokenModel, type Verdict } from './token-model.ts';

const { networkHelpers } = await network.create();

const STEPS = 600;

/** One random operation: what the model says of it, and how to try and to do it on the chain. */
type Operation = {
  name: string;
  verdict: Verdict;
  simulate: () => Promise<unknown>;
  write: () => Promise<Hash>;
};

type Deployed = Awaited<ReturnType<typeof deployWithAllowances>>;

/** The fixture, where every party may spend for every other and the vault can act by itself. */
async function deployWithAllowances(connection: Parameters<typeof deployRwaToken>[0]) {
  const deployed = await deployRwaToken(connection);
  const { token, vault, alice, bob, carol, outsider } = deployed;
  const parties: [Address, ...Address[]] = [
    alice.address,
    bob.address,
    carol.address,
    outsider.address,
    vault.address,
  ];
  await networkHelpers.impersonateAccount(vault.address);
  await networkHelpers.setBalance(vault.address, 10n ** 20n);
  for (const owner of parties) {
    for (const spender of parties) {
      await token.write.approve([spender, maxUint256], { account: owner });
    }
  }
  return { ...deployed, parties };
}

function modelOf({ parties, vault, alice, outsider }: Deployed): TokenModel {
  const model = new TokenModel(CAP);
  for (const address of parties) {
    const isEligible = address !== outsider.address && address !== vault.address;
    model.add(address, {
      balance: address === alice.address ? ALICE_BALANCE : 0n,
      frozen: 0n,
      maySend: isEligible,
      mayReceive: isEligible,
      isCustody: address === vault.address,
    });
  }
  return model;
}

/** Amounts lie around what decides: nothing, part of a balance, all of it, one more, and far beyond. */
function amountAround(random: SeededRandom, balance: bigint): bigint {
  const part = balance === 0n ? 0n : BigInt(random.below(Number(balance)));
  return random.pick([0n, part, part, part, balance, balance + 1n, maxUint256]);
}

function movement(deployed: Deployed, model: TokenModel, random: SeededRandom): Operation {
  const { token, parties } = deployed;
  const [caller, from, to] = [random.pick(parties), random.pick(parties), random.pick(parties)];
  const amount = amountAround(random, model.party(from).balance);
  if (random.below(2) === 0) {
    return {
      name: `${from} transfer ${amount} to ${to}`,
      verdict: model.transfer(from, from, to, amount),
      simulate: () => token.simulate.transfer([to, amount], { account: from }),
      write: () => token.write.transfer([to, amount], { account: from }),
    };
  }
  return {
    name: `${caller} transferFrom ${from} ${amount} to ${to}`,
    verdict: model.transfer(caller, from, to, amount),
    simulate: () => token.simulate.transferFrom([from, to, amount], { account: caller }),
    write: () => token.write.transferFrom([from, to, amount], { account: caller }),
  };
}

function issuance(deployed: Deployed, model: TokenModel, random: SeededRandom): Operation {
  const { token, parties, minter } = deployed;
  const party = random.pick(parties);
  if (random.below(2) === 0) {
    const amount = amountAround(random, model.cap - model.supply);
    return {
      name: `mint ${amount} to ${party}`,
      verdict: model.mint(party, amount),
      simulate: () => token.simulate.mint([party, amount], { account: minter.address }),
      write: () => token.write.mint([party, amount], { account: minter }),
    };
  }
  const amount = amountAround(random, model.party(party).balance);
  return {
    name: `${party} burn ${amount}`,
    verdict: model.burn(party, amount),
    simulate: () => token.simulate.burn([amount], { account: party }),
    write: () => token.write.burn([amount], { account: party }),
  };
}

function enforcement(deployed: Deployed, model: TokenModel, random: SeededRandom): Operation {
  const { token, parties, enforcer } = deployed;
  const [from, to] = [random.pick(parties), random.pick(parties)];
  const amount = amountAround(random, model.party(from).balance);
  if (random.below(2) === 0) {
    return {
      name: `forcedTransfer ${from} ${amount} to ${to}`,
      verdict: model.forcedTransfer(from, to, amount),
      simulate: () =>
        token.simulate.forcedTransfer([from, to, amount], { account: enforcer.address }),
      write: () => token.write.forcedTransfer([from, to, amount], { account: enforcer }),
    };
  }
  return {
    name: `freeze ${amount} of ${from}`,
    verdict: model.setFrozenTokens(from, amount),
    simulate: () => token.simulate.setFrozenTokens([from, amount], { account: enforcer.address }),
    write: () => token.write.setFrozenTokens([from, amount], { account: enforcer }),
  };
}

function compliance(deployed: Deployed, model: TokenModel, random: SeededRandom): Operation {
  const { token, parties, compliance: officer } = deployed;
  const party = random.pick(parties);
  const [maySend, mayReceive] = [random.below(4) !== 0, random.below(4) !== 0];
  const args = [party, maySend ? FAR : 0n, mayReceive ? FAR : 0n, COUNTRY] as const;
  return {
    name: `eligibility of ${party}: send ${maySend}, receive ${mayReceive}`,
    verdict: model.setEligibility(party, maySend, mayReceive),
    simulate: () => token.simulate.setEligibility(args, { account: officer.address }),
    write: () => token.write.setEligibility(args, { account: officer }),
  };
}

function pausing(deployed: Deployed, model: TokenModel, random: SeededRandom): Operation {
  const { token, pauser } = deployed;
  // A pause is rarer than its end, so that most movements meet a token that is not paused.
  const paused = random.below(4) === 0;
  const call = paused ? 'pause' : 'unpause';
  return {
    name: call,
    verdict: model.setPaused(paused),
    simulate: () => token.simulate[call]({ account: pauser.address }),
    write: () => token.write[call]({ account: pauser }),
  };
}

async function assertSameState({ token, parties }: Deployed, model: TokenModel, step: string) {
  let sum = 0n;
  for (const address of parties) {
    const { balance, frozen, isCustody } = model.party(address);
    const held = await token.read.balanceOf([address]);
    assert.equal(held, balance, `balance of ${address} after ${step}`);
    assert.equal(await token.read.getFrozenTokens([address]), frozen, `frozen after ${step}`);
    assert.equal(await token.read.isCustody([address]), isCustody, `custody after ${step}`);
    sum += held;
  }
  assert.equal(await token.read.totalSupply(), sum, `supply after ${step}`);
  assert.equal(sum, model.supply, `sum of balances after ${step}`);
}

// any sequence of operations
// ├── it reverts exactly when the plain model says so, with the error that the model names
// ├── it leaves the balances and frozen amounts that the model has
// └── it keeps the sum of balances equal to the supply
describe('a random sequence of operations', () => {
  it('behavior: equals the plain model', async (context) => {
    const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 32);
    context.diagnostic(`TEST_SEED=${seed} repeats this run.`);
    const random = seededRandom(seed);
    const deployed = await networkHelpers.loadFixture(deployWithAllowances);
    const model = modelOf(deployed);
    const verdicts = new Set<Verdict>();

    for (let step = 0; step < STEPS; step += 1) {
      const makers = [movement, movement, movement, issuance, enforcement, compliance, pausing];
      const make = makers[random.below(makers.length)] ?? movement;
      const { name, verdict, simulate, write } = make(deployed, model, random);
      const label = `step ${step} of seed ${seed}: ${name}`;
      assert.equal(await errorOf(simulate()), verdict, label);
      if (verdict === undefined) await write();
      await assertSameState(deployed, model, label);
      verdicts.add(verdict);
    }
    assert.ok(verdicts.size > 8, `The sequence met only ${[...verdicts].join(', ')}.`);
  });
});
