import type { Db, Tx } from '@sluice/database';
import { DomainError, type CivilDate } from '@sluice/kernel';
import type { Selectable, Updateable } from 'kysely';
import type { AuthorizationTables } from '../tables.ts';
import type { AgreementMeasure, AgreementSignature, OperationAgreement } from './agreement.ts';

const q = (db: Db) => db.q.withTables<AuthorizationTables>();

type Row = Selectable<AuthorizationTables['authorization.operation_agreement']>;

/** @throws DomainError `agreement.not-found` (not-found) */
export async function readAgreement(db: Db, id: string): Promise<OperationAgreement> {
  const row = await q(db)
    .selectFrom('authorization.operation_agreement')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw new DomainError('agreement.not-found', 'not-found', { agreement: id });
  return withParts(db, row);
}

/** Reads an agreement and keeps others from changing it until the transaction ends. */
export async function lockAgreement(tx: Tx, id: string): Promise<OperationAgreement> {
  await q(tx).selectFrom('authorization.operation_agreement').select('id').where('id', '=', id).forUpdate().execute();
  return readAgreement(tx, id);
}

export interface AgreementFilter {
  readonly jurisdiction?: string | undefined;
  readonly operator?: string | undefined;
}

/** The latest first. */
export async function findAgreements(db: Db, filter: AgreementFilter): Promise<readonly OperationAgreement[]> {
  let query = q(db).selectFrom('authorization.operation_agreement').selectAll();
  if (filter.jurisdiction !== undefined) query = query.where('jurisdiction', '=', filter.jurisdiction);
  if (filter.operator !== undefined) query = query.where('operator', '=', filter.operator);
  const rows = await query.orderBy('drafted_at', 'desc').orderBy('id', 'desc').limit(200).execute();
  return Promise.all(rows.map((row) => withParts(db, row)));
}

async function withParts(db: Db, row: Row): Promise<OperationAgreement> {
  const signatures = await q(db)
    .selectFrom('authorization.agreement_signature')
    .selectAll()
    .where('agreement_id', '=', row.id)
    .where('digest', '=', row.digest)
    .orderBy('id')
    .execute();
  const measures = await q(db)
    .selectFrom('authorization.agreement_measure')
    .selectAll()
    .where('agreement_id', '=', row.id)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return {
    id: row.id,
    jurisdiction: row.jurisdiction,
    operator: row.operator,
    field: row.field,
    selectionId: row.selection_id,
    takenOver: row.taken_over,
    predecessor: row.predecessor,
    basis: row.basis,
    mandate: row.mandate,
    minutes: row.minutes,
    profile: { id: row.profile_id, version: row.profile_version },
    revision: row.revision,
    contents: row.contents,
    limits: row.limits,
    digest: row.digest,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    draftedBy: row.drafted_by,
    draftedAt: row.drafted_at,
    state: row.state,
    inForceAt: row.in_force_at,
    renewalDueAt: row.renewal_due_at,
    endedAt: row.ended_at,
    endGround: row.end_ground,
    endReasons: row.end_reasons ?? [],
    handover: row.handover,
    signatures: signatures.map(({ party, person, body, at, seals }): AgreementSignature => ({
      party,
      person,
      body,
      at,
      seals: seals ?? [],
    })),
    measures: measures.map(({ kind, reasons, due_on: dueOn, body, role, at }): AgreementMeasure => ({
      kind,
      reasons,
      dueOn,
      body,
      role,
      at,
    })),
  };
}

export async function insertAgreement(tx: Tx, one: OperationAgreement): Promise<void> {
  await q(tx)
    .insertInto('authorization.operation_agreement')
    .values({
      ...{ id: one.id, jurisdiction: one.jurisdiction, operator: one.operator, field: one.field },
      ...{ selection_id: one.selectionId, taken_over: one.takenOver, predecessor: one.predecessor, basis: one.basis },
      ...{ mandate: one.mandate, minutes: one.minutes },
      ...{ profile_id: one.profile.id, profile_version: one.profile.version },
      ...{ revision: one.revision, digest: one.digest, starts_on: one.startsOn, ends_on: one.endsOn },
      contents: JSON.stringify(one.contents),
      limits: JSON.stringify(one.limits),
      ...{ drafted_by: one.draftedBy, drafted_at: one.draftedAt, state: one.state, in_force_at: one.inForceAt },
    })
    .execute();
}

export async function updateAgreement(
  tx: Tx,
  id: string,
  change: Updateable<AuthorizationTables['authorization.operation_agreement']>,
): Promise<void> {
  await q(tx).updateTable('authorization.operation_agreement').set(change).where('id', '=', id).execute();
}

export async function insertAgreementSignature(
  tx: Tx,
  row: Omit<AgreementSignature, 'seals'> & {
    readonly id: string;
    readonly agreement_id: string;
    readonly digest: string;
    readonly seals: string | null;
  },
): Promise<void> {
  await q(tx).insertInto('authorization.agreement_signature').values(row).execute();
}

export async function insertMeasure(
  tx: Tx,
  row: Omit<AgreementMeasure, 'dueOn'> & {
    readonly id: string;
    readonly agreement_id: string;
    readonly due_on: CivilDate | null;
    readonly person: string;
  },
): Promise<void> {
  await q(tx)
    .insertInto('authorization.agreement_measure')
    .values({ ...row, reasons: JSON.stringify(row.reasons) })
    .execute();
}

/** Agreements whose last day is past and whose end is not entered, and those whose renewal falls due on a date. */
export async function findRunningOut(db: Db, on: CivilDate): Promise<readonly { id: string; endsOn: CivilDate }[]> {
  const rows = await q(db)
    .selectFrom('authorization.operation_agreement')
    .select(['id', 'ends_on'])
    .where('state', 'in', ['in-force', 'correcting', 'suspended'])
    .where((where) => where.or([where('ends_on', '<', on), where('renewal_due_at', 'is', null)]))
    .orderBy('id')
    .limit(500)
    .execute();
  return rows.map((row) => ({ id: row.id, endsOn: row.ends_on }));
}

/** Agreements of an operator in a jurisdiction that were in force at some time, without their parts. */
export async function standingOfOperator(
  db: Db,
  operator: string,
  jurisdiction: string,
): Promise<readonly Pick<OperationAgreement, 'id' | 'state' | 'startsOn' | 'endsOn'>[]> {
  const rows = await q(db)
    .selectFrom('authorization.operator_appointment as a')
    .leftJoin('authorization.operation_agreement as g', 'g.id', 'a.agreement_id')
    .select(['a.id', 'g.id as agreement', 'g.state', 'a.starts_on', 'a.ends_on'])
    .where('a.operator', '=', operator)
    .where('a.jurisdiction', '=', jurisdiction)
    .execute();
  // An appointment from before there were agreements stands as long as its own term.
  return rows.map((row) => ({
    id: row.agreement ?? row.id,
    state: row.state ?? 'in-force',
    startsOn: row.starts_on,
    endsOn: row.ends_on,
  }));
}
