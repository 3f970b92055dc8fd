import type { Db, Tx } from '@sluice/database';
import type { CivilDate } from '@sluice/kernel';
import type { CaseActor } from './case-record.ts';
import type { CasesTables, DelegationRow } from './tables.ts';

const q = (db: Db) => db.q.withTables<CasesTables>();

/** Persons whose work the actor does on a date as their deputy (代理), in the same body and role. */
export async function readStandsFor(db: Db, actor: CaseActor, today: CivilDate): Promise<readonly string[]> {
  const rows = await q(db)
    .selectFrom('cases.delegation')
    .select('person')
    .where('deputy', '=', actor.person)
    .where('body', '=', actor.body)
    .where('role', '=', actor.role)
    .where('jurisdiction', '=', actor.jurisdiction)
    .where('from_on', '<=', today)
    .where('until_on', '>=', today)
    .where('ended_at', 'is', null)
    .execute();
  return rows.map((row) => row.person);
}

export async function insertDelegation(tx: Tx, row: DelegationRow): Promise<void> {
  await q(tx).insertInto('cases.delegation').values(row).execute();
}

/** Delegations that a person gave or holds, the latest first. */
export async function readDelegations(db: Db, person: string): Promise<readonly DelegationRow[]> {
  return q(db)
    .selectFrom('cases.delegation')
    .selectAll()
    .where((where) => where.or([where('person', '=', person), where('deputy', '=', person)]))
    .orderBy('from_on', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
}

export async function lockDelegation(tx: Tx, id: string): Promise<DelegationRow | undefined> {
  return q(tx).selectFrom('cases.delegation').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function endDelegationAt(tx: Tx, id: string, at: Date): Promise<void> {
  await q(tx).updateTable('cases.delegation').set({ ended_at: at }).where('id', '=', id).execute();
}
