import type { Reason } from '@sluice/kernel';
import type { FieldUse, Profile } from '@sluice/profile';
import type { CatalogueField } from './ports.ts';

export interface DerivedUses {
  readonly uses: FieldUse[];
  /** Why a use of the field's role is not there, for the developer to read. */
  readonly reasons: Reason[];
}

const NEEDS_MEASURE: readonly FieldUse[] = ['sum', 'moment2', 'quantile'];
const NEEDS_LEVELS: readonly FieldUse[] = ['group', 'filter'];

/**
 * What a granted field may be used for: the uses of its identifier role, of its grade and of its own declaration,
 * the most restrictive of them. Adding a secret can only take uses away.
 */
export function deriveUses(profile: Profile, field: CatalogueField): DerivedUses {
  const { by_role: byRole, by_grade: byGrade } = profile.field_uses;
  const ofRole = byRole.value[field.role];
  const ofGrade = byGrade.value[`${field.grade}`];
  const declared = (use: FieldUse): boolean =>
    (field.measure === true || !NEEDS_MEASURE.includes(use)) &&
    ((field.levels ?? []).length > 0 || !NEEDS_LEVELS.includes(use));
  const uses = ofRole.filter((use) => ofGrade.includes(use) && declared(use));
  const reasons: Reason[] = [];
  if (ofRole.length === 0)
    reasons.push({ code: 'grant.role-without-use', params: { role: field.role }, clause: byRole.clause });
  const withheld = ofRole.filter((use) => !ofGrade.includes(use));
  if (withheld.length > 0)
    reasons.push({
      code: 'grant.withheld-by-grade',
      params: { grade: field.grade, uses: withheld },
      clause: byGrade.clause,
    });
  const undeclared = ofRole.filter((use) => ofGrade.includes(use) && !declared(use));
  if (undeclared.length > 0) reasons.push({ code: 'grant.not-declared', params: { uses: undeclared } });
  return { uses, reasons };
}
