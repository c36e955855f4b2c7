import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

/** The token of one asset; cap in base units (18 decimals), admin delay in seconds. */
export default buildModule('RwaToken', (m) => {
  const rwaToken = m.contract('RwaToken', [
    m.getParameter('name'),
    m.getParameter('symbol'),
    m.getParameter('cap'),
    m.getParameter('admin', m.getAccount(0)),
    m.getParameter('adminDelay'),
  ]);
  return { rwaToken };
});
