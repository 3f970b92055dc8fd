import type { ActorRef, Db, Transact, Tx } from '@sluice/database';
import { DomainError, type CivilDate } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import chineseDays from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import {
  isWeekday,
  readCalendarYears,
  type CalendarStatus,
  type CalendarYear,
  type CalendarYearView,
} from './calendar.ts';
import { deriveCalendarYear, type CalendarRules } from './derive-calendar-year.ts';
import { recountLimits } from './recount-limits.ts';
import type { CasesTables } from './tables.ts';

/** Told in the same transaction that a year which was provisional is published: dates of other modules move with it. */
export type OnPublished = (tx: Tx, year: number) => Promise<void>;

export interface PublishOptions {
  readonly rules: CalendarRules | undefined;
  readonly onPublished?: OnPublished | undefined;
}

export interface PublishedYear extends CalendarYearView {
  /** Running limits that were counted provisionally and now have another date. */
  readonly recounted: number;
}

/**
 * Enters an announced year, or corrects one. Running limits that rested on the provisional year are counted anew; a date
 * given under a published year stays as it was given, also when that year is corrected. The year after gets its
 * provisional calendar.
 * @throws DomainError (invalid) `calendar.invalid-day` for a day of another year, one named twice, one both off and
 * worked, or a working weekend that is none; `calendar.statutory-day-missing` where a day that the law names is worked;
 * (precondition) `calendar.year-not-next` for a year that would leave a gap.
 */
export async function publishCalendarYear(
  tx: Tx,
  given: CalendarYear,
  actor: ActorRef,
  options: PublishOptions,
): Promise<PublishedYear> {
  const known = await readCalendarYears(tx);
  assertDays(given);
  assertStatutory(given, options.rules);
  assertNext(given.year, known);
  const recounted = await enterPublished(tx, given, actor, known, options);
  await ensureProvisional(tx, options.rules);
  return { ...given, status: 'published', recounted };
}

async function enterPublished(
  tx: Tx,
  given: CalendarYear,
  actor: ActorRef,
  known: readonly CalendarYearView[],
  { onPublished }: PublishOptions,
): Promise<number> {
  const before = known.find(({ year }) => year === given.year);
  await writeYear(tx, given, 'published', actor);
  if (before?.status !== 'provisional') return 0;
  const recounted = await recountLimits(tx, given.year);
  await onPublished?.(tx, given.year);
  return recounted;
}

/** Makes the provisional calendar of the year after the last published one, once, where the rules want it. */
async function ensureProvisional(tx: Tx, rules: CalendarRules | undefined): Promise<void> {
  if (rules?.provisionalYear !== true) return;
  const known = await readCalendarYears(tx);
  const year = lastPublished(known) + 1;
  if (known.some((one) => one.year === year)) return;
  await writeYear(tx, deriveCalendarYear(year, rules), 'provisional', { kind: 'system', part: 'cases' });
}

/**
 * Brings in the years that the packaged calendar names and the database does not have from a notice, and the provisional
 * year after them. Safe to repeat at every start.
 */
export async function ensureCalendar(db: Db, transact: Transact, options: PublishOptions): Promise<void> {
  const known = await readCalendarYears(db);
  const missing = packagedYears().filter((year) => known.find((row) => row.year === year.year)?.status !== 'published');
  const last = Math.max(lastPublished(known), ...packagedYears().map(({ year }) => year));
  const wanted = options.rules?.provisionalYear === true && !known.some(({ year }) => year === last + 1);
  if (missing.length === 0 && !wanted) return;
  await transact(async (tx) => {
    for (const year of missing) await enterPublished(tx, year, { kind: 'system', part: 'cases' }, known, options);
    await ensureProvisional(tx, options.rules);
  });
}

const lastPublished = (known: readonly CalendarYearView[]): number =>
  Math.max(0, ...known.filter(({ status }) => status === 'published').map(({ year }) => year));

async function writeYear(tx: Tx, year: CalendarYear, status: CalendarStatus, actor: ActorRef): Promise<void> {
  const values = {
    days_off: JSON.stringify(year.daysOff),
    working_weekends: JSON.stringify(year.workingWeekends),
    source: year.source,
    provisional: status === 'provisional' ? (true as const) : null,
  };
  await tx.q
    .withTables<CasesTables>()
    .insertInto('cases.calendar_year')
    .values({ id: String(year.year), ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
  record(tx, {
    type: 'cases.calendar-loaded',
    stream: 'calendar:working-days',
    actor,
    subjects: [{ kind: 'calendar', id: 'working-days', rel: 'about' }],
    rows: [{ table: 'cases.calendar_year', id: String(year.year) }],
    ruleVersion: year.source,
    payload: {
      year: year.year,
      status,
      daysOff: [...year.daysOff],
      workingWeekends: [...year.workingWeekends],
    },
  });
}

function assertDays({ year, daysOff, workingWeekends }: CalendarYear): void {
  const days = [...daysOff, ...workingWeekends];
  const wrong =
    days.find((day, place) => !isDayOf(year, day) || days.indexOf(day) !== place) ?? workingWeekends.find(isWeekday);
  if (wrong !== undefined) throw new DomainError('calendar.invalid-day', 'invalid', { year, day: wrong });
}

function isDayOf(year: number, day: CivilDate): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return day.startsWith(`${year}-`) && !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day;
}

/** What the law gives no notice takes away: a list without such a day is of another year, or half a list. */
function assertStatutory(given: CalendarYear, rules: CalendarRules | undefined): void {
  if (!rules) return;
  const day = deriveCalendarYear(given.year, rules).daysOff.find((one) => !given.daysOff.includes(one));
  if (day !== undefined) throw new DomainError('calendar.statutory-day-missing', 'invalid', { year: given.year, day });
}

function assertNext(year: number, known: readonly CalendarYearView[]): void {
  const next = lastPublished(known) + 1;
  if (year === next || known.some((one) => one.year === year)) return;
  throw new DomainError('calendar.year-not-next', 'precondition', { year, next });
}

function packagedYears(): CalendarYear[] {
  const daysOff = Object.keys(chineseDays.holidays);
  const workingWeekends = Object.keys(chineseDays.workdays);
  return [...new Set(daysOff.map((day) => Number(day.slice(0, 4))))]
    .toSorted((a, b) => a - b)
    .map((year) => ({
      year,
      daysOff: daysOff.filter((day) => day.startsWith(`${year}-`)),
      workingWeekends: workingWeekends.filter((day) => day.startsWith(`${year}-`)),
      source: 'chinese-days 1.5.7',
    }));
}
