import type { Db, Transact } from '@sluice/database';
import { workingDaysBetween, type CivilDate } from '@sluice/kernel';
import { readCalendar, type CaseCalendar } from './calendar.ts';
import type { CaseActor } from './case-record.ts';
import { today } from './count-limit.ts';
import { readStandsFor } from './delegation-store.ts';
import {
  countTasks,
  findWithoutTask,
  MOST_COUNTED,
  readTasks,
  refreshTasks,
  type Light,
  type TaskCounts,
  type TaskItem,
} from './task-store.ts';

export interface InboxItem {
  readonly caseId: string;
  readonly kind: string;
  readonly subject: string;
  readonly title: string | null;
  readonly act: TaskItem['act'];
  readonly step: string;
  readonly stepTitle: string;
  readonly stepTitleEn: string;
  readonly proposer: string;
  readonly openedAt: string;
  readonly startedOn: CivilDate;
  readonly dueOn: CivilDate;
  readonly dueProvisional: boolean;
  /** Working days until the date, negative when it is past. */
  readonly workingDaysLeft: number;
  readonly light: Light;
}

export interface Inbox {
  readonly items: InboxItem[];
  readonly counts: {
    readonly total: number;
    readonly red: number;
    readonly yellow: number;
    readonly green: number;
    readonly byKind: Record<string, number>;
    /** More lies there than was counted; these are the most urgent. */
    readonly capped: boolean;
  };
  readonly page: number;
}

export interface InboxQuery {
  readonly light?: Light | undefined;
  readonly kind?: string | undefined;
  readonly page?: number | undefined;
}

const PAGE = 50;

/** The one list of a person's work, the most urgent first, with how much of it there is. */
export async function readInbox(db: Db, actor: CaseActor, query: InboxQuery, at: Date): Promise<Inbox> {
  const on = today(at);
  const page = query.page ?? 1;
  const standsFor = await readStandsFor(db, actor, on);
  const tasks = await readTasks(db, actor, standsFor, on, { ...query, offset: (page - 1) * PAGE, limit: PAGE });
  const calendar = await readCalendar(db);
  return {
    items: tasks.map((task) => itemOf(task, on, calendar)),
    counts: sumUp(await countTasks(db, actor, standsFor, on)),
    page,
  };
}

function itemOf(task: TaskItem, on: CivilDate, calendar: CaseCalendar): InboxItem {
  return {
    caseId: task.case_id,
    kind: task.kind,
    subject: task.subject,
    title: task.title,
    act: task.act,
    step: task.step,
    stepTitle: task.step_title,
    stepTitleEn: task.step_title_en,
    proposer: task.proposer_body,
    openedAt: task.opened_at.toISOString(),
    startedOn: task.started_on,
    dueOn: task.due_on,
    dueProvisional: calendar.isProvisional(task.due_on),
    workingDaysLeft: daysLeft(on, task.due_on, calendar),
    light: lightOf(task, on),
  };
}

function lightOf(task: Pick<TaskItem, 'due_on' | 'yellow_on'>, on: CivilDate): Light {
  if (on > task.due_on) return 'red';
  return on >= task.yellow_on ? 'yellow' : 'green';
}

/** What lies past the last known year is counted up to its end, so that an old case stays readable. */
function daysLeft(on: CivilDate, dueOn: CivilDate, calendar: CaseCalendar): number {
  const last = `${calendar.toYear}-12-31`;
  const known = (date: CivilDate): CivilDate => (date < last ? date : last);
  return workingDaysBetween(known(on), known(dueOn), calendar);
}

function sumUp(counts: readonly TaskCounts[]): Inbox['counts'] {
  const of = (light: Light) => counts.reduce((sum, one) => (one.light === light ? sum + one.count : sum), 0);
  const byKind: Record<string, number> = {};
  for (const { kind, count } of counts) byKind[kind] = (byKind[kind] ?? 0) + count;
  const [red, yellow, green] = [of('red'), of('yellow'), of('green')];
  const total = red + yellow + green;
  return { total, red, yellow, green, byKind, capped: total >= MOST_COUNTED };
}

/** At every start: cases that run and are on nobody's list get their place on it. */
export async function ensureTasks(db: Db, transact: Transact): Promise<void> {
  for (;;) {
    const ids = await findWithoutTask(db, 200);
    if (ids.length === 0) return;
    await transact(async (tx) => {
      for (const id of ids) await refreshTasks(tx, id);
    });
  }
}
