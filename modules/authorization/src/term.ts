import { addDays, type CivilDate, type Reason } from '@sluice/kernel';
import type { Period } from './contents.ts';

/** Last day of a term of so many months that begins on a day: 36 months from 2026-01-01 end on 2028-12-31. */
export function lastDayOfTerm(startsOn: CivilDate, months: number): CivilDate {
  const [year, month, day] = startsOn.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const daysInMonth = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const sameDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(day, daysInMonth)))
    .toISOString()
    .slice(0, 10);
  return day > daysInMonth ? sameDay : addDays(sameDay, -1);
}

export interface TermLimits {
  readonly maxMonths: number;
  readonly clause: string;
  /** Term it rests on: operator ≥ developer ≥ grant holds in every jurisdiction. */
  readonly within?: Period & { readonly of: 'operator' | 'developer' };
}

/** Faults of a term: `term.reversed`, `term.too-long` (with the last day allowed), `term.outlasts`, `term.starts-before`. */
export function checkTerm(period: Period, limits: TermLimits): readonly Reason[] {
  if (period.endsOn < period.startsOn)
    return [{ code: 'term.reversed', params: { startsOn: period.startsOn, endsOn: period.endsOn } }];
  const reasons: Reason[] = [];
  const last = lastDayOfTerm(period.startsOn, limits.maxMonths);
  if (period.endsOn > last) {
    reasons.push({ code: 'term.too-long', params: { maxMonths: limits.maxMonths, last }, clause: limits.clause });
  }
  const { within } = limits;
  if (within && period.endsOn > within.endsOn)
    reasons.push({ code: 'term.outlasts', params: { of: within.of, last: within.endsOn } });
  if (within && period.startsOn < within.startsOn)
    reasons.push({ code: 'term.starts-before', params: { of: within.of, first: within.startsOn } });
  return reasons;
}
