import type { Issue, JsonObject } from '@sluice/kernel';
import type { ColumnType } from 'kysely';
import type { DocumentContents } from './check-document.ts';
import type { ApplicationContents, ApplicationState } from './contents.ts';
import type { GrantTerms } from './grant.ts';
import type { AgreementState, EndGround, Handover, MeasureKind, OperationLimits } from './operation/agreement.ts';
import type { PaperKind } from './papers/paper.ts';
import type { NoticeKind, NoticeState } from './publicity/notice.ts';
import type { Proof, SelectionKind, Statements } from './selection/candidate.ts';
import type { CandidateState, SelectionState } from './selection/selection-store.ts';
import type {
  DeveloperMeasureKind,
  EvaluationFinding,
  EvaluationOutcome,
  ExitGround,
  Partner,
} from './standing/standing.ts';

/** JSON comes parsed and goes as text: the driver would write an array as a PostgreSQL array. */
type Jsonb<T> = ColumnType<T, string, string>;

export type AuthorizationTables = {
  'authorization.operator_appointment': {
    id: string;
    jurisdiction: string;
    operator: string;
    starts_on: string;
    ends_on: string;
    basis: string;
    agreement_id: ColumnType<string | null, string | null | undefined, never>;
    field: ColumnType<string | null, string | null | undefined, never>;
  };
  'authorization.operation_agreement': {
    id: string;
    jurisdiction: string;
    operator: string;
    field: string | null;
    selection_id: string | null;
    taken_over: boolean;
    predecessor: string | null;
    basis: string;
    mandate: string | null;
    minutes: string | null;
    profile_id: string;
    profile_version: string;
    revision: number;
    contents: Jsonb<DocumentContents>;
    limits: Jsonb<OperationLimits>;
    digest: string;
    starts_on: string;
    ends_on: string;
    drafted_by: string;
    drafted_at: Date;
    state: AgreementState;
    in_force_at: Date | null;
    renewal_due_at: Date | null;
    ended_at: Date | null;
    end_ground: EndGround | null;
    end_reasons: ColumnType<readonly string[] | null, string | null | undefined, string>;
    handover: Handover | null;
  };
  'authorization.agreement_signature': {
    id: string;
    agreement_id: string;
    party: string;
    person: string;
    body: string;
    digest: string;
    at: Date;
    seals: ColumnType<readonly JsonObject[] | null, string | null | undefined, never>;
  };
  'authorization.agreement_measure': {
    id: string;
    agreement_id: string;
    kind: MeasureKind;
    reasons: Jsonb<readonly string[]>;
    due_on: string | null;
    person: string;
    body: string;
    role: string;
    at: Date;
  };
  'authorization.grant_consent': {
    id: string;
    application_id: string;
    role: string;
    person: string;
    body: string;
    decision: 'consent' | 'refuse';
    reasons: Jsonb<readonly string[]>;
    at: Date;
  };
  'authorization.assessment': {
    id: string;
    application_id: string;
    revision: number;
    level: 'low' | 'medium' | 'high';
    risks: Jsonb<readonly string[]>;
    measures: Jsonb<readonly string[]>;
    person: string;
    body: string;
    at: Date;
    accepted_by: ColumnType<string | null, string | null | undefined, string>;
    accepted_body: ColumnType<string | null, string | null | undefined, string>;
    accepted_at: ColumnType<Date | null, Date | null | undefined, Date>;
  };
  'authorization.admission': {
    id: string;
    jurisdiction: string;
    developer: string;
    selection_id: string | null;
    admitted_by: string;
    district: string | null;
    basis: string;
    starts_on: string;
    ends_on: string;
    partner: ColumnType<Partner | null, string | null | undefined, never>;
    at: Date;
  };
  'authorization.evaluation': {
    id: string;
    jurisdiction: string;
    subject: string;
    kind: 'developer' | 'operator';
    period_from: string;
    period_to: string;
    findings: Jsonb<readonly EvaluationFinding[]>;
    outcome: EvaluationOutcome;
    person: string;
    body: string;
    at: Date;
  };
  'authorization.developer_measure': {
    id: string;
    jurisdiction: string;
    developer: string;
    kind: DeveloperMeasureKind;
    ground: ExitGround | null;
    reasons: Jsonb<readonly string[]>;
    person: string;
    body: string;
    role: string;
    at: Date;
  };
  'authorization.selection': {
    id: string;
    jurisdiction: string;
    kind: SelectionKind;
    title: string;
    conditions: string;
    field: string | null;
    profile_id: string;
    profile_version: string;
    opened_by: string;
    opened_body: string;
    opened_at: Date;
    opens_at: Date;
    closes_at: Date;
    mandate: string | null;
    state: SelectionState;
    minutes: string | null;
    reasons: ColumnType<readonly string[] | null, string | null | undefined, string>;
    decided_at: Date | null;
    notice_id: string | null;
  };
  'authorization.candidate': {
    id: string;
    selection_id: string;
    body: string;
    applicant: string;
    submitted_at: Date;
    proofs: Jsonb<readonly Proof[]>;
    statements: Jsonb<Statements>;
    state: CandidateState;
    reasons: ColumnType<readonly Issue[] | null, string | null | undefined, string>;
  };
  'authorization.score': {
    id: string;
    candidate_id: string;
    reviewer: string;
    points: Jsonb<Readonly<Record<string, number>>>;
    at: Date;
  };
  'authorization.selection_interest': { id: string; selection_id: string; reviewer: string; at: Date };
  'authorization.list_entry': {
    id: string;
    list: string;
    subject_digest: string;
    source: string;
    since: string;
    until: string | null;
  };
  'authorization.public_notice': {
    id: string;
    jurisdiction: string;
    number: string;
    kind: NoticeKind;
    subject: string;
    title: string;
    contents: Jsonb<JsonObject>;
    digest: string;
    clause: string;
    published_by: string;
    published_at: Date;
    closes_on: string;
    state: NoticeState;
    closed_at: Date | null;
    archive_digest: string | null;
  };
  'authorization.objection': {
    id: string;
    notice_id: string;
    number: number;
    body: string | null;
    text: string;
    raised_at: Date;
    outcome: 'founded' | 'unfounded' | null;
    answer: string | null;
    answered_by: string | null;
    answered_at: Date | null;
  };
  'authorization.objection_contact': { id: string; contact: string };
  'authorization.application': {
    id: string;
    number: string | null;
    jurisdiction: string;
    developer: string;
    applicant: string;
    profile_id: string;
    profile_version: string;
    state: ApplicationState;
    contents: Jsonb<ApplicationContents>;
    revision: number;
    scenario: string | null;
    operator: string | null;
    case_id: string | null;
    previous: string | null;
    created_at: Date;
    submitted_at: Date | null;
    sign_due_on: string | null;
    filing_number: string | null;
    filed_at: Date | null;
    grant_id: string | null;
  };
  'authorization.document': {
    id: string;
    application_id: string;
    kind: string;
    revision: number;
    contents: Jsonb<DocumentContents>;
    digest: string;
    drafted_by: string;
  };
  'authorization.signature': {
    id: string;
    document_id: string;
    party: string;
    person: string;
    body: string;
    digest: string;
    at: Date;
    seals: ColumnType<readonly JsonObject[] | null, string | null | undefined, never>;
  };
  'authorization.grant_file': {
    id: string;
    application_id: string;
    jurisdiction: string;
    developer: string;
    operator: string;
    profile_id: string;
    profile_version: string;
    scenario: string;
    terms: Jsonb<GrantTerms>;
    starts_at: Date;
    ends_at: Date;
    filing_number: string | null;
    ended_at: Date | null;
    end_cause: 'end-date' | 'revoked' | null;
    end_ground: string | null;
    ended_by: string | null;
    held_at: Date | null;
    held_ground: string | null;
    held_by: string | null;
  };
  'authorization.paper': {
    id: string;
    code: string;
    kind: PaperKind;
    object: string;
    part: string;
    jurisdiction: string;
    profile_id: string;
    profile_version: string;
    contents: Jsonb<JsonObject>;
    digest: string;
    issued_at: Date;
  };
};
