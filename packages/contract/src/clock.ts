import { z } from 'zod';
import { civilDate, instant, jurisdiction } from './common.ts';
import { route } from './route.ts';

const clockView = z.object({
  now: instant,
  /** Civil date in China. */
  today: civilDate,
  /** Whether the server was started with a clock that can be moved. */
  controllable: z.boolean(),
});

export const clockRoutes = {
  readClock: route({
    name: 'readClock',
    method: 'GET',
    path: '/api/v1/clock',
    access: 'none',
    summary: 'The time by which this installation counts its limits',
    ok: clockView,
  }),
  moveClock: route({
    name: 'moveClock',
    method: 'POST',
    path: '/api/v1/clock',
    access: 'session',
    summary: 'Moves the clock forward: only where the server was started so, and only by the platform administrator',
    body: z.union([
      // Dates of five-digit years are no civil dates.
      z.strictObject({ at: z.iso.datetime().regex(/^2\d{3}-/) }),
      z.strictObject({ advanceDays: z.number().int().min(1).max(3660) }),
      z.strictObject({ advanceWorkingDays: z.number().int().min(1).max(500), jurisdiction: jurisdiction.optional() }),
    ]),
    ok: clockView,
  }),
};
