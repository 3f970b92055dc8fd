import type { ColumnType } from 'kysely';
import type { Finding, Facts } from './case-record.ts';
import type { ResolvedChain } from '@sluice/profile';

/** JSON comes parsed and goes as text: the driver would write an array as a PostgreSQL array. */
type Jsonb<T> = ColumnType<T, string, string>;

/** Who has to do what now; see the migration for what the empty texts stand for. */
export interface TaskRow {
  id: string;
  case_id: string;
  act: 'act-on-step' | 'supplement';
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
  };
};
