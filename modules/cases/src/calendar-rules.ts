import type { Profile } from '@sluice/profile';
import type { CalendarRules } from './derive-calendar-year.ts';

/**
 * One calendar counts for an installation, because holidays are national: an unannounced year is counted provisionally
 * only where every profile in force wants it.
 */
export function calendarRulesOf(profiles: readonly Pick<Profile, 'working_calendar'>[]): CalendarRules | undefined {
  const [first] = profiles;
  if (!first) return undefined;
  const { statutory_days: days } = first.working_calendar;
  return {
    provisionalYear: profiles.every((profile) => profile.working_calendar.provisional_year.value),
    statutoryDays: days.value,
    clause: days.clause,
  };
}
