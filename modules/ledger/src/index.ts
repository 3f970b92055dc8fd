export { auditPublishedFiles, createLogFiles, type PlannedEntry } from './audit/published-files.ts';
export type { AuditReport, DerivedCheck } from './audit/audit-ledger.ts';
export {
  createAuditRuns,
  mayReadAudits,
  mayRequestAudit,
  type AuditKind,
  type AuditRun,
  type AuditRuns,
} from './audit/audit-runs.ts';
export type { Finding, FindingCode } from './audit/finding.ts';
export { actTypes, isActType, type ActPayload, type ActType } from './act-types.ts';
export type { ActDefinition, RetainClass } from './act-types/define.ts';
export { createLedger, type Ledger, type LedgerOptions, type LogStatus } from './create-ledger.ts';
export type { StampingAuthority, Witnessing } from './create-release.ts';
export type { TimestampStatus } from './timestamp/timestamping.ts';
export type { ReleaseStatus } from './witness/witnessed-release.ts';
export type { WitnessStatus } from './witness/witness-state.ts';
export type { ChainNodeView, ChainView } from './ledger-reader.ts';
export type { BlastRadius, ReachedThing } from './lineage/blast-radius.ts';
export { createLineage, type Lineage, type LineageOptions } from './lineage/create-lineage.ts';
export type { ColumnInputs } from './lineage/derive-edges.ts';
export type { NoticeGround, NoticeView } from './lineage/notify-owners.ts';
export type { Neighbour, Story } from './lineage/read-story.ts';
export type { LogSearch } from './lineage/search-log.ts';
export type { LineageView } from './lineage/trace-lineage.ts';
export { createLedgerWriter, type LedgerWriterOptions } from './create-ledger-writer.ts';
export { createPayloadMaster, type PayloadMaster } from './flush-acts.ts';
export { decodeEntry, leafHashOf, type Entry, type StateDigest } from './entry.ts';
export { generateLogKeys, openLogKeys, type LogKeys, type SuiteName } from './log-keys.ts';
export { introduceKeys, rotateLogKeys, type Rotation } from './rotate-log-keys.ts';
export { migrations } from './migrations.ts';
export { record, type Act } from './record.ts';
export type { EntryView } from './read-entries.ts';
export type { PayloadOpening } from './open-payload.ts';
export { createTileReader, type TileReader } from './log/tile-reader.ts';
export { treeHash } from './tree.ts';
export type { SequencerSettings } from './log/sequencer.ts';
export { createSecurityLog, type RefusalNote, type SecurityLog, type SecurityLogOptions } from './security-log.ts';
export {
  copyLog,
  copyTwin,
  logWriter,
  readPublicCheckpoint,
  readPublicEntries,
  type PublicEntry,
} from './log/copy-log.ts';
export { assertOwnKeys } from './log/assert-own-keys.ts';
export { findCheckpoint, type FoundCheckpoint } from './find-checkpoint.ts';
export { createCheckpointStore } from './log/checkpoint-store.ts';
export { deleteNetworkLog, type LogDeletion } from './delete-network-log.ts';
export { mayExport, mayExportRange, mayExportStory, type Reader } from './policy.ts';
export { originOfIdentifier, type ResolvedIdentifier } from './resolve-identifier.ts';
export type { BundleRequest } from './gather-bundle.ts';
export { findRowEntries } from './row-entries.ts';
