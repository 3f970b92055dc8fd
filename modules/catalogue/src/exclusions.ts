import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { Selectable } from 'kysely';

/** Why something may not be authorized, as the texts name it (JUR-04). */
export const exclusionGrounds = [
  'state-secret',
  'national-interest',
  'public-safety',
  'trade-secret',
  'personal-privacy',
  'other-law',
] as const;
export type ExclusionGround = (typeof exclusionGrounds)[number];

export interface ExclusionTable {
  id: string;
  jurisdiction: string;
  resource_id: string;
  field: string | null;
  ground: ExclusionGround;
  basis: string;
  marked_by: string;
  marked_body: string;
  marked_role: string;
  marked_at: Date;
  lifted_by: string | null;
  lifted_reason: string | null;
  lifted_at: Date | null;
}

export const exclusionTables = (db: Db) => db.q.withTables<{ 'catalogue.exclusion': ExclusionTable }>();

/** What is marked of one resource. */
export interface Excluded {
  readonly whole: boolean;
  readonly fields: ReadonlySet<string>;
}

const NOTHING: Excluded = { whole: false, fields: new Set() };

/** Marks that stand, by resource; every later catalogue and every application is held against them. */
export async function excludedOf(db: Db, resourceIds: readonly string[]): Promise<(resourceId: string) => Excluded> {
  const rows: Pick<Selectable<ExclusionTable>, 'resource_id' | 'field'>[] =
    resourceIds.length === 0
      ? []
      : await exclusionTables(db)
          .selectFrom('catalogue.exclusion')
          .select(['resource_id', 'field'])
          .where('resource_id', 'in', [...resourceIds])
          .where('lifted_at', 'is', null)
          .execute();
  const found = new Map<string, { whole: boolean; fields: Set<string> }>();
  for (const { resource_id, field } of rows) {
    const one = found.get(resource_id) ?? { whole: false, fields: new Set<string>() };
    if (field === null) one.whole = true;
    else one.fields.add(field);
    found.set(resource_id, one);
  }
  return (resourceId) => found.get(resourceId) ?? NOTHING;
}

/**
 * Nothing that is marked comes into a further catalogue.
 * @throws DomainError `exclusion.marked` (precondition, with the fields; all of the resource where none is named)
 */
export async function assertNotExcluded(db: Db, resourceId: string, fields: readonly string[]): Promise<void> {
  const marked = (await excludedOf(db, [resourceId]))(resourceId);
  const among = fields.filter((field) => marked.fields.has(field));
  if (marked.whole || among.length > 0)
    throw new DomainError('exclusion.marked', 'precondition', { resourceId, fields: marked.whole ? [] : among });
}
