import type { Reason } from '@sluice/kernel';
import type { FieldDefinition } from '@sluice/catalogue';
import { recogniseColumn } from '../recognise/recognise-column.ts';
import { warning } from './outcome.ts';

/** Fewer values than this do not accuse a declaration. */
const LEAST_VALUES = 20;

/**
 * Compares what the columns hold with what they were declared to be. Reports and never changes: the declaration is the
 * source agency's act. Codes: `vault.content-says` and `vault.name-says`, with field, detector, proposed and declared grade.
 */
export function classify(
  sample: ReadonlyMap<string, readonly string[]>,
  fields: readonly FieldDefinition[],
): readonly Reason[] {
  return fields.flatMap((field): readonly Reason[] => {
    const all = sample.get(field.name) ?? [];
    const values = all.length >= LEAST_VALUES ? all : [];
    const found = recogniseColumn({ name: field.name, title: field.title, values });
    if (!found || !isUnderProtected(field, found.recogniser.protection)) return [];
    const { name, protection } = found.recogniser;
    return [
      warning(found.by === 'name' ? 'vault.name-says' : 'vault.content-says', {
        field: field.name,
        detector: name,
        proposedGrade: protection.grade,
        declaredGrade: field.grade,
        declaredRole: field.role,
      }),
    ];
  });
}

function isUnderProtected(
  field: FieldDefinition,
  { role, grade }: { readonly role: FieldDefinition['role']; readonly grade: number },
): boolean {
  const identifies = role === 'direct-identifier' || role === 'entity-key';
  return field.grade < grade || (identifies && field.role !== 'direct-identifier' && field.role !== 'entity-key');
}
