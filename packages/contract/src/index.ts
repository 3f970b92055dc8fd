export {
  route,
  type Access,
  type Answer,
  type CallInput,
  type HandlerInput,
  type Method,
  type Route,
} from './route.ts';
export {
  civilDate,
  evidence,
  id,
  idParams,
  instant,
  jurisdiction,
  page,
  problem,
  reason,
  waitQuery,
  written,
  yuan,
} from './common.ts';
export { auditFinding, auditRoutes, auditRun } from './audit.ts';
export { lineageKind, lineageRoutes } from './lineage.ts';
export { overviewRoutes } from './overview.ts';
export { holderRoutes, responsibility, heldRight } from './holders.ts';
export { disclosedGrant, disclosureRoutes } from './disclosure.ts';
export { selectionRoutes, selectionView } from './selection.ts';
export { channelRoutes, noticeChannel } from './channels.ts';
export { credentialRoutes, credentialView } from './credentials.ts';
export { doorRoutes } from './doors.ts';
export { paperRoutes, paperView } from './papers.ts';
export { publicityRoutes, publicNotice } from './publicity.ts';
export { productRoutes } from './product.ts';
export { tradingRoutes } from './trading.ts';
export { bodyType, identityRoutes, role } from './identity.ts';
export { catalogueRoutes } from './catalogue.ts';
export { developmentEntry, fieldDefinition, sqlName } from './catalogue-views.ts';
export { authorizationRoutes } from './authorization.ts';
export { applicationContents, applicationState, applicationView, documentItem, grantView } from './use-application.ts';
export { registerRoutes } from './data-registers.ts';
export { fusionEntry, socialDataRoutes, socialDataView, socialReport } from './social-data.ts';
export { erasureRoutes } from './erasures.ts';
export { caseOfficeRoutes, delegationView, noticeView } from './case-office.ts';
export { casePage, caseRoutes, caseRow, inbox, inboxItem } from './cases.ts';
export { caseOpinion, caseStepView, caseView } from './case-view.ts';
export { sealedStatement, sealRoutes, sealView } from './seal.ts';
export { duty, procedureRegisterRoutes, provider, sectorPlan, violation, workItem } from './procedure-registers.ts';
export { admissionView, agreementView, developerView, operationRoutes } from './operation.ts';
export { jurisdictionRoutes } from './jurisdiction.ts';
export {
  columnLineage,
  diagnostic,
  explanation,
  gateRoutes,
  hold,
  overuseNotice,
  program,
  queryRecord,
  queryResult,
} from './gate.ts';
export { batchState, batchView, destructionView, epochView, quarantinedRow, vaultRoutes } from './vault.ts';
export {
  batchPhase,
  batchProgress,
  comparedVersion,
  gatheringRoutes,
  mappingProposal,
  proposedColumn,
  qualityPoint,
  qualityRule,
  resourceQuality,
  resourceUse,
} from './gathering.ts';
export { sourceRoutes, sourceRun, sourceSettings, sourceView } from './sources.ts';
export { evidenceBundleRoutes } from './evidence-bundles.ts';
export { chainNode, evidenceActor, evidenceEntry, evidenceRoutes } from './evidence.ts';
export { calendarRoutes } from './calendar.ts';
export { clockRoutes } from './clock.ts';
