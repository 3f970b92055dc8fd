import { addWorkingDays, isDomainError, type CivilDate } from '@sluice/kernel';
import type { CaseCalendar } from './calendar.ts';
import { currentStep, definitionOf, type CaseRecord } from './case-record.ts';

export interface ForecastStep {
  readonly step: string;
  readonly title: string;
  readonly titleEn: string;
  readonly role: string;
  readonly body: string | null;
  readonly clause: string;
  /** The last day of the step if every one takes its whole limit; null beyond the last known year. */
  readonly latestOn: CivilDate | null;
  readonly provisional: boolean;
}

/** What comes if nothing is returned or refused: the steps that are left, each taking its whole limit. */
export function forecastCase(file: CaseRecord, on: CivilDate, calendar: CaseCalendar): readonly ForecastStep[] {
  const current = currentStep(file);
  if (!current || (file.state !== 'open' && file.state !== 'supplement')) return [];
  let latest: CivilDate | null = current.dueOn !== null && current.dueOn > on ? current.dueOn : on;
  return file.steps
    .filter((step) => step.position >= current.position && step.state !== 'skipped')
    .map((step) => {
      const definition = definitionOf(file, step);
      if (step.position > current.position) latest = addKnown(latest, definition.limit.working_days, calendar);
      return {
        step: step.step,
        title: definition.title,
        titleEn: definition.title_en,
        role: step.role,
        body: step.body,
        clause: definition.clause,
        latestOn: latest,
        provisional: latest !== null && calendar.isProvisional(latest),
      };
    });
}

function addKnown(from: CivilDate | null, days: number, calendar: CaseCalendar): CivilDate | null {
  if (from === null) return null;
  try {
    return addWorkingDays(from, days, calendar);
  } catch (error) {
    if (isDomainError(error) && error.code === 'calendar.year-not-covered') return null;
    throw error;
  }
}
