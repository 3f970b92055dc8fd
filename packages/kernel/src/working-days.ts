import { DomainError } from './error.ts';

/** A civil date in the jurisdiction's time zone: `2026-11-22`. */
export type CivilDate = string;

/** Which days are worked. Years outside `from..to` are refused, because the State Council names holidays year by year. */
export interface WorkingCalendar {
  readonly fromYear: number;
  readonly toYear: number;
  isWorkingDay(date: CivilDate): boolean;
}

const DAY_MS = 86_400_000;
/** China keeps one zone without summer time; the offset is law, not configuration. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

export function civilDateOf(instant: Date): CivilDate {
  return new Date(instant.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Last instant of a civil date, where a limit that is counted in days ends. */
export function endOfCivilDate(date: CivilDate): Date {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS - CHINA_OFFSET_MS - 1);
}

/**
 * The date on which a limit of `days` working days ends. The day of the event is not counted.
 * @throws DomainError `calendar.year-not-covered` (precondition) outside the years the calendar knows.
 */
export function addWorkingDays(from: CivilDate, days: number, calendar: WorkingCalendar): CivilDate {
  let date = from;
  for (let left = days; left > 0;) {
    date = addDays(date, 1);
    assertCovered(date, calendar);
    if (calendar.isWorkingDay(date)) left -= 1;
  }
  return date;
}

/** Working days after `from` up to and including `to`; negative when `to` lies before `from`. */
export function workingDaysBetween(from: CivilDate, to: CivilDate, calendar: WorkingCalendar): number {
  if (to < from) return -workingDaysBetween(to, from, calendar);
  let count = 0;
  for (let date = from; date < to;) {
    date = addDays(date, 1);
    assertCovered(date, calendar);
    if (calendar.isWorkingDay(date)) count += 1;
  }
  return count;
}

function assertCovered(date: CivilDate, calendar: WorkingCalendar): void {
  const year = Number(date.slice(0, 4));
  if (year < calendar.fromYear || year > calendar.toYear) {
    throw new DomainError('calendar.year-not-covered', 'precondition', {
      year,
      fromYear: calendar.fromYear,
      toYear: calendar.toYear,
    });
  }
}
