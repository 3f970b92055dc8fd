import type { Db, Tx } from '@sluice/database';
import { DomainError, type CivilDate } from '@sluice/kernel';
import { sql, type Selectable, type Updateable } from 'kysely';
import type { Application, ApplicationState } from './contents.ts';
import type { OperationLimits } from './operation/agreement.ts';
import type { AuthorizationTables } from './tables.ts';

type Row = Selectable<AuthorizationTables['authorization.application']>;

const q = (db: Db) => db.q.withTables<AuthorizationTables>();

const toApplication = (row: Row): Application => ({
  id: row.id,
  number: row.number,
  jurisdiction: row.jurisdiction,
  developer: row.developer,
  applicant: row.applicant,
  profile: { id: row.profile_id, version: row.profile_version },
  state: row.state,
  contents: row.contents,
  revision: row.revision,
  scenario: row.scenario,
  operator: row.operator,
  caseId: row.case_id,
  previous: row.previous,
  createdAt: row.created_at,
  submittedAt: row.submitted_at,
  signDueOn: row.sign_due_on,
  filingNumber: row.filing_number,
  filedAt: row.filed_at,
  grantId: row.grant_id,
});

/** @throws DomainError `application.not-found` (not-found) */
export async function readApplication(db: Db, id: string): Promise<Application> {
  const row = await q(db).selectFrom('authorization.application').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DomainError('application.not-found', 'not-found', { application: id });
  return toApplication(row);
}

/** Reads an application and keeps others from changing it until the transaction ends. */
export async function lockApplication(tx: Tx, id: string): Promise<Application> {
  await q(tx).selectFrom('authorization.application').select('id').where('id', '=', id).forUpdate().execute();
  return readApplication(tx, id);
}

/** What somebody looks for: words in number, scenario or purpose, or a developer whose name has them. */
export interface WordsFilter {
  readonly q: string;
  readonly developers: readonly string[];
}

