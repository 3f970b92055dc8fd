import { z } from 'zod';
import { civilDate, text, written } from './common.ts';
import { route } from './route.ts';

const calendarYear = z.object({
  year: z.number().int(),
  /** `provisional`: derived from the law until the State Council's arrangement of the year is loaded. */
  status: z.enum(['published', 'provisional']),
  daysOff: z.array(civilDate),
  workingWeekends: z.array(civilDate),
  source: z.string(),
});

export const calendarRoutes = {
  readCalendar: route({
    name: 'readCalendar',
    method: 'GET',
    path: '/api/v1/calendar',
    access: 'none',
    summary: 'The working days that limits are counted by, year by year',
    ok: z.object({
      items: z.array(calendarYear),
      /** Last year that is announced; the years up to `countedUntil` are provisional. */
      publishedUntil: z.number().int(),
      /** Last year into which a limit may reach. */
      countedUntil: z.number().int(),
    }),
  }),
  loadCalendarYear: route({
    name: 'loadCalendarYear',
    method: 'PUT',
    path: '/api/v1/calendar/:year',
    access: 'session',
    summary: 'Enters the announced working days of a year; limits that were counted provisionally are counted anew',
    params: z.object({ year: z.string().regex(/^2\d{3}$/) }),
    body: z.strictObject({
      daysOff: z.array(civilDate).min(1).max(200),
      workingWeekends: z.array(civilDate).max(104),
      /** The notice that names the days. */
      source: text(300),
    }),
    ok: written(calendarYear.extend({ recounted: z.number().int() })),
  }),
};
