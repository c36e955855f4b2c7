import { ponder } from 'ponder:registry';
import { assetRegistryAbi } from '../../contracts/abi/asset-registry.ts';
import { rwaTokenAbi } from '../../contracts/abi/rwa-token.ts';
import { stakingAbi } from '../../contracts/abi/staking.ts';
import { tradeEscrowAbi } from '../../contracts/abi/trade-escrow.ts';
import { eventRecorder } from './event.ts';

/*
 * Events that change no table of their own: their row is the whole record. They are listed one by one, so that a new
 * event in an ABI without a handler is seen by the test that compares the two.
 */

/** Events of OpenZeppelin's access control, which every contract has. */
const ACCESS_EVENTS = [
  'RoleGranted',
  'RoleRevoked',
  'RoleAdminChanged',
  'DefaultAdminTransferScheduled',
  'DefaultAdminTransferCanceled',
  'DefaultAdminDelayChangeScheduled',
  'DefaultAdminDelayChangeCanceled',
] as const;

const recordRegistryEvent = eventRecorder('AssetRegistry', assetRegistryAbi);

for (const name of ACCESS_EVENTS) {
  ponder.on(`AssetRegistry:${name}`, ({ event, context }) =>
    recordRegistryEvent(context, event, { name }),
  );
}

const recordTokenEvent = eventRecorder('RwaToken', rwaTokenAbi);

for (const name of [
  ...ACCESS_EVENTS,
  'Approval',
  'ForcedTransfer',
  'EIP712DomainChanged',
] as const) {
  ponder.on(`RwaToken:${name}`, ({ event, context }) => recordTokenEvent(context, event, { name }));
}

const recordStakingEvent = eventRecorder('Staking', stakingAbi);

for (const name of [...ACCESS_EVENTS, 'Paused', 'Unpaused'] as const) {
  ponder.on(`Staking:${name}`, ({ event, context }) =>
    recordStakingEvent(context, event, { name }),
  );
}

const recordEscrowEvent = eventRecorder('TradeEscrow', tradeEscrowAbi);

for (const name of [...ACCESS_EVENTS, 'Paused', 'Unpaused'] as const) {
  ponder.on(`TradeEscrow:${name}`, ({ event, context }) =>
    recordEscrowEvent(context, event, { name }),
  );
}
