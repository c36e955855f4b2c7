import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

/** The escrow, without tokens or policies; admin delay in seconds. */
export default buildModule('TradeEscrow', (m) => {
  const tradeEscrow = m.contract('TradeEscrow', [
    m.getParameter('admin', m.getAccount(0)),
    m.getParameter('adminDelay'),
  ]);
  return { tradeEscrow };
});
