import type { CalendarYear, Cases, PublishedYear } from '@sluice/cases';
import type { calendarRoutes } from '@sluice/contract';
import type { Committed, Db } from '@sluice/database';
import { actorRef, type Actor } from '@sluice/identity';
import { assertAllowed, type Decision } from '@sluice/kernel';
import type { ActorRef } from '@sluice/database';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface CalendarServices {
  readonly cases: Pick<Cases, 'calendar' | 'calendarYears'>;
  readonly db: Db;
  readonly written: Written;
  readonly mayLoad: (actor: Actor) => Decision;
  readonly publish: (year: CalendarYear, actor: ActorRef) => Promise<Committed<PublishedYear>>;
}

/** The working days, for everyone to read; an announced year is entered by a data authority or the administrator. */
export function calendarHandlers({
  cases,
  db,
  written,
  mayLoad,
  publish,
}: CalendarServices): Handlers<typeof calendarRoutes> {
  return {
    async readCalendar() {
      const years = await cases.calendarYears(db);
      const published = years.filter(({ status }) => status === 'published').map(({ year }) => year);
      const { toYear } = await cases.calendar(db);
      return { items: plain(years), publishedUntil: Math.max(0, ...published), countedUntil: toYear };
    },
    async loadCalendarYear({ actor, input }) {
      assertAllowed(mayLoad(actor));
      const year = { year: Number(input.params.year), ...input.body };
      return plain(await written(publish(year, actorRef(actor))));
    },
  };
}
