import { usesOfOwnField, type Authorization, type GrantFacts as Grant } from '@sluice/authorization';
import type { Db } from '@sluice/database';
import type { GrantFacts } from '@sluice/product';

export interface GrantParts {
  readonly authorization: Pick<Authorization, 'grantFacts' | 'importedOf'>;
  /** Name of a body as it stands in public registers. */
  readonly bodyName: (db: Db, id: string) => Promise<string>;
}

/** What a product must know of its grant, in whatever state the grant is. */
export async function productGrant(parts: GrantParts, db: Db, grantId: string): Promise<GrantFacts> {
  return describe(parts, db, await parts.authorization.grantFacts(db, grantId));
}

async function describe(parts: GrantParts, db: Db, grant: Grant): Promise<GrantFacts> {
  const resources = [];
  for (const entry of grant.entries)
    resources.push({
      resourceId: entry.resourceId,
      title: entry.title,
      agency: await parts.bodyName(db, entry.ownerId),
      fields: entry.fields.map((field) => ({
        name: field.definition.name,
        role: field.definition.role,
        uses: field.uses,
      })),
    });
  for (const own of await parts.authorization.importedOf(db, grant.id))
    resources.push({
      ...{ resourceId: own.id, title: own.title, agency: own.rights.holder },
      fields: own.fields.map((field) => ({ name: field.name, role: field.role, uses: usesOfOwnField(field) })),
    });
  return {
    id: grant.id,
    applicationId: grant.applicationId,
    jurisdiction: grant.jurisdiction,
    developer: grant.developer,
    scenario: grant.scenario,
    purpose: grant.purpose,
    active: grant.state === 'active',
    endsAt: grant.endsAt,
    reviewers: grant.reviewers,
    // Figures that are moved say nothing certain of how many there are.
    ...((grant.gate.mode?.kind ?? 'threshold') === 'threshold' ? { groupSize: grant.gate.minGroupSize } : {}),
    resources,
  };
}
