import type { CaseActor } from '@sluice/cases';
import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { assertPower, dateOf, type Context } from '../context.ts';
import { enterRegister, registers } from './register-store.ts';

export interface SectorPlanView {
  readonly id: string;
  readonly jurisdiction: string;
  readonly field: string;
  readonly title: string;
  readonly plan: string;
  readonly state: 'submitted' | 'approved' | 'refused';
  readonly submittedBody: string;
  readonly submittedAt: string;
  readonly reasons: string[];
}

/**
 * Hands in the plan by which a sector outside the text's list is to be opened (JUR-09).
 * @throws DomainError `sector.listed` (conflict) where the text has it already, `sector.planned` (conflict)
 */
export async function submitSectorPlan(
  context: Context,
  tx: Tx,
  input: { readonly jurisdiction: string; readonly field: string; readonly title: string; readonly plan: string },
  actor: CaseActor,
): Promise<SectorPlanView> {
  assertPower(context, actor, 'sector-plan.submit', input.jurisdiction);
  const profile = context.profiles.current(input.jurisdiction, dateOf(tx.at));
  if (profile.fields.value.some((one) => one.code === input.field))
    throw new DomainError('sector.listed', 'conflict', { field: input.field });
  const known = await listSectorPlans(tx, input.jurisdiction);
  if (known.some((one) => one.field === input.field && one.state !== 'refused'))
    throw new DomainError('sector.planned', 'conflict', { field: input.field });
  const id = context.ids.next<'sector-plan'>('spl');
  await registers(tx)
    .insertInto('authorization.sector_plan')
    .values({
      ...{ id, ...input, state: 'submitted', reasons: null, decided_by: null, decided_at: null },
      ...{ submitted_by: actor.person, submitted_body: actor.body, submitted_at: tx.at },
    })
    .execute();
  enterRegister(context, tx, actor, input.jurisdiction, {
    ...{ table: 'authorization.sector_plan', id, register: 'sector-plan', state: 'submitted', about: input.field },
  });
  return readPlan(tx, id);
}

/** @throws DomainError `sector.own-case` (forbidden), `sector.decided` (conflict), `sector.reason-missing` (invalid) */
export async function decideSectorPlan(
  context: Context,
  tx: Tx,
  id: string,
  decision: { readonly approve: boolean; readonly reasons: readonly string[] },
  actor: CaseActor,
): Promise<SectorPlanView> {
  const row = await registers(tx)
    .selectFrom('authorization.sector_plan')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new DomainError('sector.not-found', 'not-found', { plan: id });
  assertPower(context, actor, 'sector-plan.decide', row.jurisdiction);
  if (row.submitted_by === actor.person) throw new DomainError('sector.own-case', 'forbidden');
  if (row.state !== 'submitted') throw new DomainError('sector.decided', 'conflict', { state: row.state });
  if (!decision.approve && decision.reasons.every((reason) => reason.trim() === ''))
    throw new DomainError('sector.reason-missing', 'invalid');
  const state = decision.approve ? 'approved' : 'refused';
  await registers(tx)
    .updateTable('authorization.sector_plan')
    .set({ state, reasons: JSON.stringify(decision.reasons), decided_by: actor.person, decided_at: tx.at })
    .where('id', '=', id)
    .execute();
  enterRegister(context, tx, actor, row.jurisdiction, {
    ...{ table: 'authorization.sector_plan', id, register: 'sector-plan', state, about: row.field },
  });
  return readPlan(tx, id);
}

async function readPlan(db: Db, id: string): Promise<SectorPlanView> {
  const row = await registers(db)
    .selectFrom('authorization.sector_plan')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return viewOf(row);
}

export async function listSectorPlans(db: Db, jurisdiction: string): Promise<readonly SectorPlanView[]> {
  const rows = await registers(db)
    .selectFrom('authorization.sector_plan')
    .selectAll()
    .where('jurisdiction', '=', jurisdiction)
    .orderBy('id')
    .execute();
  return rows.map(viewOf);
}

const viewOf = (row: {
  readonly id: string;
  readonly jurisdiction: string;
  readonly field: string;
  readonly title: string;
  readonly plan: string;
  readonly state: SectorPlanView['state'];
  readonly submitted_body: string;
  readonly submitted_at: Date;
  readonly reasons: readonly string[] | null;
}): SectorPlanView => ({
  ...{ id: row.id, jurisdiction: row.jurisdiction, field: row.field, title: row.title, plan: row.plan },
  ...{ state: row.state, submittedBody: row.submitted_body, submittedAt: row.submitted_at.toISOString() },
  reasons: [...(row.reasons ?? [])],
});

/** Sectors that were opened beside those of the text. */
export async function openedSectors(db: Db, jurisdiction: string): Promise<readonly string[]> {
  return (await listSectorPlans(db, jurisdiction)).filter((one) => one.state === 'approved').map((one) => one.field);
}
