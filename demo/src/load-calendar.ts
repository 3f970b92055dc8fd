import { calendarRoutes } from '@sluice/contract';
import type { Actors } from './actors.ts';
import { platformDate } from './load-bodies.ts';

/** Everything a run of the demo counts ends within this time. */
const AHEAD_DAYS = 120;
const DAY_MS = 86_400_000;

/**
 * Years that nobody has announced to this platform yet are entered from the provisional ones until a run of the demo
 * fits in, under a source that says so: a demo city has to work in any year, an office enters the State Council's notice.
 */
export async function ensureCalendarReaches(actors: Actors, authority: string): Promise<void> {
  const today = await platformDate(actors.anyone);
  const until = new Date(Date.parse(`${today}T00:00:00Z`) + AHEAD_DAYS * DAY_MS).getUTCFullYear();
  for (;;) {
    const calendar = await actors.anyone.call(calendarRoutes.readCalendar);
    const next = calendar.items.find(({ year }) => year === calendar.publishedUntil + 1);
    if (calendar.countedUntil >= until || !next) return;
    await (
      await actors.as(authority)
    ).call(calendarRoutes.loadCalendarYear, {
      params: { year: String(next.year) },
      body: {
        daysOff: next.daysOff,
        workingWeekends: next.workingWeekends,
        source: '演示日历：依法定节日推算，非国务院办公厅公布的安排',
      },
    });
  }
}
