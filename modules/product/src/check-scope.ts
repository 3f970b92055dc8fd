import type { Reason } from '@sluice/kernel';
import type { GrantFacts, OutputLineage } from './product.ts';

/**
 * Check 1 (PRD-03): the product's inputs lie inside the grant, each field with a use that the grant permits, and the
 * grant that the product rests on is in force. Each field outside is named.
 */
export function checkScope(lineage: readonly OutputLineage[], grant: GrantFacts): readonly Reason[] {
  const reasons: Reason[] = [];
  if (!grant.active) reasons.push({ code: 'product.grant-not-active', params: { grant: grant.id } });
  const seen = new Set<string>();
  for (const input of lineage.flatMap((column) => column.inputs)) {
    const place = `${input.resourceId}.${input.field}`;
    if (seen.has(`${place} ${input.use}`)) continue;
    seen.add(`${place} ${input.use}`);
    const resource = grant.resources.find((one) => one.resourceId === input.resourceId);
    const field = resource?.fields.find((one) => one.name === input.field);
    if (!field)
      reasons.push({ code: 'product.input-outside-grant', params: { resource: input.resourceId, field: input.field } });
    else if (!permits(field.uses, input.use))
      reasons.push({
        code: 'product.use-outside-grant',
        params: { resource: input.resourceId, field: input.field, use: input.use },
      });
  }
  return reasons;
}

/** A use that names a level (`group:month`) is covered by the same use without one. */
function permits(uses: readonly string[], use: string): boolean {
  return uses.includes(use) || uses.includes(use.split(':')[0] ?? use);
}
