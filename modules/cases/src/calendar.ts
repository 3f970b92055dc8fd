import { record } from '@sluice/ledger';
import type { ActorRef, Db, Transact, Tx } from '@sluice/database';
import { DomainError, type CivilDate, type WorkingCalendar } from '@sluice/kernel';
import chineseDays from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import type { CasesTables } from './tables.ts';

export interface CalendarYear {
  readonly year: number;
  readonly daysOff: readonly CivilDate[];
  readonly workingWeekends: readonly CivilDate[];
  /** Where the days are named: a notice, a package with its version. */
  readonly source: string;
}

/** The calendar as the database has it: weekdays are worked and weekends are not, but for the days that a year names. */
export async function readCalendar(db: Db): Promise<WorkingCalendar> {
  const rows = await db.q
    .withTables<CasesTables>()
    .selectFrom('cases.calendar_year')
    .selectAll()
    .orderBy('id')
    .execute();
  const years = rows.map((row) => Number(row.id));
  const off = new Set(rows.flatMap((row) => row.days_off));
  const worked = new Set(rows.flatMap((row) => row.working_weekends));
  return {
    fromYear: years[0] ?? 0,
    toYear: lastWithoutGap(years),
    isWorkingDay: (date) => worked.has(date) || (!off.has(date) && isWeekday(date)),
  };
}

const isWeekday = (date: CivilDate): boolean => {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day !== 0 && day !== 6;
};

/** A year that is missing between two others would be counted as if it had no holidays. */
function lastWithoutGap(years: readonly number[]): number {
  let last = years[0] ?? 0;
  for (const year of years) if (year === last + 1) last = year;
  return last;
}

/**
 * Records one year's days, or corrects them: a due date already given stays as it was given.
 * @throws DomainError `calendar.invalid-day` (invalid) for a day of another year, or one both off and worked.
 */
export async function loadCalendarYear(tx: Tx, year: CalendarYear, actor: ActorRef): Promise<void> {
  const prefix = `${year.year}-`;
  const wrong = [...year.daysOff, ...year.workingWeekends].find((day) => !day.startsWith(prefix));
  const both = year.daysOff.find((day) => year.workingWeekends.includes(day));
  if (wrong ?? both)
    throw new DomainError('calendar.invalid-day', 'invalid', { year: year.year, day: wrong ?? both ?? '' });
  const values = {
    days_off: JSON.stringify(year.daysOff),
    working_weekends: JSON.stringify(year.workingWeekends),
    source: year.source,
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
    payload: { year: year.year, daysOff: [...year.daysOff], workingWeekends: [...year.workingWeekends] },
  });
}

/** Brings in the years that the packaged calendar knows and the database does not. Safe to repeat at every start. */
export async function ensureCalendar(db: Db, transact: Transact): Promise<void> {
  const known = await db.q.withTables<CasesTables>().selectFrom('cases.calendar_year').select('id').execute();
  const missing = packagedYears().filter((year) => !known.some((row) => row.id === String(year.year)));
  if (missing.length === 0) return;
  await transact(async (tx) => {
    for (const year of missing) await loadCalendarYear(tx, year, { kind: 'system', part: 'cases' });
  });
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
