import { canonicalJson, type Reason } from '@sluice/kernel';
import type { EpochRef, GrantFacts, OutputLineage, SourceLine } from './product.ts';

/** The source statement (PRD-04) as lineage gives it: one line per resource and epoch, fields in order of name. */
export function stateSources(
  lineage: readonly OutputLineage[],
  epochs: readonly EpochRef[],
  grant: GrantFacts,
): readonly SourceLine[] {
  const fields = new Map<string, Set<string>>();
  for (const input of lineage.flatMap((column) => column.inputs)) {
    const known = fields.get(input.resourceId) ?? new Set<string>();
    fields.set(input.resourceId, known.add(input.field));
  }
  return epochs
    .toSorted((a, b) => (a.resourceId < b.resourceId ? -1 : 1))
    .map((epoch) => {
      const resource = grant.resources.find((one) => one.resourceId === epoch.resourceId);
      return {
        resourceId: epoch.resourceId,
        resourceTitle: resource?.title ?? '',
        agency: resource?.agency ?? '',
        epochId: epoch.epochId,
        grantId: grant.id,
        applicationId: grant.applicationId,
        fields: [...(fields.get(epoch.resourceId) ?? [])].toSorted(),
      };
    });
}

/** Check 2: a statement written by hand must say what lineage says, line by line. */
export function checkSources(
  generated: readonly SourceLine[],
  edited: readonly SourceLine[] | null,
): readonly Reason[] {
  if (edited === null) return [];
  const reasons: Reason[] = [];
  for (const line of generated) {
    const own = edited.find((one) => one.resourceId === line.resourceId && one.epochId === line.epochId);
    if (!own) reasons.push({ code: 'product.source-left-out', params: { resource: line.resourceId } });
    else if (canonicalJson(plain(own)) !== canonicalJson(plain(line)))
      reasons.push({ code: 'product.source-differs', params: { resource: line.resourceId } });
  }
  for (const line of edited) {
    const known = generated.some((one) => one.resourceId === line.resourceId && one.epochId === line.epochId);
    if (!known) reasons.push({ code: 'product.source-invented', params: { resource: line.resourceId } });
  }
  return reasons;
}

const plain = (line: SourceLine) => ({ ...line, fields: line.fields.toSorted() });
