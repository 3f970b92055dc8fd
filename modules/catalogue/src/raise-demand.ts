import type { Tx } from '@sluice/database';
import { civilDateOf, DomainError, type CivilDate } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef, assertMay } from './actor-ref.ts';
import type { Actor, CatalogueContext } from './catalogue-context.ts';
import { outside } from './demand.ts';
import { assertNotExcluded } from './exclusions.ts';
import { parseContent } from './present-resource.ts';
import { insertDemand } from './store-demand.ts';
import { findResource, findVersion } from './store.ts';
import type { DemandItemRow } from './tables.ts';

export interface NewDemandItem {
  readonly resourceId: string;
  readonly fields: readonly string[];
  /** Use scenarios of developers that ask for it; at least one (AOC-01). */
  readonly scenarios: readonly string[];
  /** Day of the study of demand behind it. */
  readonly studiedOn: CivilDate;
}

/**
 * The operator puts a published entry into the demand catalogue, for at least one scenario (AOC-01).
 * @throws DomainError `demand.no-scenario`, `demand.no-field`, `demand.study-in-future` (invalid),
 *   `demand.entry-not-published` (precondition), `demand.not-authorizable` (precondition), `demand.field-unknown` (invalid),
 *   `exclusion.marked` (precondition)
 */
export async function raiseDemand(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  item: NewDemandItem,
): Promise<string> {
  const resource = await findResource(tx, item.resourceId);
  if (!resource || resource.published_version === null) {
    throw new DomainError('demand.entry-not-published', 'precondition', { resourceId: item.resourceId });
  }
  assertMay(context, actor, 'demand.create', { jurisdiction: resource.jurisdiction });
  if (item.scenarios.length === 0) throw new DomainError('demand.no-scenario', 'invalid');
  if (item.fields.length === 0) throw new DomainError('demand.no-field', 'invalid');
  if (item.studiedOn > civilDateOf(tx.at)) throw new DomainError('demand.study-in-future', 'invalid');
  const version = await findVersion(tx, resource.id, resource.published_version);
  const content = version ? parseContent(version.content) : undefined;
  if (content?.authorization?.mode === 'none') {
    throw new DomainError('demand.not-authorizable', 'precondition', { resourceId: resource.id });
  }
  const known = (content?.fields ?? []).map((field) => field.name);
  const unknown = outside(item.fields, known);
  if (unknown.length > 0) throw new DomainError('demand.field-unknown', 'invalid', { fields: unknown });
  await assertNotExcluded(tx, resource.id, item.fields);
  const row: DemandItemRow = {
    id: context.ids.next<'demand'>('demand'),
    jurisdiction: resource.jurisdiction,
    resource_id: resource.id,
    resource_version: resource.published_version,
    operator_id: actor.body,
    opened_by: actor.person,
    scenarios: [...item.scenarios],
    fields: [...new Set(item.fields)],
    studied_on: item.studiedOn,
    state: 'drafted',
    confirmed_fields: null,
    reasons: [],
    created_at: tx.at,
    decided_at: null,
  };
  await insertDemand(tx, row);
  record(tx, {
    type: 'catalogue.demand-raised',
    stream: `demand:${row.id}`,
    actor: actorRef(actor),
    subjects: [{ kind: 'resource', id: resource.id, rel: 'uses' }],
    rows: [{ table: 'catalogue.demand_item', id: row.id }],
    ruleVersion: context.rules(resource.jurisdiction).version,
    payload: {
      resource: resource.id,
      version: row.resource_version,
      fields: row.fields,
      scenarios: row.scenarios,
      studiedOn: row.studied_on,
    },
  });
  return row.id;
}
