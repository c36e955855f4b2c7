import { and, asc, count, desc, eq, gt, inArray, lt, or, sql } from 'drizzle-orm';
import type { Hex } from 'viem';
import {
  asset,
  assetDocument,
  assetVerification,
  event,
  stakingTier,
  token,
  tokenAccount,
} from '../../indexer/ponder.schema.ts';
import type { Transaction } from '../db/database.ts';
import { positionParts } from '../event-view.ts';

/** An asset with its token. */
export type AssetRow = { asset: typeof asset.$inferSelect; token: typeof token.$inferSelect };
export type DocumentRow = typeof assetDocument.$inferSelect;
export type VerificationRow = typeof assetVerification.$inferSelect;
export type TierRow = typeof stakingTier.$inferSelect;
export type HolderRow = typeof tokenAccount.$inferSelect;

/** Events that change a holder rather than the asset. */
const HOLDER_EVENTS = ['Transfer', 'Approval', 'ForcedTransfer', 'EligibilitySet', 'Frozen'];

/** How many verifications an asset shows. */
const SHOWN_VERIFICATIONS = 10;

/** Assets by id, after the one given, at most `limit`. */
export function selectAssets(
  tx: Transaction,
  { after = 0n, limit }: { after?: bigint | undefined; limit?: number } = {},
): Promise<AssetRow[]> {
  const rows = tx
    .select({ asset, token })
    .from(asset)
    .innerJoin(token, eq(token.address, asset.token))
    .where(gt(asset.id, after))
    .orderBy(asc(asset.id));
  return limit === undefined ? rows : rows.limit(limit);
}

/** One asset, or undefined. */
export async function selectAsset(tx: Transaction, id: bigint): Promise<AssetRow | undefined> {
  const [row] = await tx
    .select({ asset, token })
    .from(asset)
    .innerJoin(token, eq(token.address, asset.token))
    .where(eq(asset.id, id));
  return row;
}

/** Tiers of the pools of these tokens. */
export function selectTiers(tx: Transaction, tokens: Hex[]): Promise<TierRow[]> {
  return tx
    .select()
    .from(stakingTier)
    .where(inArray(stakingTier.token, tokens))
    .orderBy(asc(stakingTier.token), asc(stakingTier.tier));
}

/** Documents of an asset by name. */
export function selectDocuments(tx: Transaction, assetId: bigint): Promise<DocumentRow[]> {
  return tx
    .select()
    .from(assetDocument)
    .where(eq(assetDocument.assetId, assetId))
    .orderBy(asc(assetDocument.name));
}

/** The newest verifications of these assets, a few of each, and how many each has. */
export async function selectVerifications(tx: Transaction, assetIds: bigint[]) {
  const place = sql<number>`row_number() OVER (
    PARTITION BY ${assetVerification.assetId}
    ORDER BY ${assetVerification.addedBlock} DESC, ${assetVerification.id})`.as('place');
  const ranked = tx
    .$with('ranked')
    .as(
      tx
        .select({ id: assetVerification.id, place })
        .from(assetVerification)
        .where(inArray(assetVerification.assetId, assetIds)),
    );
  const newest = await tx
    .with(ranked)
    .select({ row: assetVerification })
    .from(assetVerification)
    .innerJoin(ranked, eq(ranked.id, assetVerification.id))
    .where(sql`${ranked.place} <= ${SHOWN_VERIFICATIONS}`)
    .orderBy(desc(assetVerification.addedBlock), asc(assetVerification.id));
  const counts = await tx
    .select({ assetId: assetVerification.assetId, total: count() })
    .from(assetVerification)
    .where(inArray(assetVerification.assetId, assetIds))
    .groupBy(assetVerification.assetId);
  return { newest: newest.map(({ row }) => row), counts };
}

/** Accounts with a balance, largest first, after the holder given. */
export function selectHolders(
  tx: Transaction,
  address: Hex,
  { after, limit }: { after: { balance: bigint; account: Hex } | undefined; limit: number },
): Promise<HolderRow[]> {
  const { balance, account } = tokenAccount;
  return tx
    .select()
    .from(tokenAccount)
    .where(
      and(
        eq(tokenAccount.token, address),
        gt(balance, 0n),
        after &&
          or(
            lt(balance, after.balance),
            and(eq(balance, after.balance), gt(account, after.account)),
          ),
      ),
    )
    .orderBy(desc(balance), asc(account))
    .limit(limit);
}

/** Events of an asset's record and of its token as a whole, newest first. */
export function selectAssetEvents(
  tx: Transaction,
  { id, address }: { id: bigint; address: Hex },
  { after, limit }: { after: bigint | undefined; limit: number },
) {
  const { blockNumber, logIndex } = event;
  const last = after === undefined ? undefined : positionParts(after);
  const ofToken = and(
    eq(event.token, address),
    eq(event.source, 'RwaToken'),
    sql`${event.name} <> ALL (${sql.param(HOLDER_EVENTS)})`,
  );
  return tx
    .select()
    .from(event)
    .where(
      and(
        or(eq(event.assetId, id), ofToken),
        last &&
          or(
            lt(blockNumber, last.blockNumber),
            and(eq(blockNumber, last.blockNumber), lt(logIndex, last.logIndex)),
          ),
      ),
    )
    .orderBy(desc(blockNumber), desc(logIndex))
    .limit(limit);
}
