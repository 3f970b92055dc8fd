import { addDays, DomainError, type CivilDate, type WorkingCalendar } from '@sluice/kernel';

export interface PlannedMilestone {
  readonly title: string;
  readonly workingDays: number;
  readonly startsOn: CivilDate;
  readonly dueOn: CivilDate;
}

/**
 * Milestones counted backward from the last day (倒排工期): the last is due on it, each one before on the last working day
 * before the next begins. A day on which nobody works is never the end of a milestone.
 * @throws DomainError `calendar.year-not-covered` (precondition)
 */
export function planBackward(
  endsOn: CivilDate,
  parts: readonly { readonly title: string; readonly workingDays: number }[],
  calendar: WorkingCalendar,
): readonly PlannedMilestone[] {
  let last = onWorkingDay(endsOn, calendar);
  return parts
    .toReversed()
    .map(({ title, workingDays }) => {
      const dueOn = last;
      let startsOn = dueOn;
      for (let n = 1; n < workingDays; n += 1) startsOn = onWorkingDay(addDays(startsOn, -1), calendar);
      last = onWorkingDay(addDays(startsOn, -1), calendar);
      return { title, workingDays, startsOn, dueOn };
    })
    .toReversed();
}

/** The day itself, or the working day before it. */
function onWorkingDay(date: CivilDate, calendar: WorkingCalendar): CivilDate {
  let day = date;
  for (;;) {
    const year = Number(day.slice(0, 4));
    if (year < calendar.fromYear || year > calendar.toYear)
      throw new DomainError('calendar.year-not-covered', 'precondition', { year });
    if (calendar.isWorkingDay(day)) return day;
    day = addDays(day, -1);
  }
}
