import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

/** Staking without pools; admin delay in seconds. */
export default buildModule('Staking', (m) => {
  const staking = m.contract('Staking', [
    m.getParameter('admin', m.getAccount(0)),
    m.getParameter('adminDelay'),
  ]);
  return { staking };
});
