import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

/** The list of assets, empty; admin delay in seconds. */
export default buildModule('AssetRegistry', (m) => {
  const assetRegistry = m.contract('AssetRegistry', [
    m.getParameter('admin', m.getAccount(0)),
    m.getParameter('adminDelay'),
  ]);
  return { assetRegistry };
});
