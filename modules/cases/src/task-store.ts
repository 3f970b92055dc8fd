import type { Db, Tx } from '@sluice/database';
import type { CivilDate, WorkingCalendar } from '@sluice/kernel';
import { sql } from 'kysely';
import { readCalendar } from './calendar.ts';
import type { CaseActor, CaseRecord } from './case-record.ts';
import { planTasks } from './plan-tasks.ts';
import { readCase } from './store.ts';
import type { CasesTables, TaskRow } from './tables.ts';

const q = (db: Db) => db.q.withTables<CasesTables>();

/** Writes what a case asks for now in place of what it asked for before. */
export async function putTasks(tx: Tx, file: CaseRecord, calendar: WorkingCalendar): Promise<void> {
  await q(tx).deleteFrom('cases.task').where('case_id', '=', file.id).execute();
  const tasks = planTasks(file, calendar);
  if (tasks.length > 0)
    await q(tx)
      .insertInto('cases.task')
      .values([...tasks])
      .execute();
}

/** What a case asks for now, and of whom. */
export async function readTasksOf(db: Db, caseId: string): Promise<readonly TaskRow[]> {
  return q(db).selectFrom('cases.task').selectAll().where('case_id', '=', caseId).orderBy('id').execute();
}

/** After a transition: reads the case as it stands now. */
export async function refreshTasks(tx: Tx, caseId: string): Promise<void> {
  await putTasks(tx, await readCase(tx, caseId), await readCalendar(tx));
}

/** Running cases for which nobody is named: those opened before there was a list of work. */
export async function findWithoutTask(db: Db, limit: number): Promise<readonly string[]> {
  const rows = await q(db)
    .selectFrom('cases.case_file as f')
    .select('f.id')
    .where('f.state', 'in', ['open', 'supplement'])
    .where((where) =>
      where.not(where.exists(where.selectFrom('cases.task as t').select('t.id').whereRef('t.case_id', '=', 'f.id'))),
    )
    .orderBy('f.id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

export type Light = 'green' | 'yellow' | 'red';

export interface TaskQuery {
  readonly light?: Light | undefined;
  readonly kind?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

export interface TaskItem extends TaskRow {
  readonly subject: string;
  readonly title: string | null;
  readonly opened_at: Date;
  readonly proposer_body: string;
}

/** What an actor has to do, the most urgent first: of the own role and body, and never the own case. */
export async function readTasks(
  db: Db,
  actor: CaseActor,
  standsFor: readonly string[],
  today: CivilDate,
  query: TaskQuery,
): Promise<readonly TaskItem[]> {
  // Which ones is told by the index, in its order and no further than the page; only those that are shown are fetched.
  const listed = (body: string) => {
    let tasks = tasksAt(db, actor, standsFor, body).select(['t.id', 't.due_on']);
    if (query.kind !== undefined) tasks = tasks.where('t.kind', '=', query.kind);
    if (query.light === 'red') tasks = tasks.where('t.due_on', '<', today);
    if (query.light === 'yellow') tasks = tasks.where('t.due_on', '>=', today).where('t.yellow_on', '<=', today);
    if (query.light === 'green') tasks = tasks.where('t.yellow_on', '>', today);
    return tasks
      .orderBy('t.due_on')
      .orderBy('t.id')
      .limit(query.offset + query.limit);
  };
  const page = q(db)
    .selectFrom(
      q(db)
        .selectFrom(listed(actor.body).as('own'))
        .selectAll()
        .unionAll(q(db).selectFrom(listed('').as('any')).selectAll())
        .as('p'),
    )
    .select('p.id')
    .orderBy('p.due_on')
    .orderBy('p.id')
    .offset(query.offset)
    .limit(query.limit);
  return q(db)
    .selectFrom('cases.task as t')
    .innerJoin('cases.case_file as f', 'f.id', 't.case_id')
    .selectAll('t')
    .select(['f.subject', 'f.title', 'f.opened_at', 'f.proposer_body'])
    .where('t.id', 'in', page)
    .orderBy('t.due_on')
    .orderBy('t.id')
    .execute();
}

export interface TaskCounts {
  readonly kind: string;
  readonly light: Light;
  readonly count: number;
}

/** At a desk where more lies, the most urgent of it are counted: nobody works by the figure beyond. */
export const MOST_COUNTED = 10_000;

/** How many tasks an actor has by kind and light, of the most urgent ones. */
export async function countTasks(
  db: Db,
  actor: CaseActor,
  standsFor: readonly string[],
  today: CivilDate,
): Promise<readonly TaskCounts[]> {
  const light = sql<Light>`case when t.due_on < ${today} then 'red' when t.yellow_on <= ${today} then 'yellow' else 'green' end`;
  const urgent = (body: string) =>
    tasksAt(db, actor, standsFor, body)
      .select(['t.kind', light.as('light')])
      .orderBy('t.due_on')
      .limit(MOST_COUNTED);
  return q(db)
    .selectFrom(
      q(db)
        .selectFrom(urgent(actor.body).as('own'))
        .selectAll()
        .unionAll(q(db).selectFrom(urgent('').as('any')).selectAll())
        .as('u'),
    )
    .select(['u.kind', 'u.light', sql<number>`count(*)::int`.as('count')])
    .groupBy(['u.kind', 'u.light'])
    .execute();
}

const tasksAt = (db: Db, actor: CaseActor, standsFor: readonly string[], body: string) =>
  q(db)
    .selectFrom('cases.task as t')
    .where('t.jurisdiction', '=', actor.jurisdiction)
    .where('t.role', '=', actor.role)
    .where('t.body', '=', body)
    .where('t.person', 'in', [actor.person, '', ...standsFor])
    .where('t.not_body', '<>', actor.body)
    .where('t.not_person', '<>', actor.person)
    .where((where) => where.not(sql<boolean>`t.not_persons @> array[${actor.person}]`));
