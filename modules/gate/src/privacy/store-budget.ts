import type { Db, Tx } from '@sluice/database';
import { sql } from 'kysely';
import type { DataSet } from '../release/support-family.ts';

export interface BudgetRow {
  readonly id: string;
  readonly unit: string;
  readonly total: number;
  readonly spent: number;
}

/** The epoch's budget with what has been spent of it, by all grants. */
export async function readBudget(db: Db, { resourceId, epochId }: DataSet): Promise<BudgetRow | undefined> {
  const { rows } = await sql<{ id: string; unit: string; total: string; spent: string }>`
    select b.id, b.unit, b.rho as total, coalesce(sum(s.rho), 0) as spent
    from gate.budget b left join gate.spend s on s.budget_id = b.id
    where b.resource_id = ${resourceId} and b.epoch_id = ${epochId} group by b.id, b.unit, b.rho`.execute(db.q);
  const [row] = rows;
  return row && { id: row.id, unit: row.unit, total: Number(row.total), spent: Number(row.spent) };
}

export async function insertBudget(
  tx: Tx,
  { resourceId, epochId }: DataSet,
  budget: { readonly id: string; readonly unit: string; readonly total: number },
): Promise<void> {
  await sql`
    insert into gate.budget (id, resource_id, epoch_id, unit, rho, opened_at)
    values (${budget.id}, ${resourceId}, ${epochId}, ${budget.unit}, ${budget.total}, ${tx.at})`.execute(tx.q);
}

export interface Spend {
  readonly id: string;
  readonly budgetId: string;
  readonly grantId: string;
  readonly releaseId: string;
  readonly question: string;
  readonly rho: number;
}

export async function insertSpend(tx: Tx, { resourceId, epochId }: DataSet, spend: Spend): Promise<void> {
  await sql`
    insert into gate.spend (id, budget_id, resource_id, epoch_id, grant_id, release_id, question, rho, spent_at)
    values (${spend.id}, ${spend.budgetId}, ${resourceId}, ${epochId}, ${spend.grantId}, ${spend.releaseId},
      ${spend.question}, ${spend.rho}, ${tx.at})`.execute(tx.q);
}

/** Whether answers of the other kind are out of an epoch: exact ones beside private ones void what these promise. */
export async function otherModeOut(db: Db, { resourceId, epochId }: DataSet, mode: 'exact' | 'dp'): Promise<boolean> {
  const { rows } =
    mode === 'exact'
      ? await sql`
          select 1 from gate.spend where resource_id = ${resourceId} and epoch_id = ${epochId} limit 1`.execute(db.q)
      : await sql`
          select 1 from gate.release r where r.resource_id = ${resourceId} and r.epoch_id = ${epochId}
            and not exists (select 1 from gate.spend s where s.release_id = r.id) limit 1`.execute(db.q);
  return rows.length > 0;
}

/** Whether exact figures are out of an epoch where moved ones are asked for, or the other way round. */
export async function otherFiguresOut(db: Db, { resourceId, epochId }: DataSet, moved: boolean): Promise<boolean> {
  const { rows } = await sql`
    select 1 from gate.release where resource_id = ${resourceId} and epoch_id = ${epochId}
      and families <> '[]' and (families @> '[{"moved": true}]') <> ${moved} limit 1`.execute(db.q);
  return rows.length > 0;
}
