import chineseDays from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { loadProfiles } from '@sluice/profile';
import { join } from 'node:path';
import { deriveCalendarYear, type CalendarRules } from './derive-calendar-year.ts';

const profiles = await loadProfiles(join(import.meta.dirname, '../../../profiles'));
const [profile] = profiles.list('2026-06-01');
const calendar = profile?.working_calendar;
const rules: CalendarRules = {
  provisionalYear: true,
  statutoryDays: calendar?.statutory_days.value ?? [],
  clause: calendar?.statutory_days.clause ?? '',
};

describe('a year derived from the law', () => {
  it.each([2025, 2026])('names the very days that the announced arrangement of %i starts from', (year) => {
    const announced = Object.keys(chineseDays.holidays).filter((day) => day.startsWith(`${year}-`));
    const derived = deriveCalendarYear(year, rules);
    expect(derived.daysOff).toHaveLength(13);
    expect(derived.daysOff.filter((day) => !announced.includes(day))).toEqual([]);
    expect(derived.workingWeekends).toEqual([]);
  });

  it('finds the festivals of the lunar calendar and of the sun in years nobody has announced', () => {
    expect(deriveCalendarYear(2027, rules).daysOff).toEqual([
      '2027-01-01',
      '2027-02-05',
      '2027-02-06',
      '2027-02-07',
      '2027-02-08',
      '2027-04-05',
      '2027-05-01',
      '2027-05-02',
      '2027-06-09',
      '2027-09-15',
      '2027-10-01',
      '2027-10-02',
      '2027-10-03',
    ]);
    expect(deriveCalendarYear(2028, rules).daysOff).toContain('2028-05-28');
    for (let year = 2027; year <= 2060; year += 1) {
      const { daysOff } = deriveCalendarYear(year, rules);
      expect(
        daysOff.every((day) => day.startsWith(`${year}-`)),
        String(year),
      ).toBe(true);
      expect(daysOff.length, String(year)).toBeGreaterThanOrEqual(12);
    }
  });
});
