import type { Db } from '@sluice/database';
import type { CivilDate, WorkingCalendar } from '@sluice/kernel';
import type { CasesTables } from './tables.ts';

export type CalendarStatus = 'published' | 'provisional';

export interface CalendarYear {
  readonly year: number;
  readonly daysOff: readonly CivilDate[];
  readonly workingWeekends: readonly CivilDate[];
  /** Where the days are named: a notice, a package with its version. */
  readonly source: string;
}

export interface CalendarYearView extends CalendarYear {
  /** `provisional`: derived from the law by rule, until the State Council's arrangement of the year is loaded. */
  readonly status: CalendarStatus;
}

/** The calendar that limits are counted by; dates in a provisional year may still move. */
export interface CaseCalendar extends WorkingCalendar {
  isProvisional(date: CivilDate): boolean;
}

/** Every year that the database knows, the oldest first. */
export async function readCalendarYears(db: Db): Promise<readonly CalendarYearView[]> {
  const rows = await db.q
    .withTables<CasesTables>()
    .selectFrom('cases.calendar_year')
    .selectAll()
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    year: Number(row.id),
    status: row.provisional === true ? 'provisional' : 'published',
    daysOff: row.days_off,
    workingWeekends: row.working_weekends,
    source: row.source,
  }));
}

/** The calendar as the database has it: weekdays are worked and weekends are not, but for the days that a year names. */
export async function readCalendar(db: Db): Promise<CaseCalendar> {
  return calendarOf(await readCalendarYears(db));
}

export function calendarOf(years: readonly CalendarYearView[]): CaseCalendar {
  const off = new Set(years.flatMap((year) => year.daysOff));
  const worked = new Set(years.flatMap((year) => year.workingWeekends));
  const provisional = new Set(
    years.filter(({ status }) => status === 'provisional').map(({ year }) => String(year).padStart(4, '0')),
  );
  return {
    fromYear: years[0]?.year ?? 0,
    toYear: lastWithoutGap(years.map(({ year }) => year)),
    isWorkingDay: (date) => worked.has(date) || (!off.has(date) && isWeekday(date)),
    isProvisional: (date) => provisional.has(date.slice(0, 4)),
  };
}

export const isWeekday = (date: CivilDate): boolean => {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day !== 0 && day !== 6;
};

/** A year that is missing between two others would be counted as if it had no holidays. */
function lastWithoutGap(years: readonly number[]): number {
  let last = years[0] ?? 0;
  for (const year of years) if (year === last + 1) last = year;
  return last;
}
