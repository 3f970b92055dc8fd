import type { CaseActor } from '@sluice/cases';
import type { Db, Tx } from '@sluice/database';
import { DomainError, type CivilDate } from '@sluice/kernel';
import type { Selectable } from 'kysely';
import { assertPower, dateOf, type Context } from '../context.ts';
import { planBackward } from './plan-backward.ts';
import { enterRegister, registers, type RegisterTables } from './register-store.ts';

export interface WorkItemView {
  readonly id: string;
  readonly jurisdiction: string;
  readonly kind: 'issue' | 'task';
  readonly year: number;
  readonly title: string;
  readonly text: string;
  readonly raisedBody: string;
  readonly lead: string | null;
  readonly responsible: string[];
  readonly team: string | null;
  readonly endsOn: CivilDate | null;
  readonly decision: string | null;
  readonly state: 'raised' | 'assigned' | 'done';
  readonly late: boolean;
  readonly milestones: {
    readonly title: string;
    readonly startsOn: CivilDate;
    readonly dueOn: CivilDate;
    readonly doneOn: CivilDate | null;
    readonly late: boolean;
  }[];
}

export interface NewWorkItem {
  readonly jurisdiction: string;
  readonly kind: 'issue' | 'task';
  readonly year: number;
  readonly title: string;
  readonly text: string;
}

/** Raises an issue between bodies, or a task of the yearly plan (ORG-04). */
export async function raiseWorkItem(
  context: Context,
  tx: Tx,
  input: NewWorkItem,
  actor: CaseActor,
): Promise<WorkItemView> {
  assertPower(context, actor, 'work-item.raise', input.jurisdiction);
  const id = context.ids.next<'work-item'>('wki');
  await registers(tx)
    .insertInto('authorization.work_item')
    .values({
      ...{ id, ...input, raised_by: actor.person, raised_body: actor.body, raised_at: tx.at, state: 'raised' },
      ...{ lead: null, responsible: [], team: null, ends_on: null, decision: null, decided_by: null, done_at: null },
    })
    .execute();
  enterRegister(context, tx, actor, input.jurisdiction, {
    ...{ table: 'authorization.work_item', id, register: 'work-item', state: 'raised', about: input.kind },
  });
  return readWorkItem(context, tx, id);
}

export interface Assignment {
  readonly decision: string;
  /** The one unit that leads, and those that answer for their part. */
  readonly lead: string;
  readonly responsible: readonly string[];
  readonly team?: string | undefined;
  readonly endsOn: CivilDate;
  readonly milestones: readonly { readonly title: string; readonly workingDays: number }[];
}

/**
 * Decides who leads and who answers, until when, with milestones counted backward from that day (ORG-04, ORG-05).
 * @throws DomainError `work-item.decided` (conflict), `work-item.past` (invalid), `work-item.too-short` (invalid)
 */
export async function assignWorkItem(
  context: Context,
  tx: Tx,
  id: string,
  given: Assignment,
  actor: CaseActor,
): Promise<WorkItemView> {
  const row = await lockItem(tx, id);
  assertPower(context, actor, 'work-item.decide', row.jurisdiction);
  if (row.state !== 'raised') throw new DomainError('work-item.decided', 'conflict', { state: row.state });
  if (given.endsOn <= dateOf(tx.at)) throw new DomainError('work-item.past', 'invalid');
  const planned = planBackward(given.endsOn, given.milestones, await context.cases.calendar(tx));
  if ((planned[0]?.startsOn ?? given.endsOn) < dateOf(tx.at))
    throw new DomainError('work-item.too-short', 'invalid', { startsOn: planned[0]?.startsOn ?? '' });
  await registers(tx)
    .updateTable('authorization.work_item')
    .set({
      ...{ state: 'assigned', lead: given.lead, responsible: [...given.responsible], team: given.team ?? null },
      ...{ ends_on: given.endsOn, decision: given.decision, decided_by: actor.person },
    })
    .where('id', '=', id)
    .execute();
  const more: { table: 'authorization.milestone'; id: string }[] = [];
  for (const [position, one] of planned.entries()) {
    const milestone = context.ids.next<'milestone'>('mls');
    more.push({ table: 'authorization.milestone', id: milestone });
    await registers(tx)
      .insertInto('authorization.milestone')
      .values({
        ...{ id: milestone, item_id: id, position, title: one.title, working_days: one.workingDays },
        ...{ starts_on: one.startsOn, due_on: one.dueOn, done_on: null },
      })
      .execute();
  }
  enterRegister(context, tx, actor, row.jurisdiction, {
    ...{ table: 'authorization.work_item', id, register: 'work-item', state: 'assigned', about: given.lead, more },
  });
  return readWorkItem(context, tx, id);
}

