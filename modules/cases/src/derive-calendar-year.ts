import { addDays, type CivilDate } from '@sluice/kernel';
import chineseDays from 'chinese-days';
import type { CalendarYear } from './calendar.ts';

/** Days off that the law names for every year, before any arrangement of a single year. */
export type StatutoryDay =
  /** `day` 0 of a lunar month is the eve of its first. */
  | { readonly calendar: 'gregorian' | 'lunar'; readonly month: number; readonly day: number; readonly days: number }
  | { readonly calendar: 'solar-term'; readonly term: 'qingming' };

/** What a profile says about years that are not announced yet. */
export interface CalendarRules {
  /** Whether the year after the last published one is counted provisionally; where not, limits into it are refused. */
  readonly provisionalYear: boolean;
  readonly statutoryDays: readonly StatutoryDay[];
  /** Where the statutory days are named. */
  readonly clause: string;
}

/**
 * A year as far as the law alone gives it: weekends and statutory days. Days off in lieu and working weekends (调休) are
 * chosen year by year and are not guessed.
 */
export function deriveCalendarYear(year: number, rules: CalendarRules): CalendarYear {
  const days = rules.statutoryDays.flatMap((day) => datesOf(year, day));
  return { year, daysOff: [...new Set(days)].toSorted(), workingWeekends: [], source: rules.clause };
}

function datesOf(year: number, day: StatutoryDay): CivilDate[] {
  if (day.calendar === 'solar-term') return [qingming(year)];
  const first = day.calendar === 'lunar' ? firstOfLunarMonth(year, day.month) : `${year}-${two(day.month)}-01`;
  return Array.from({ length: day.days }, (_, n) => addDays(first, day.day - 1 + n));
}

const two = (n: number): string => String(n).padStart(2, '0');

/** New year of the first lunar year of the packaged table. */
const LUNAR_EPOCH = { year: 1900, date: '1900-01-31' };
const LUNAR_MONTHS = 12;

/**
 * Counted from the observatory's table of month lengths. The runtime's own lunar calendar takes the new moon of
 * 6 February 2027, four minutes before midnight in Beijing, for one of the 7th; the package's dates depend on the zone
 * of the machine.
 */
function firstOfLunarMonth(year: number, month: number): CivilDate {
  let days = 0;
  for (let y = LUNAR_EPOCH.year; y <= year; y += 1) {
    const leap = chineseDays.getYearLeapMonth(y);
    for (let m = 1; m <= (y < year ? LUNAR_MONTHS : month - 1); m += 1)
      days += chineseDays.monthDays(y, m) + (leap.leapMonth === m ? leap.days : 0);
  }
  return addDays(LUNAR_EPOCH.date, days);
}

/** Pure Brightness falls on 4 or 5 April in this century: the usual interpolation of the sun's longitude of 15°. */
function qingming(year: number): CivilDate {
  const n = year % 100;
  return `${year}-04-${two(Math.floor(n * 0.2422 + 4.81) - Math.floor(n / 4))}`;
}
