import { expect, it } from 'vitest';
import { calendarOf } from './calendar.ts';
import { yellowFrom } from './plan-tasks.ts';

const calendar = calendarOf([
  {
    year: 2026,
    daysOff: ['2026-05-01', '2026-05-04', '2026-05-05'],
    workingWeekends: ['2026-05-09'],
    source: 'test',
    status: 'published',
  },
]);

it('turns yellow on the first day with so few working days left, over days off and worked Saturdays', () => {
  // Due on Thursday the 7th: the working days before it are the 6th and, beyond the days off, the 30th of April.
  expect(yellowFrom('2026-05-07', 0, calendar)).toBe('2026-05-07');
  expect(yellowFrom('2026-05-07', 1, calendar)).toBe('2026-05-06');
  expect(yellowFrom('2026-05-07', 2, calendar)).toBe('2026-04-30');
  expect(yellowFrom('2026-05-11', 1, calendar)).toBe('2026-05-09');
});
