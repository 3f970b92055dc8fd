import type { Db, Tx } from '@sluice/database';
import type { CivilDate } from '@sluice/kernel';
import { sql } from 'kysely';
import type { CasesTables } from './tables.ts';

const q = (db: Db) => db.q.withTables<CasesTables>();

/** Cases whose current step is past its limit on a date and was neither explained nor listed. */
export async function findNeglected(db: Db, today: CivilDate, limit: number): Promise<readonly string[]> {
  const rows = await q(db)
    .selectFrom('cases.step as s')
    .innerJoin('cases.case_file as f', 'f.id', 's.case_id')
    .select('f.id')
    .where('s.state', '=', 'current')
    .where('f.state', '=', 'open')
    .where('s.due_on', '<', today)
    .where('s.delay_reason', 'is', null)
    .where('s.escalated_at', 'is', null)
    .orderBy('s.due_on')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Cases whose current step is past its limit, where the chain says what silence counts as. */
export async function findSilent(db: Db, today: CivilDate, limit: number): Promise<readonly string[]> {
  const rows = await q(db)
    .selectFrom('cases.step as s')
    .innerJoin('cases.case_file as f', 'f.id', 's.case_id')
    .select('f.id')
    .where('s.state', '=', 'current')
    .where('f.state', '=', 'open')
    .where('s.due_on', '<', today)
    .where(sql<boolean>`f.chain -> 'steps' -> s.position ? 'deemed'`)
    .orderBy('f.id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

export async function setEscalated(tx: Tx, id: string, at: Date, dueOn: CivilDate): Promise<void> {
  await q(tx)
    .updateTable('cases.step')
    .set({ escalated_at: at, escalated_due_on: dueOn })
    .where('id', '=', id)
    .execute();
}

export interface OverdueRow {
  readonly caseId: string;
  readonly kind: string;
  readonly subject: string;
  readonly jurisdiction: string;
  readonly step: string;
  readonly role: string;
  readonly body: string | null;
  readonly dueOn: CivilDate;
  readonly doneOn: CivilDate | null;
  readonly escalatedAt: Date | null;
}

/** Steps listed against their unit, and those that a coming sweep will list. */
export async function readOverdue(
  db: Db,
  today: CivilDate,
  jurisdiction: string | undefined,
): Promise<readonly OverdueRow[]> {
  let query = q(db)
    .selectFrom('cases.step as s')
    .innerJoin('cases.case_file as f', 'f.id', 's.case_id')
    .select([
      'f.id',
      'f.kind',
      'f.subject',
      'f.jurisdiction',
      's.step',
      's.role',
      's.body',
      's.due_on',
      's.done_on',
      's.escalated_at',
      's.escalated_due_on',
    ])
    .where((where) =>
      where.or([
        where('s.escalated_at', 'is not', null),
        where.and([
          where('s.state', '=', 'current'),
          where('f.state', '=', 'open'),
          where('s.due_on', '<', today),
          where('s.delay_reason', 'is', null),
        ]),
      ]),
    )
    .orderBy('s.due_on')
    .limit(1000);
  if (jurisdiction !== undefined) query = query.where('f.jurisdiction', '=', jurisdiction);
  return (await query.execute()).map((row) => ({
    caseId: row.id,
    kind: row.kind,
    subject: row.subject,
    jurisdiction: row.jurisdiction,
    step: row.step,
    role: row.role,
    body: row.body,
    dueOn: row.escalated_due_on ?? row.due_on ?? today,
    doneOn: row.done_on,
    escalatedAt: row.escalated_at,
  }));
}
