import { ponder } from 'ponder:registry';
import { assetRegistryAbi } from '../../contracts/abi/asset-registry.ts';
import { asset, assetDocument, assetVerification, token } from '../ponder.schema.ts';
import { created, eventId, eventRecorder, touched } from './event.ts';

const recordEvent = eventRecorder('AssetRegistry', assetRegistryAbi);

/** States of an asset in the contract's order. */
const STATUSES = ['None', 'Active', 'Suspended', 'Retired'] as const;

/** @throws For a number that no registered asset can have: the indexer then stops, as it must. */
function statusOf(value: number) {
  const status = STATUSES[value];
  if (status === undefined || status === 'None') throw new Error(`No asset has status ${value}`);
  return status;
}

ponder.on('AssetRegistry:AssetRegistered', async ({ event, context }) => {
  const { assetId, ...details } = event.args;
  await context.db.insert(asset).values({
    id: assetId,
    ...details,
    status: 'Active',
    images: [],
    createdAt: event.block.timestamp,
    ...created(event),
    ...touched(event),
  });
  await recordEvent(context, event, { name: 'AssetRegistered', assetId, token: details.token });
});

ponder.on('AssetRegistry:AssetTokenCreated', async ({ event, context }) => {
  const { assetId, token: address, ...details } = event.args;
  await context.db.insert(token).values({
    address,
    assetId,
    ...details,
    totalSupply: 0n,
    holderCount: 0,
    paused: false,
    staked: 0n,
    escrowed: 0n,
  });
  await recordEvent(context, event, { name: 'AssetTokenCreated', assetId, token: address });
});

ponder.on('AssetRegistry:AssetUpdated', async ({ event, context }) => {
  const { assetId, status: value, ...details } = event.args;
  const status = statusOf(value);
  const { token: address } = await context.db
    .update(asset, { id: assetId })
    .set({ ...details, status, ...touched(event) });
  await recordEvent(context, event, {
    name: 'AssetUpdated',
    assetId,
    token: address,
    result: { status },
  });
});

ponder.on('AssetRegistry:AssetImagesSet', async ({ event, context }) => {
  const { assetId, images } = event.args;
  await context.db.update(asset, { id: assetId }).set({ images: [...images], ...touched(event) });
  await recordEvent(context, event, { name: 'AssetImagesSet', assetId });
});

ponder.on('AssetRegistry:VerificationAdded', async ({ event, context }) => {
  const { assetId, ...verification } = event.args;
  await context.db.insert(assetVerification).values({
    id: eventId(context, event),
    assetId,
    ...verification,
    addedAt: event.block.timestamp,
    addedBlock: event.block.number,
    addedBlockHash: event.block.hash,
  });
  await context.db.update(asset, { id: assetId }).set(touched(event));
  await recordEvent(context, event, { name: 'VerificationAdded', assetId });
});

ponder.on('AssetRegistry:DocumentSet', async ({ event, context }) => {
  const { assetId, name, uri, contentHash } = event.args;
  const set = {
    uri,
    contentHash,
    setAt: event.block.timestamp,
    setBlock: event.block.number,
    setBlockHash: event.block.hash,
    setTxHash: event.transaction.hash,
  };
  if (uri === '') await context.db.delete(assetDocument, { assetId, name });
  else
    await context.db
      .insert(assetDocument)
      .values({ assetId, name, ...set })
      .onConflictDoUpdate(set);
  await context.db.update(asset, { id: assetId }).set(touched(event));
  await recordEvent(context, event, { name: 'DocumentSet', assetId });
});
