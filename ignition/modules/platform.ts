import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import AssetRegistry from './asset-registry.ts';
import {
  type Call,
  type Contract,
  grant,
  type IgnitionModuleBuilder,
  type Parameter,
} from './roles.ts';
import Staking from './staking.ts';
import TestUsd from './test-usd.ts';
import TradeEscrow from './trade-escrow.ts';

const TOKEN_ROLES = [
  'COMPLIANCE_ROLE',
  'MINTER_ROLE',
  'ENFORCER_ROLE',
  'PAUSER_ROLE',
  'VALUER_ROLE',
] as const;
const STAKING_ROLES = ['TREASURER_ROLE', 'ENFORCER_ROLE', 'PAUSER_ROLE'] as const;

/** Simple interest, basis points a year; see the design of Staking for the defaults. */
const FLEXIBLE_APR_BPS = 1_000;
const FIXED_TIERS = [
  { name: 'OneYear', aprBps: 1_200, termSeconds: 365 * 86_400 },
  { name: 'TwoYears', aprBps: 1_400, termSeconds: 2 * 365 * 86_400 },
] as const;

/** Everything a market needs on a development chain: two assets, pools, custody, listed tokens, policies, roles. */
export default buildModule('Platform', (m) => {
  const { assetRegistry } = m.useModule(AssetRegistry);
  const { staking } = m.useModule(Staking);
  const { tradeEscrow } = m.useModule(TradeEscrow);
  const { testUsd } = m.useModule(TestUsd);
  const operations = m.getParameter('operations');

  for (const role of ['REGISTRAR_ROLE', 'VERIFIER_ROLE']) {
    grant(m, assetRegistry, { role, to: operations });
  }
  for (const role of STAKING_ROLES) grant(m, staking, { role, to: operations });
  grant(m, tradeEscrow, { role: 'PAUSER_ROLE', to: operations });

  const registrar = grant(m, assetRegistry, {
    role: 'REGISTRAR_ROLE',
    to: m.getAccount(0),
    label: 'admin',
  });
  const houseOne = registerAsset(m, assetRegistry, { key: 'houseOne', after: registrar });
  const solarTwo = registerAsset(m, assetRegistry, { key: 'solarTwo', after: houseOne.registered });
  for (const { token, key } of [houseOne, solarTwo]) {
    for (const role of TOKEN_ROLES) grant(m, token, { role, to: operations });
    m.call(token, 'setCustody', [tradeEscrow, true], { id: `${key}EscrowCustody` });
    m.call(token, 'setCustody', [staking, true], { id: `${key}StakingCustody` });
    openPool(m, staking, { key, token });
  }
  listTokens(m, tradeEscrow, [houseOne.token, testUsd, solarTwo.token]);
  addPolicies(m, tradeEscrow);
  const rwaToken = houseOne.token;
  return { assetRegistry, staking, tradeEscrow, rwaToken, solarToken: solarTwo.token, testUsd };
});

/** Registers an asset from its parameters, which begin with its key, and finds its token in the event. */
function registerAsset(
  m: IgnitionModuleBuilder,
  assetRegistry: Contract,
  { key, after }: { key: string; after: Call },
) {
  const name = `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
  const token = {
    name: m.getParameter(`${key}Name`),
    symbol: m.getParameter(`${key}Symbol`),
    cap: m.getParameter('tokenCap'),
    admin: m.getAccount(0),
    adminDelay: m.getParameter('tokenAdminDelay'),
    navMaxStepBps: m.getParameter('navMaxStepBps'),
    navMinSpacing: m.getParameter('navMinSpacing'),
  };
  const salt = `0x${Buffer.from(key).toString('hex').padEnd(64, '0')}`;
  const details = m.getParameter(`${key}Details`);
  const images = m.getParameter(`${key}Images`);
  const registered = m.call(assetRegistry, 'registerAsset', [details, token, images, salt], {
    id: `register${name}`,
    after: [after],
  });
  const address = m.readEventArgument(registered, 'AssetRegistered', 'token', {
    id: `${key}Address`,
  });
  return { key, registered, token: m.contractAt('RwaToken', address, { id: `${name}Token` }) };
}

/** A pool with the usual tiers, and one of a few minutes so that a stake can mature on a development chain. */
function openPool(
  m: IgnitionModuleBuilder,
  staking: Contract,
  { key, token }: { key: string; token: Contract },
) {
  let before: Call = m.call(staking, 'createPool', [token, FLEXIBLE_APR_BPS], { id: `${key}Pool` });
  const tiers = [
    ...FIXED_TIERS,
    {
      name: 'Minutes',
      aprBps: m.getParameter('minutesAprBps'),
      termSeconds: m.getParameter('minutesTermSeconds'),
    },
  ];
  for (const { name, aprBps, termSeconds } of tiers) {
    before = m.call(staking, 'addTier', [token, aprBps, termSeconds], {
      id: `${key}Tier${name}`,
      after: [before],
    });
  }
}

/** Lists tokens in the escrow one after the other, since the order gives their index. */
function listTokens(m: IgnitionModuleBuilder, tradeEscrow: Contract, tokens: Contract[]): void {
  let before: Call[] = [];
  for (const token of tokens) {
    const id = `list_${token.id.replace('#', '_')}`;
    before = [m.call(tradeEscrow, 'listToken', [token], { id, after: before })];
  }
}

function addPolicies(m: IgnitionModuleBuilder, tradeEscrow: Contract): void {
  const withoutFee = m.call(tradeEscrow, 'addPolicy', [policy(m, 0)], {
    id: 'addPolicyWithoutFee',
  });
  m.call(tradeEscrow, 'addPolicy', [policy(m, m.getParameter('feeBps'))], {
    id: 'addPolicyWithFee',
    after: [withoutFee],
  });
}

/** Terms of a policy; windows in seconds. */
function policy(m: IgnitionModuleBuilder, feeBps: number | Parameter) {
  return {
    moderator: m.getParameter('moderator'),
    feeBps,
    feeRecipient: m.getParameter('feeRecipient'),
    paymentWindow: m.getParameter('paymentWindow'),
    releaseWindow: m.getParameter('releaseWindow'),
    disputeWindow: m.getParameter('disputeWindow'),
    defaultBuyerBps: m.getParameter('defaultBuyerBps'),
  };
}
