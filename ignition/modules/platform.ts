import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import RwaToken from './rwa-token.ts';
import TestUsd from './test-usd.ts';
import TradeEscrow from './trade-escrow.ts';

const ROLES = ['COMPLIANCE_ROLE', 'MINTER_ROLE', 'ENFORCER_ROLE', 'PAUSER_ROLE'] as const;

/** Everything a market needs on a development chain: contracts, custody, listed tokens, two policies, and roles. */
export default buildModule('Platform', (m) => {
  const { rwaToken } = m.useModule(RwaToken);
  const { tradeEscrow } = m.useModule(TradeEscrow);
  const { testUsd } = m.useModule(TestUsd);
  const operations = m.getParameter('operations');

  m.call(rwaToken, 'setCustody', [tradeEscrow, true]);
  for (const role of ROLES) grant(m, rwaToken, { role, to: operations });
  grant(m, tradeEscrow, { role: 'PAUSER_ROLE', to: operations });

  const assetListed = m.call(tradeEscrow, 'listToken', [rwaToken], { id: 'listRwaToken' });
  m.call(tradeEscrow, 'listToken', [testUsd], { id: 'listTestUsd', after: [assetListed] });

  const withoutFee = m.call(tradeEscrow, 'addPolicy', [policy(m, 0)], {
    id: 'addPolicyWithoutFee',
  });
  m.call(tradeEscrow, 'addPolicy', [policy(m, m.getParameter('feeBps'))], {
    id: 'addPolicyWithFee',
    after: [withoutFee],
  });
  return { rwaToken, tradeEscrow, testUsd };
});

type IgnitionModuleBuilder = Parameters<Parameters<typeof buildModule>[1]>[0];
type Contract = Parameters<IgnitionModuleBuilder['call']>[0];
type Parameter = ReturnType<IgnitionModuleBuilder['getParameter']>;

function grant(
  m: IgnitionModuleBuilder,
  contract: Contract,
  { role, to }: { role: string; to: Parameter },
) {
  const id = m.staticCall(contract, role, [], 0, {
    id: `${contract.id.replace('#', '_')}_${role}`,
  });
  m.call(contract, 'grantRole', [id, to], { id: `${contract.id.replace('#', '_')}_grant_${role}` });
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
