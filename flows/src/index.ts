export { buildSnapshot, type SnapshotParts } from './build-snapshot.ts';
export { countKeys } from './count-keys.ts';
export {
  assertAnswersLive,
  stopForDestruction,
  sweepEndedWorkspaces,
  type DestroyParts,
  type EndWorkspaceParts,
} from './destroy-data.ts';
export {
  endOperation,
  measureDeveloper,
  measureOperator,
  revokeGrant,
  suspendGrant,
  sweepEndedGrants,
  type EndParts,
  type StopParts,
} from './end-grant.ts';
export { freezeProduct, type FreezeParts } from './freeze-product.ts';
export { productGrant, type GrantParts } from './grant-facts.ts';
export { type Actor, type EpochFacts, type Epochs } from './ports.ts';
export { joiningRisk, type JoiningRisk, type RiskParts } from './joining-risk.ts';
export { sampleTable, type AskedSample, type SampleParts } from './sample-table.ts';
export { checkQuery, explainQuery, runQuery, type QueryParts, type SentProgram } from './run-query.ts';
export type { GrantWatch } from './watch-grant.ts';
export { lineageColumns } from './lineage-columns.ts';
export { importSocialData, returnSocialData, sweepEndedSocialData, type SocialParts } from './bring-in-social-data.ts';
export { productOrigins, type OriginParts, type OriginShare } from './tell-origins.ts';
export { loadCube } from './serve-call.ts';
export {
  delistProduct,
  listProduct,
  priceProduct,
  resumeProduct,
  suspendProduct,
  type TradeParts,
} from './trade-product.ts';
