import type { Profile } from '@sluice/profile';
import type { EntryRequest } from './contents.ts';
import { deriveUses } from './derive-uses.ts';
import type { ReasonView } from './describe-grant.ts';
import type { CatalogueField, DevelopmentEntry } from './ports.ts';

/** What could be asked for less: of one field of an application, while it may still be changed. */
export interface Advice {
  readonly resourceId: string;
  readonly field: string;
  readonly reason: ReasonView;
}

/**
 * Helps to ask for no more than a purpose needs, from the catalogue's own declarations: fields that nothing may be done
 * with, fields that stand there in coarser steps (the district in place of the address), and entries asked for whole.
 * Advice, never a refusal: what is needed is judged by whoever reviews.
 */
export function adviseMinimal(
  profile: Profile,
  entries: readonly DevelopmentEntry[],
  asked: readonly EntryRequest[],
): readonly Advice[] {
  return asked.flatMap(({ resourceId, fields, rows }) => {
    const entry = entries.find((one) => one.resourceId === resourceId);
    if (!entry) return [];
    const wanted = entry.fields.filter(({ name }) => fields.includes(name));
    const single = wanted.flatMap((field) => {
      const reason = ofField(profile, field);
      return reason ? [{ resourceId, field: field.name, reason }] : [];
    });
    const whole = wanted.length === entry.fields.length && wanted.length > 1 && (rows ?? []).length === 0;
    return whole ? [...single, { resourceId, field: '', reason: { code: 'minimal.whole-entry' } }] : single;
  });
}

function ofField(profile: Profile, field: CatalogueField): ReasonView | undefined {
  const { name } = field;
  if (deriveUses(profile, field).uses.length === 0) return { code: 'minimal.no-use', params: { field: name } };
  const levels = (field.levels ?? []).flatMap((one) => levelOf(one));
  const finest = levels.some(({ kind }) => kind === 'identity');
  const coarser = levels.filter(({ kind }) => kind !== 'identity').map((level) => level.name);
  if (!finest || coarser.length === 0 || field.role === 'other') return undefined;
  return { code: 'minimal.coarser', params: { field: name, levels: coarser } };
}

/** A level as the catalogue declares it; what is none says nothing. */
function levelOf(one: unknown): readonly { readonly name: string; readonly kind: string }[] {
  if (typeof one !== 'object' || one === null || !('name' in one) || !('kind' in one)) return [];
  return [{ name: String(one.name), kind: String(one.kind) }];
}
