import { fileURLToPath } from 'node:url';
import type { MigrationSource } from '@sluice/database';

export type { SelectionView } from './selection/describe-selection.ts';
export type { Paper, PaperKind } from './papers/paper.ts';
export type { NewNotice, NoticeView } from './publicity/notice.ts';
export { createAuthorization, type Authorization } from './authorization.ts';
export type { AppointmentState } from './application-store.ts';
export { countGrants, type GrantCount } from './count-grants.ts';
export type { DocumentContents, DocumentItem } from './check-document.ts';
export type { ApplicationContents, ApplicationState, EntryRequest, Period, RowFilter, Scenario } from './contents.ts';
export type { AuthorizationOptions } from './context.ts';
export type { ApplicationQuery, ApplicationRow, ApplicationView, DocumentView } from './describe-application.ts';
export type { GrantRow, GrantView } from './describe-grant.ts';
export type { NewAgreement } from './operation/conclude-agreement.ts';
export type { AgreementEnd, NewMeasure } from './operation/end-agreement.ts';
export type { AdmissionView, AgreementView, DeveloperView } from './operation/operation-acts.ts';
export type { NewDeveloperMeasure } from './standing/measure-developer.ts';
export type { NewApplication } from './draft-application.ts';
export type { GrantState } from './grant.ts';
export type { GrantFacts } from './grant-facts.ts';
export type { HeldRight, HeldThing } from './held-rights.ts';
export type { GrantSnapshot } from './grant-snapshot.ts';
export { usesOfOwnField } from './social/social-data.ts';
export type { FusionEntry, SocialContents, SocialData, SocialReport, SocialState } from './social/social-data.ts';
export type { CatalogueField, DevelopmentCatalogue, DevelopmentEntry, Directory, PowerPolicy } from './ports.ts';

export const migrations: MigrationSource = {
  module: 'authorization',
  folder: fileURLToPath(new URL('../migrations', import.meta.url)),
};
