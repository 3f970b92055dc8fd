import { addDays, type CivilDate } from '@sluice/kernel';
import type { Profile } from '@sluice/profile';
import { lastDayOfTerm } from '../term.ts';

export type DutyKind = 'operator-report' | 'operator-evaluation' | 'compliance-review' | 'security-check' | 'drill';

/** Something that has to be done again and again while an operator runs (EVA-02, EVA-03, SVN-02, SVN-03, INC-01). */
export interface PlannedDuty {
  readonly duty: DutyKind;
  /** Role that has to do it. */
  readonly by: string;
  /** Null: the text asks for it and names no period. */
  readonly everyMonths: number | null;
  /** Whether another authority takes part. */
  readonly joint: boolean;
  /** What a report has to contain. */
  readonly parts: readonly { readonly id: string; readonly title: string; readonly titleEn: string }[];
  readonly clause: string;
}

/** What the profile has done of an operator in its jurisdiction; a period that it leaves open asks for nothing. */
export function planDuties(profile: Profile): readonly PlannedDuty[] {
  const { evaluation, supervision } = profile;
  const alone = { joint: false, parts: [] };
  const every = (months: number | null, duty: Omit<PlannedDuty, 'everyMonths'>): PlannedDuty[] =>
    months === null ? [] : [{ ...duty, everyMonths: months }];
  return [
    ...every(evaluation.report_months.value, {
      ...{ duty: 'operator-report', by: 'operator', joint: false, clause: evaluation.report_months.clause },
      parts: evaluation.report_parts.value.map((part) => ({ id: part.id, title: part.title, titleEn: part.title_en })),
    }),
    ...every(evaluation.operator_months.value, {
      ...{ duty: 'operator-evaluation', by: evaluation.lead.value, clause: evaluation.operator_months.clause },
      ...alone,
    }),
    ...every(supervision.compliance_months.value, {
      ...{ duty: 'compliance-review', by: 'data-authority', clause: supervision.compliance_months.clause, parts: [] },
      joint: supervision.joint.value,
    }),
    ...every(supervision.security_check_months.value, {
      ...{ duty: 'security-check', by: 'security-regulator', parts: [] },
      ...{ joint: supervision.joint.value, clause: supervision.security_check_months.clause },
    }),
    ...(supervision.drill_levels.value.includes(profile.level.value)
      ? [
          {
            ...{ duty: 'drill' as const, by: 'data-authority', everyMonths: null, ...alone },
            clause: supervision.drill_levels.clause,
          },
        ]
      : []),
  ];
}

/** Day by which a duty has to be done: so many months after it was done last, or after the operator began. */
export const dutyDueOn = (since: CivilDate, everyMonths: number | null): CivilDate | null =>
  everyMonths === null ? null : addDays(lastDayOfTerm(since, everyMonths), 1);
