export { auditSealedFiles } from './audit-sealed-files.ts';
export { createVault, type Vault, type VaultOptions } from './vault.ts';
export type { Page, VaultGathering } from './vault-gathering.ts';
export { migrations } from './migrations.ts';
export {
  PROCESS_BATCH_QUEUE,
  type GatheredResource,
  type ReceiveBatchInput,
  type ReceivedBatch,
} from './receive-batch.ts';
export type { BatchView, EpochView, GatherVia } from './present-batch.ts';
export type { BatchPhase, BatchProgress } from './batch-progress.ts';
export type { CorrectBatchInput } from './correct-batch.ts';
export type { Delay, QualityPoint, QualityRule, ResourceQuality } from './quality/summarise-quality.ts';
export { proposeMapping, type Head, type MappingProposal, type ProposedColumn } from './propose/propose-mapping.ts';
export { readHead, type FileHead } from './propose/read-head.ts';
export type { NewSource } from './sources/register-source.ts';
export type { SourceSurroundings } from './sources/open-reading.ts';
export type { SourceRunView, SourceSettings, SourceView } from './sources/source-settings.ts';
export type { BatchMode, BatchState } from './tables.ts';
export type { QuarantinePage, QuarantinedRow } from './read-quarantine.ts';
export { destructionGrounds, type DestructionGround, type DestructionView } from './destroy/present-destruction.ts';
export { erasureGrounds, type ErasureView } from './erase/present-erasure.ts';
export type { ErasureRequest } from './erase/request-erasure.ts';
export type { DestructionRequest } from './destroy/request-destruction.ts';
export { keysBehind } from './destroy/plan-destruction.ts';
export { isSealedWork, type WorkSealer } from './destroy/workspace.ts';
export {
  buryTombstone,
  openKeyFolder,
  readTombstones,
  rotateMaster,
  type Escrow,
  type KeyFolder,
  type KeyFolderOptions,
  type Rotation,
  type Tombstone,
} from './keys/key-folder.ts';
export { enterRotation } from './keys/enter-rotation.ts';
export { connectKeyService } from './keys/key-service.ts';
export { createLocalMaster, type MasterKey } from './keys/master-key.ts';
export type { Recovered } from './recover.ts';
export type { OpenEpoch } from './open-epoch.ts';
export type { EpochMeasure } from './measure-epoch.ts';
export type {
  Actor as VaultActor,
  ComingDestruction,
  CommittedEpoch,
  OnDestruction,
  OnEpoch,
  Policy as VaultPolicy,
} from './vault-context.ts';
export { ingestFile, type IngestInput, type PreviousEpoch } from './ingest/ingest-file.ts';
export type { FaultCount, IngestOutcome, KeyDictionary, QualityFigures, RowCounts } from './ingest/outcome.ts';
export { defaultWeights, qualityOf, type Arrival, type Quality, type QualityWeights } from './ingest/quality.ts';
export {
  DOMAIN_LIMIT,
  computeStatistics,
  runner,
  type DimensionStatistics,
  type DimensionValue,
  type EntityStatistics,
  type EpochStatistics,
} from './ingest/statistics.ts';
export { levelSql } from './ingest/levels-sql.ts';
