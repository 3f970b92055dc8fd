import { addWorkingDays, isDomainError, type CivilDate, type WorkingCalendar } from '@sluice/kernel';
import type { Profile } from '@sluice/profile';
import { dateOf } from './context.ts';
import type { Document } from './document-store.ts';
import { isSigned } from './sign-documents.ts';

export interface FilingClock {
  /** Last day for the filing; null while a signature is missing, and where the text asks for no filing. */
  readonly dueOn: CivilDate | null;
  readonly late: boolean;
}

/**
 * By when signed agreements have to be filed: so many working days after the last signature (DEV-05). Past it the filing is
 * late and still taken; the grant waits for it either way.
 */
export function filingClock(
  profile: Profile,
  documents: readonly Document[],
  filedAt: Date | null,
  calendar: WorkingCalendar,
  today: CivilDate,
): FilingClock {
  const { documents: required, filing } = profile.agreement;
  const all = required.value.every((definition) =>
    documents.some((document) => document.kind === definition.kind && isSigned(definition, document)),
  );
  if (!filing.value.required || !all) return { dueOn: null, late: false };
  const signatures = documents.flatMap((document) => document.signatures.map(({ at }) => at.getTime()));
  const signedOn = dateOf(new Date(Math.max(...signatures)));
  const dueOn = dayAfter(signedOn, profile.limits.filing.value, calendar);
  return { dueOn, late: dueOn !== null && (filedAt === null ? today : dateOf(filedAt)) > dueOn };
}

/** Beyond the last known year no day is given. */
function dayAfter(date: CivilDate, days: number, calendar: WorkingCalendar): CivilDate | null {
  try {
    return addWorkingDays(date, days, calendar);
  } catch (error) {
    if (isDomainError(error) && error.code === 'calendar.year-not-covered') return null;
    throw error;
  }
}
