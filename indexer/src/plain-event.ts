import { ponder } from 'ponder:registry';
import { rwaTokenAbi } from '../../contracts/abi/rwa-token.ts';
import { tradeEscrowAbi } from '../../contracts/abi/trade-escrow.ts';
import { eventRecorder } from './event.ts';

/*
 * Events that change no table of their own: their row is the whole record. They are listed one by one, so that a new
 * event in an ABI without a handler is seen by the test that compares the two.
 */

const recordTokenEvent = eventRecorder(rwaTokenAbi);

ponder.on('RwaToken:Approval', ({ event, context }) =>
  recordTokenEvent(context, event, { name: 'Approval' }),
);
ponder.on('RwaToken:ForcedTransfer', ({ event, context }) =>
  recordTokenEvent(context, event, { name: 'ForcedTransfer' }),
);
ponder.on('RwaToken:EIP712DomainChanged', ({ event, context }) =>
  recordTokenEvent(context, event, { name: 'EIP712DomainChanged' }),
);
ponder.on('RwaToken:RoleGranted', ({ event, context }) =>
  recordTokenEvent(context, event, { name: 'RoleGranted' }),
);
ponder.on('RwaToken:RoleRevoked', ({ event, context }) =>
  recordTokenEvent(context, event, { name: 'RoleRevoked' }),
);
ponder.on('RwaToken:RoleAdminChanged', ({ event, context }) =>
  recordTokenEvent(context, event, { name: 'RoleAdminChanged' }),
);
ponder.on('RwaToken:DefaultAdminTransferScheduled', ({ event, context }) =>
  recordTokenEvent(context, event, { name: 'DefaultAdminTransferScheduled' }),
);
ponder.on('RwaToken:DefaultAdminTransferCanceled', ({ event, context }) =>
  recordTokenEvent(context, event, { name: 'DefaultAdminTransferCanceled' }),
);
ponder.on('RwaToken:DefaultAdminDelayChangeScheduled', ({ event, context }) =>
  recordTokenEvent(context, event, { name: 'DefaultAdminDelayChangeScheduled' }),
);
ponder.on('RwaToken:DefaultAdminDelayChangeCanceled', ({ event, context }) =>
  recordTokenEvent(context, event, { name: 'DefaultAdminDelayChangeCanceled' }),
);

const recordEscrowEvent = eventRecorder(tradeEscrowAbi);

ponder.on('TradeEscrow:Paused', ({ event, context }) =>
  recordEscrowEvent(context, event, { name: 'Paused' }),
);
ponder.on('TradeEscrow:Unpaused', ({ event, context }) =>
  recordEscrowEvent(context, event, { name: 'Unpaused' }),
);
ponder.on('TradeEscrow:RoleGranted', ({ event, context }) =>
  recordEscrowEvent(context, event, { name: 'RoleGranted' }),
);
ponder.on('TradeEscrow:RoleRevoked', ({ event, context }) =>
  recordEscrowEvent(context, event, { name: 'RoleRevoked' }),
);
ponder.on('TradeEscrow:RoleAdminChanged', ({ event, context }) =>
  recordEscrowEvent(context, event, { name: 'RoleAdminChanged' }),
);
ponder.on('TradeEscrow:DefaultAdminTransferScheduled', ({ event, context }) =>
  recordEscrowEvent(context, event, { name: 'DefaultAdminTransferScheduled' }),
);
ponder.on('TradeEscrow:DefaultAdminTransferCanceled', ({ event, context }) =>
  recordEscrowEvent(context, event, { name: 'DefaultAdminTransferCanceled' }),
);
ponder.on('TradeEscrow:DefaultAdminDelayChangeScheduled', ({ event, context }) =>
  recordEscrowEvent(context, event, { name: 'DefaultAdminDelayChangeScheduled' }),
);
ponder.on('TradeEscrow:DefaultAdminDelayChangeCanceled', ({ event, context }) =>
  recordEscrowEvent(context, event, { name: 'DefaultAdminDelayChangeCanceled' }),
);
