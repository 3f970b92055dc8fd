import type { ColumnType } from 'kysely';
import type { Finding, Facts } from './case-record.ts';
import type { ResolvedChain } from '@sluice/profile';

/** JSON comes parsed and goes as text: the driver would write an array as a PostgreSQL array. */
type Jsonb<T> = ColumnType<T, string, string>;

/** Who has to do what now; see the migration for what the empty texts stand for. */
export interface TaskRow {
  id: string;
  case_id: string;
  act: 'act-on-step' | 'supplement' | 'comment' | 'vote' | 'sign';
  kind: string;
  jurisdiction: string;
  role: string;
  body: string;
  person: string;
  not_body: string;
  not_person: string;
  step: string;
  step_title: string;
  step_title_en: string;
  started_on: string;
  due_on: string;
  yellow_on: string;
  not_persons: string[];
}

export interface VoteRow {
  id: string;
  case_id: string;
  step: string;
  round: number;
  person: string;
  body: string;
  outcome: 'pass' | 'fail';
  scores: Jsonb<Readonly<Record<string, number>>>;
  reasons: Jsonb<readonly string[]>;
  at: Date;
}

export interface SignerRow {
  id: string;
  case_id: string;
  step: string;
  round: number;
  role: string;
  body: string;
  mode: 'joint' | 'added';
  asked_by: string;
  asked_at: Date;
  reason: string;
  person: string | null;
  outcome: 'pass' | 'fail' | null;
  reasons: ColumnType<readonly string[] | null, string | null, string>;
  at: Date | null;
}

export interface NoticeRow {
  id: string;
  case_id: string;
  kind: 'reminder' | 'for-information' | 'comment-asked';
  jurisdiction: string;
  role: string;
  body: string;
  person: string;
  text: string;
  from_person: string;
  from_body: string;
  at: Date;
  read_by: string | null;
  read_at: Date | null;
}

export interface DelegationRow {
  id: string;
  jurisdiction: string;
  role: string;
  body: string;
  person: string;
  deputy: string;
  from_on: string;
  until_on: string;
  reason: string;
  ended_at: Date | null;
}

export type CasesTables = {
  'cases.calendar_year': {
    id: string;
    days_off: Jsonb<string[]>;
    working_weekends: Jsonb<string[]>;
    source: string;
    /** Null where the year is published. */
    provisional: true | null;
  };
  'cases.case_file': {
    id: string;
    kind: string;
    subject: string;
    stream: string;
    jurisdiction: string;
    profile_id: string;
    profile_version: string;
    chain: Jsonb<ResolvedChain>;
    facts: Jsonb<Facts>;
    proposer_person: string;
    proposer_body: string;
    state: 'open' | 'supplement' | 'approved' | 'refused' | 'withdrawn';
    opened_at: Date;
    closed_at: Date | null;
    title: string | null;
    reexamined_on: string | null;
  };
  'cases.task': TaskRow;
  'cases.step': {
    id: string;
    case_id: string;
    position: number;
    step: string;
    role: string;
    body: string | null;
    state: 'waiting' | 'current' | 'done' | 'skipped';
    started_on: string | null;
    due_on: string | null;
    done_on: string | null;
    delay_reason: string | null;
    delay_person: string | null;
    escalated_at: Date | null;
    escalated_due_on: string | null;
    person: string | null;
    round: number | null;
  };
  'cases.opinion': {
    id: string;
    case_id: string;
    step: string;
    person: string;
    body: string;
    role: string;
    outcome: 'pass' | 'fail' | 'return';
    findings: Jsonb<Finding[]>;
    reasons: Jsonb<string[]>;
    norm_version: string | null;
    at: Date;
  };
  'cases.pause': {
    id: string;
    case_id: string;
    step: string;
    asked_on: string;
    due_on: string;
    answered_on: string | null;
    note: string | null;
    kind: 'comment' | null;
  };
  'cases.vote': VoteRow;
  'cases.signer': SignerRow;
  'cases.interest': { id: string; case_id: string; person: string; body: string; reason: string; at: Date };
  'cases.notice': NoticeRow;
  'cases.delegation': DelegationRow;
};
