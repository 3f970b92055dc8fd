import { calendarRoutes, clockRoutes, type Answer } from '@sluice/contract';
import { useRead } from './use-call.ts';

type Year = Answer<typeof calendarRoutes.readCalendar>['items'][number];
const DAY_MS = 86_400_000;

function isWorkingDay(day: string, years: ReadonlyMap<number, Year>): boolean {
  const year = years.get(Number(day.slice(0, 4)));
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  if (weekday === 0 || weekday === 6) return year?.workingWeekends.includes(day) ?? false;
  return !(year?.daysOff.includes(day) ?? false);
}

/** Working days after `today` up to and with `due`; negative when `due` is past; 0 on the day itself. */
export function workingDaysLeft(today: string, due: string, items: readonly Year[]): number {
  const years = new Map(items.map((year) => [year.year, year]));
  const [from, to, sign] = due >= today ? [today, due, 1] : [due, today, -1];
  let count = 0;
  for (let at = Date.parse(`${from}T00:00:00Z`) + DAY_MS; at <= Date.parse(`${to}T00:00:00Z`); at += DAY_MS) {
    if (isWorkingDay(new Date(at).toISOString().slice(0, 10), years)) count += 1;
  }
  return sign * count;
}

/** Counts working days by the installation's own day and calendar; null until both are known. */
export function useWorkingDays(): (due: string) => number | null {
  const clock = useRead(clockRoutes.readClock, {}, { staleMs: 60_000 });
  const calendar = useRead(calendarRoutes.readCalendar, {}, { staleMs: Number.POSITIVE_INFINITY });
  const today = clock.data?.today;
  const items = calendar.data?.items;
  return (due) => (today && items ? workingDaysLeft(today, due, items) : null);
}
