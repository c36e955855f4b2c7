import { relations } from 'ponder';
import { asset, assetDocument, assetVerification } from './asset.ts';
import { stakingPool, stakingPosition, stakingTier } from './staking.ts';
import { token, tokenAccount } from './token.ts';
import { trade, tradeEvidence, tradePolicy } from './trade.ts';

/*
 * Relations, for GraphQL: a field may not be called as a column is.
 */

export const assetRelations = relations(asset, ({ one, many }) => ({
  rwaToken: one(token, { fields: [asset.token], references: [token.address] }),
  documents: many(assetDocument),
  verifications: many(assetVerification),
}));

export const assetDocumentRelations = relations(assetDocument, ({ one }) => ({
  asset: one(asset, { fields: [assetDocument.assetId], references: [asset.id] }),
}));

export const assetVerificationRelations = relations(assetVerification, ({ one }) => ({
  asset: one(asset, { fields: [assetVerification.assetId], references: [asset.id] }),
}));

export const tokenRelations = relations(token, ({ one, many }) => ({
  asset: one(asset, { fields: [token.assetId], references: [asset.id] }),
  accounts: many(tokenAccount),
}));

export const tokenAccountRelations = relations(tokenAccount, ({ one }) => ({
  rwaToken: one(token, { fields: [tokenAccount.token], references: [token.address] }),
}));

export const tradeRelations = relations(trade, ({ one, many }) => ({
  policy: one(tradePolicy, { fields: [trade.policyId], references: [tradePolicy.id] }),
  evidence: many(tradeEvidence),
}));

export const tradeEvidenceRelations = relations(tradeEvidence, ({ one }) => ({
  trade: one(trade, { fields: [tradeEvidence.tradeId], references: [trade.id] }),
}));

export const stakingPoolRelations = relations(stakingPool, ({ many }) => ({
  tiers: many(stakingTier),
  positions: many(stakingPosition),
}));

export const stakingTierRelations = relations(stakingTier, ({ one }) => ({
  pool: one(stakingPool, { fields: [stakingTier.token], references: [stakingPool.token] }),
}));

export const stakingPositionRelations = relations(stakingPosition, ({ one }) => ({
  pool: one(stakingPool, { fields: [stakingPosition.token], references: [stakingPool.token] }),
}));
