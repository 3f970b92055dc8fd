import type { Db, Tx } from '@sluice/database';
import type { CivilDate } from '@sluice/kernel';
import type { AuthorizationTables } from '../tables.ts';
import type { Admission, DeveloperMeasure, Evaluation } from './standing.ts';

const q = (db: Db) => db.q.withTables<AuthorizationTables>();

/** Who and where. */
interface Of {
  readonly jurisdiction: string;
  readonly developer: string;
}

export interface AdmissionFilter {
  readonly jurisdiction?: string | undefined;
  readonly developer?: string | undefined;
  /** Keeps those whose term runs on a date. */
  readonly on?: CivilDate | undefined;
}

/** Admissions, the latest first. */
export async function readAdmissions(db: Db, filter: AdmissionFilter): Promise<readonly Admission[]> {
  let query = q(db).selectFrom('authorization.admission').selectAll();
  if (filter.jurisdiction !== undefined) query = query.where('jurisdiction', '=', filter.jurisdiction);
  if (filter.developer !== undefined) query = query.where('developer', '=', filter.developer);
  if (filter.on !== undefined) query = query.where('starts_on', '<=', filter.on).where('ends_on', '>=', filter.on);
  const rows = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(500).execute();
  return rows.map((row) => ({
    id: row.id,
    jurisdiction: row.jurisdiction,
    developer: row.developer,
    selectionId: row.selection_id,
    admittedBy: row.admitted_by,
    district: row.district,
    basis: row.basis,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    partner: row.partner,
    at: row.at,
  }));
}

export async function insertAdmission(tx: Tx, one: Admission): Promise<void> {
  await q(tx)
    .insertInto('authorization.admission')
    .values({
      ...{ id: one.id, jurisdiction: one.jurisdiction, developer: one.developer, selection_id: one.selectionId },
      ...{ admitted_by: one.admittedBy, district: one.district, basis: one.basis },
      ...{ starts_on: one.startsOn, ends_on: one.endsOn, at: one.at },
      partner: one.partner ? JSON.stringify(one.partner) : null,
    })
    .execute();
}

/** Evaluations of a body in the order they were made. */
export async function readEvaluations(db: Db, jurisdiction: string, subject: string): Promise<readonly Evaluation[]> {
  const rows = await q(db)
    .selectFrom('authorization.evaluation')
    .selectAll()
    .where('jurisdiction', '=', jurisdiction)
    .where('subject', '=', subject)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, jurisdiction: row.jurisdiction, subject: row.subject, kind: row.kind },
    ...{ periodFrom: row.period_from, periodTo: row.period_to, findings: row.findings },
    ...{ outcome: row.outcome, at: row.at },
  }));
}

export async function insertEvaluation(
  tx: Tx,
  one: Evaluation & { readonly person: string; readonly body: string },
): Promise<void> {
  await q(tx)
    .insertInto('authorization.evaluation')
    .values({
      ...{ id: one.id, jurisdiction: one.jurisdiction, subject: one.subject, kind: one.kind, outcome: one.outcome },
      ...{ period_from: one.periodFrom, period_to: one.periodTo, person: one.person, body: one.body, at: one.at },
      findings: JSON.stringify(one.findings),
    })
    .execute();
}

/** Measures towards a developer in the order they were taken. */
export async function readDeveloperMeasures(db: Db, of: Of): Promise<readonly DeveloperMeasure[]> {
  const rows = await q(db)
    .selectFrom('authorization.developer_measure')
    .selectAll()
    .where('jurisdiction', '=', of.jurisdiction)
    .where('developer', '=', of.developer)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, jurisdiction: row.jurisdiction, developer: row.developer, kind: row.kind, ground: row.ground },
    ...{ reasons: row.reasons, body: row.body, role: row.role, at: row.at },
  }));
}

export async function insertDeveloperMeasure(
  tx: Tx,
  one: DeveloperMeasure & { readonly person: string },
): Promise<void> {
  await q(tx)
    .insertInto('authorization.developer_measure')
    .values({ ...one, reasons: JSON.stringify(one.reasons) })
    .execute();
}
