import type { Db, Tx } from '@sluice/database';
import type { CivilDate } from '@sluice/kernel';
import type { CasesTables } from './tables.ts';

const q = (db: Db) => db.q.withTables<CasesTables>();

/** Cases that run and have a limit, of the current step or of a supplement, that ends in a year. */
export async function findDueIn(db: Db, year: number): Promise<readonly string[]> {
  const [from, to] = [`${year}-01-01`, `${year}-12-31`];
  const steps = await q(db)
    .selectFrom('cases.step as s')
    .innerJoin('cases.case_file as f', 'f.id', 's.case_id')
    .select('f.id')
    .where('f.state', 'in', ['open', 'supplement'])
    .where('s.state', '=', 'current')
    .where('s.due_on', '>=', from)
    .where('s.due_on', '<=', to)
    .execute();
  const pauses = await q(db)
    .selectFrom('cases.pause as p')
    .innerJoin('cases.case_file as f', 'f.id', 'p.case_id')
    .select('f.id')
    .where('f.state', '=', 'supplement')
    .where('p.answered_on', 'is', null)
    .where('p.due_on', '>=', from)
    .where('p.due_on', '<=', to)
    .execute();
  return [...new Set([...steps, ...pauses].map((row) => row.id))].toSorted();
}

export async function setPauseDue(tx: Tx, id: string, dueOn: CivilDate): Promise<void> {
  await q(tx).updateTable('cases.pause').set({ due_on: dueOn }).where('id', '=', id).execute();
}

export async function liftEscalation(tx: Tx, id: string): Promise<void> {
  await q(tx)
    .updateTable('cases.step')
    .set({ escalated_at: null, escalated_due_on: null })
    .where('id', '=', id)
    .execute();
}
