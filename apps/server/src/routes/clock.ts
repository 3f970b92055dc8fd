import type { clockRoutes } from '@sluice/contract';
import type { Db, Transact } from '@sluice/database';
import { addWorkingDays, civilDateOf, DomainError, type CivilDate, type WorkingCalendar } from '@sluice/kernel';
import { actorRef } from '@sluice/identity';
import { record } from '@sluice/ledger';
import type { Handlers } from '../handlers.ts';
import type { ServerClock } from '../server-clock.ts';

interface ClockServices {
  readonly clock: ServerClock;
  readonly db: Db;
  readonly transact: Transact;
  readonly calendar: (db: Db) => Promise<WorkingCalendar>;
  /** Does at once what would have happened by itself in the time that was skipped. */
  readonly afterMove: () => Promise<void>;
}

const DAY_MS = 86_400_000;
const RULE_VERSION = 'clock/1';

/** The controllable clock of a demonstration: only forward, only by the platform administrator. */
export function clockHandlers(services: ClockServices): Handlers<typeof clockRoutes> {
  const { clock } = services;
  const view = () => ({
    now: clock.now().toISOString(),
    today: civilDateOf(clock.now()),
    controllable: clock.move !== undefined,
  });
  return {
    readClock: async () => view(),
    async moveClock({ input: { body }, actor }) {
      if (!clock.move) throw new DomainError('clock.not-controllable', 'precondition');
      if (actor.role !== 'platform-administrator') throw new DomainError('clock.not-administrator', 'forbidden');
      const to = await target(body, services);
      if (to.getTime() <= clock.now().getTime()) throw new DomainError('clock.only-forward', 'invalid');
      const from = clock.now().toISOString();
      await services.transact(async (tx) =>
        record(tx, {
          type: 'system.clock-moved',
          stream: 'clock:installation',
          actor: actorRef(actor),
          subjects: [],
          rows: [],
          ruleVersion: RULE_VERSION,
          payload: { from, to: to.toISOString() },
        }),
      );
      clock.move(to);
      await services.afterMove();
      return view();
    },
  };
}

type Move = { at: string } | { advanceDays: number } | { advanceWorkingDays: number };

async function target(move: Move, { clock, db, calendar }: ClockServices): Promise<Date> {
  const now = clock.now();
  if ('at' in move) return new Date(move.at);
  if ('advanceDays' in move) return new Date(now.getTime() + move.advanceDays * DAY_MS);
  // Working days move to the same time of the day on which the last of them falls.
  const today = civilDateOf(now);
  const day = addWorkingDays(today, move.advanceWorkingDays, await calendar(db));
  return new Date(now.getTime() + daysBetween(today, day) * DAY_MS);
}

const daysBetween = (from: CivilDate, to: CivilDate): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
