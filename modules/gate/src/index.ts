export type {
  DimensionStatistics,
  DimensionValue,
  EntityStatistics,
  FieldRole,
  FieldType,
  GrantClauses,
  GrantSnapshot,
  GrantedField,
  GrantedTable,
  Level,
  RowFilter,
  TableStatistics,
  Use,
} from './grant-snapshot.ts';
export {
  diagnosticRules,
  rules,
  type Diagnostic,
  type DiagnosticCode,
  type Place,
  type Replacement,
  type Rule,
} from './diagnostic.ts';
export type {
  Accepted,
  CellValue,
  ColumnLineage,
  FreezeParameter,
  FrozenAnswer,
  FrozenParameter,
  OutputColumn,
  Parameter,
  PrintedSql,
  ProgramContext,
  Refused,
  SqlValue,
  Verdict,
} from './program-types.ts';
export type { DomainAccess, DomainSession } from './domain-access.ts';
export {
  withheldNote,
  type DecisionRecord,
  type ExplainOutcome,
  type FreezeInput,
  type FreezeOutcome,
  type FrozenCube,
  type HeldRun,
  type RefusedRun,
  type ReleasedRun,
  type RunInput,
  type RunOutcome,
} from './service-types.ts';
export type { HoldGround, HoldState, HoldView, Viewer, Vote } from './hold/held-result.ts';
export { type OveruseKind, type OveruseNotice } from './quota/note-overuse.ts';
export { type WorkspaceQuota } from './quota/workspace-quota.ts';
export { createGate, type Gate } from './gate.ts';
export { dataSetsJoining } from './store.ts';
export { createGateService, type GateService, type GateServiceOptions } from './gate-service.ts';
export { defaultLimits, type RunLimits } from './run/run-release.ts';
export type { RunName } from './run/stop-runs.ts';
export type { Sample, SampleInput } from './sample/draw-sample.ts';
export type { SampleRequest } from './sample/record-sample.ts';
export { measureRisk, type RiskFigures } from './risk/measure-risk.ts';
export type { Uniqueness, UniquenessInput } from './risk/measure-uniqueness.ts';
export { lintPolicy, type LintedPolicy } from './policy/lint-policy.ts';
export type { CellKeyMode, PerturbationTable, PrivateMode, ReleaseMode } from './privacy/release-mode.ts';
export type { BudgetView } from './privacy/spend-budget.ts';
export { migrations } from './migrations.ts';
export {
  createLocalGate,
  type LocalCube,
  type LocalGate,
  type LocalCounts,
  type LocalGateOptions,
  type LocalHistory,
  type LocalOutcome,
  type LocalSpending,
  type PhaseTimes,
} from './local-gate.ts';
export { diagnosticWording, wordDiagnostic } from './wording.ts';
