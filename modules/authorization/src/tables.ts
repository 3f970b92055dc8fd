import type { Issue, JsonObject } from '@sluice/kernel';
import type { ColumnType } from 'kysely';
import type { DocumentContents } from './check-document.ts';
import type { ApplicationContents, ApplicationState } from './contents.ts';
import type { GrantTerms } from './grant.ts';
import type { NoticeKind, NoticeState } from './publicity/notice.ts';
import type { Proof, SelectionKind, Statements } from './selection/candidate.ts';
import type { CandidateState, SelectionState } from './selection/selection-store.ts';

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
  };
};
