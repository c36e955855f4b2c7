import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

/** The payment token of development and tests; never on a public chain. */
export default buildModule('TestUsd', (m) => ({ testUsd: m.contract('TestUsd') }));