/**
 * The lead unit says that a milestone is done, in their order; with the last one the item is.
 * @throws DomainError `work-item.not-lead` (forbidden), `work-item.no-milestone` (conflict)
 */
export async function completeMilestone(context: Context, tx: Tx, id: string, actor: CaseActor): Promise<WorkItemView> {
  const row = await lockItem(tx, id);
  assertPower(context, actor, 'work-item.read', row.jurisdiction);
  if (row.lead !== actor.body) throw new DomainError('work-item.not-lead', 'forbidden');
  const open = (await milestonesOf(tx, id)).filter((one) => one.done_on === null);
  const [next] = open;
  if (row.state !== 'assigned' || !next)
    throw new DomainError('work-item.no-milestone', 'conflict', { state: row.state });
  await registers(tx)
    .updateTable('authorization.milestone')
    .set({ done_on: dateOf(tx.at) })
    .where('id', '=', next.id)
    .execute();
  const done = open.length === 1;
  if (done)
    await registers(tx)
      .updateTable('authorization.work_item')
      .set({ state: 'done', done_at: tx.at })
      .where('id', '=', id)
      .execute();
  enterRegister(context, tx, actor, row.jurisdiction, {
    ...{ table: 'authorization.milestone', id: next.id, register: 'work-item', state: done ? 'done' : 'assigned' },
    about: next.title,
    more: done ? [{ table: 'authorization.work_item', id }] : [],
  });
  return readWorkItem(context, tx, id);
}

const lockItem = async (tx: Tx, id: string) => {
  const row = await registers(tx)
    .selectFrom('authorization.work_item')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new DomainError('work-item.not-found', 'not-found', { item: id });
  return row;
};

const milestonesOf = (db: Db, id: string) =>
  registers(db)
    .selectFrom('authorization.milestone')
    .selectAll()
    .where('item_id', '=', id)
    .orderBy('position')
    .execute();

async function readWorkItem(context: Context, db: Db, id: string): Promise<WorkItemView> {
  const row = await registers(db)
    .selectFrom('authorization.work_item')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return viewOf(context, db, row);
}

/** The plan of a year: open, done and late tasks and issues. */
export async function listWorkItems(
  context: Context,
  db: Db,
  actor: CaseActor,
  of: { readonly jurisdiction: string; readonly year?: number | undefined },
): Promise<readonly WorkItemView[]> {
  assertPower(context, actor, 'work-item.read', of.jurisdiction);
  let query = registers(db)
    .selectFrom('authorization.work_item')
    .selectAll()
    .where('jurisdiction', '=', of.jurisdiction);
  if (of.year !== undefined) query = query.where('year', '=', of.year);
  const rows = await query.orderBy('id').limit(500).execute();
  return Promise.all(rows.map((row) => viewOf(context, db, row)));
}

async function viewOf(
  context: Context,
  db: Db,
  row: Selectable<RegisterTables['authorization.work_item']>,
): Promise<WorkItemView> {
  const today = dateOf(context.clock.now());
  const milestones = (await milestonesOf(db, row.id)).map((one) => ({
    ...{ title: one.title, startsOn: one.starts_on, dueOn: one.due_on, doneOn: one.done_on },
    late: (one.done_on ?? today) > one.due_on,
  }));
  return {
    ...{ id: row.id, jurisdiction: row.jurisdiction, kind: row.kind, year: row.year, title: row.title, text: row.text },
    ...{ raisedBody: row.raised_body, lead: row.lead, responsible: [...row.responsible], team: row.team },
    ...{ endsOn: row.ends_on, decision: row.decision, state: row.state, milestones },
    late: row.state !== 'done' && milestones.some((one) => one.doneOn === null && one.late),
  };
}