/** Words as a pattern for ILIKE: what the reader typed stands for itself. */
export const patternOf = (q: string): string => `%${q.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

export interface ApplicationFilter {
  readonly jurisdiction?: string | undefined;
  readonly developer?: string | undefined;
  readonly state?: ApplicationState | undefined;
  /** Drafts are seen by their developer only. */
  readonly submitted?: boolean | undefined;
  readonly caseIds?: readonly string[] | undefined;
  readonly words?: WordsFilter | undefined;
  readonly offset?: number;
  readonly limit: number;
}

export async function listApplications(
  db: Db,
  filter: ApplicationFilter,
): Promise<{ readonly items: readonly Application[]; readonly total: number }> {
  let query = q(db).selectFrom('authorization.application');
  if (filter.jurisdiction !== undefined) query = query.where('jurisdiction', '=', filter.jurisdiction);
  if (filter.developer !== undefined) query = query.where('developer', '=', filter.developer);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.submitted === true) query = query.where('submitted_at', 'is not', null);
  if (filter.words !== undefined) {
    const { q: words, developers } = filter.words;
    const pattern = patternOf(words);
    query = query.where((where) =>
      where.or([
        where('number', 'ilike', pattern),
        where('id', '=', words),
        ...(developers.length > 0 ? [where('developer', 'in', developers)] : []),
        sql<boolean>`contents ->> 'purpose' ilike ${pattern}`,
        sql<boolean>`exists (select from jsonb_array_elements(coalesce(contents -> 'scenarios', '[]')) s where s ->> 'title' ilike ${pattern} or s ->> 'code' ilike ${pattern})`,
      ]),
    );
  }
  const { total } = await query.select((select) => select.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await query
    .selectAll()
    .orderBy('id', 'desc')
    .offset(filter.offset ?? 0)
    .limit(filter.limit)
    .execute();
  return { items: rows.map(toApplication), total };
}

export async function insertApplication(tx: Tx, application: Application): Promise<void> {
  await q(tx)
    .insertInto('authorization.application')
    .values({
      id: application.id,
      jurisdiction: application.jurisdiction,
      developer: application.developer,
      applicant: application.applicant,
      profile_id: application.profile.id,
      profile_version: application.profile.version,
      state: application.state,
      contents: JSON.stringify(application.contents),
      revision: application.revision,
      previous: application.previous,
      created_at: application.createdAt,
    })
    .execute();
}

export async function updateApplication(
  tx: Tx,
  id: string,
  change: Updateable<AuthorizationTables['authorization.application']>,
): Promise<void> {
  await q(tx).updateTable('authorization.application').set(change).where('id', '=', id).execute();
}

/** Whether the developer has another application for the scenario that is open or whose grant runs. */
export async function scenarioTaken(
  db: Db,
  application: Application,
  scenario: string,
  now: Date,
): Promise<string | undefined> {
  const row = await q(db)
    .selectFrom('authorization.application as a')
    .leftJoin('authorization.grant_file as g', 'g.id', 'a.grant_id')
    .select('a.id')
    .where('a.jurisdiction', '=', application.jurisdiction)
    .where('a.developer', '=', application.developer)
    .where('a.scenario', '=', scenario)
    .where('a.id', '<>', application.id)
    // A change of what was granted is applied for while the grant runs (APP-09).
    .where('a.id', '<>', application.previous ?? '')
    .where((where) =>
      where.or([
        where('a.state', 'in', ['in-review', 'supplement', 'approved']),
        where.and([where('a.state', '=', 'granted'), where('g.ended_at', 'is', null), where('g.ends_at', '>', now)]),
      ]),
    )
    .executeTakeFirst();
  return row?.id;
}

const NUMBER_LOCK = 7_258_471;

/** The next number of a year in a jurisdiction, without gaps: given under a lock that ends with the transaction. */
export async function nextNumber(
  tx: Tx,
  jurisdiction: string,
  column: 'number' | 'filing_number',
  prefix: string,
): Promise<string> {
  await sql`select pg_advisory_xact_lock(${NUMBER_LOCK}, hashtext(${`${jurisdiction}/${column}`}))`.execute(tx.q);
  const { count } = await q(tx)
    .selectFrom('authorization.application')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('jurisdiction', '=', jurisdiction)
    .where(column, 'like', `${prefix}%`)
    .executeTakeFirstOrThrow();
  return `${prefix}${String(count + 1).padStart(4, '0')}`;
}

/** Approved applications whose time to sign is over and that still lack a signature. */
export async function findUnsigned(db: Db, today: CivilDate): Promise<readonly string[]> {
  const rows = await q(db)
    .selectFrom('authorization.application')
    .select('id')
    .where('state', '=', 'approved')
    .where('sign_due_on', '<', today)
    .orderBy('id')
    .limit(200)
    .execute();
  return rows.map((row) => row.id);
}

/** Approved applications whose time to sign ends in a year. */
export async function findSigningIn(db: Db, year: number): Promise<readonly string[]> {
  const rows = await q(db)
    .selectFrom('authorization.application')
    .select('id')
    .where('state', '=', 'approved')
    .where('sign_due_on', '>=', `${year}-01-01`)
    .where('sign_due_on', '<=', `${year}-12-31`)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

export interface Appointment {
  readonly id: string;
  readonly jurisdiction: string;
  readonly operator: string;
  /** Field of an operator of one field; null for the whole jurisdiction. */
  readonly field: string | null;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly basis: string;
  /** The agreement it rests on; null for one from before there were agreements. */
  readonly agreement: string | null;
}

/** An appointment with what its agreement has come to. */
export interface AppointmentState extends Appointment {
  readonly suspended: boolean;
  readonly ended: boolean;
  readonly limits: OperationLimits;
}

export async function insertAppointment(tx: Tx, appointment: Appointment): Promise<void> {
  await q(tx)
    .insertInto('authorization.operator_appointment')
    .values({
      id: appointment.id,
      jurisdiction: appointment.jurisdiction,
      operator: appointment.operator,
      starts_on: appointment.startsOn,
      ends_on: appointment.endsOn,
      basis: appointment.basis,
      agreement_id: appointment.agreement,
      field: appointment.field,
    })
    .execute();
}

/** Appointments, the latest first; `on` keeps those whose term runs on a date and whose agreement has not ended. */
export async function readAppointments(
  db: Db,
  jurisdiction?: string,
  on?: CivilDate,
): Promise<readonly AppointmentState[]> {
  let query = q(db)
    .selectFrom('authorization.operator_appointment as a')
    .leftJoin('authorization.operation_agreement as g', 'g.id', 'a.agreement_id')
    .selectAll('a')
    .select(['g.state', 'g.limits'])
    .orderBy('a.starts_on', 'desc')
    .orderBy('a.id', 'desc');
  if (jurisdiction !== undefined) query = query.where('a.jurisdiction', '=', jurisdiction);
  if (on !== undefined) query = query.where('a.starts_on', '<=', on).where('a.ends_on', '>=', on);
  const rows = (await query.execute()).map((row) => ({
    id: row.id,
    jurisdiction: row.jurisdiction,
    operator: row.operator,
    field: row.field,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    basis: row.basis,
    agreement: row.agreement_id,
    suspended: row.state === 'suspended',
    ended: row.state === 'ended',
    limits: row.limits ?? { fields: null, forms: null },
  }));
  return on === undefined ? rows : rows.filter((row) => !row.ended);
}
