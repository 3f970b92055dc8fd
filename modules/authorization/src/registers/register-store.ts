import type { CaseActor } from '@sluice/cases';
import type { Db, Tx } from '@sluice/database';
import { record } from '@sluice/ledger';
import type { ColumnType } from 'kysely';
import { actorRef, dateOf, versionOf, type Context } from '../context.ts';

type Jsonb<T> = ColumnType<T, string | null, string | null>;

export type RegisterTables = {
  'authorization.sector_plan': {
    id: string;
    jurisdiction: string;
    field: string;
    title: string;
    plan: string;
    submitted_by: string;
    submitted_body: string;
    submitted_at: Date;
    state: 'submitted' | 'approved' | 'refused';
    reasons: Jsonb<readonly string[] | null>;
    decided_by: string | null;
    decided_at: Date | null;
  };
  'authorization.work_item': {
    id: string;
    jurisdiction: string;
    kind: 'issue' | 'task';
    year: number;
    title: string;
    text: string;
    raised_by: string;
    raised_body: string;
    raised_at: Date;
    lead: string | null;
    responsible: string[];
    team: string | null;
    ends_on: string | null;
    decision: string | null;
    decided_by: string | null;
    state: 'raised' | 'assigned' | 'done';
    done_at: Date | null;
  };
  'authorization.milestone': {
    id: string;
    item_id: string;
    position: number;
    title: string;
    working_days: number;
    starts_on: string;
    due_on: string;
    done_on: string | null;
  };
  'authorization.provider': {
    id: string;
    jurisdiction: string;
    name: string;
    stages: string[];
    qualification: string;
    valid_until: string;
    reviewed_by: string | null;
    reviewed_at: Date | null;
    listed_by: string;
    listed_at: Date;
  };
  'authorization.engagement': {
    id: string;
    provider_id: string;
    kind: 'engagement' | 'incident';
    stage: string;
    purpose: string;
    developer: string | null;
    fee_fen: string | number | null;
    delivered_at: Date | null;
    person: string;
    body: string;
    at: Date;
  };
  'authorization.violation': {
    id: string;
    jurisdiction: string;
    kind: 'by-pass';
    agency: string;
    recipient: string;
    text: string;
    reported_by: string;
    reported_at: Date;
    state: 'opened' | 'unfounded' | 'ordered' | 'corrected' | 'closed';
    due_on: string | null;
    finding: string | null;
  };
  'authorization.duty_record': {
    id: string;
    jurisdiction: string;
    agreement_id: string;
    duty: 'operator-report' | 'operator-evaluation' | 'compliance-review' | 'security-check' | 'drill';
    performed_on: string;
    person: string;
    body: string;
    joint_body: string | null;
    outcome: 'done' | 'passed' | 'failed';
    finding: string;
    parts: ColumnType<Readonly<Record<string, string>>, string, string>;
  };
  'authorization.operation_domain': {
    id: string;
    jurisdiction: string;
    ranges: string[];
    basis: string;
    registered_by: string;
    registered_at: Date;
  };
};

export const registers = (db: Db) => db.q.withTables<RegisterTables>();

/** Enters a change of one line of a register into the register's stream of the jurisdiction. */
export function enterRegister(
  context: Context,
  tx: Tx,
  actor: CaseActor,
  jurisdiction: string,
  line: {
    readonly table: keyof RegisterTables;
    readonly id: string;
    readonly register: string;
    readonly state: string;
    readonly about: string;
    readonly more?: readonly { readonly table: keyof RegisterTables; readonly id: string }[];
  },
): void {
  const { table, id, register, state, about, more = [] } = line;
  record(tx, {
    type: 'authorization.register-changed',
    stream: `${register}:${id}`,
    actor: actorRef(actor),
    subjects: [],
    rows: [{ table, id }, ...more],
    ruleVersion: versionOf(context.profiles.current(jurisdiction, dateOf(tx.at))),
    payload: { register, state, about },
  });
}
