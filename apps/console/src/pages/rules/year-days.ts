/** What a day of a year is. */
export type DayKind = 'working' | 'off' | 'weekend' | 'extra';

export interface YearDays {
  readonly daysOff: readonly string[];
  readonly workingWeekends: readonly string[];
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Days of a month from Monday on, `null` before its first day. */
export function monthDays(year: number, month: number): readonly (string | null)[] {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const count = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const before = Array.from({ length: (first + 6) % 7 }, () => null);
  return [...before, ...Array.from({ length: count }, (_, at) => `${year}-${two(month + 1)}-${two(at + 1)}`)];
}

export function kindOf(day: string, year: YearDays): DayKind {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  if (weekday === 0 || weekday === 6) return year.workingWeekends.includes(day) ? 'extra' : 'weekend';
  return year.daysOff.includes(day) ? 'off' : 'working';
}

/** A day pressed: working and off change places, so do weekend and working weekend. */
export function toggle(day: string, year: YearDays): YearDays {
  const turn = (list: readonly string[]): string[] =>
    list.includes(day) ? list.filter((one) => one !== day) : [...list, day].toSorted();
  const kind = kindOf(day, year);
  return kind === 'weekend' || kind === 'extra'
    ? { ...year, workingWeekends: turn(year.workingWeekends) }
    : { ...year, daysOff: turn(year.daysOff) };
}

/** Working days of a whole year. */
export function countWorking(year: number, days: YearDays): number {
  let count = 0;
  for (let month = 0; month < 12; month++)
    for (const day of monthDays(year, month))
      if (day !== null && ['working', 'extra'].includes(kindOf(day, days))) count += 1;
  return count;
}
