import type { Db } from '@sluice/database';
import { civilDateOf, DomainError } from '@sluice/kernel';
import { assertMay } from './actor-ref.ts';
import type { Actor, CatalogueContext } from './catalogue-context.ts';
import { addMonths, type DemandItem, type Opinion, type Supply } from './demand.ts';
import { parseContent } from './present-resource.ts';
import { selectDemand, selectDemandDetails, type DemandFilter, type SupplyRow } from './store-demand.ts';
import { selectResourcesWithText } from './store.ts';
import type { DemandItemRow, OpinionRow } from './tables.ts';

/** Demand and operation catalogue of the actor's own jurisdiction. */
export async function listDemand(
  context: CatalogueContext,
  db: Db,
  actor: Actor,
  filter: Pick<DemandFilter, 'resourceId' | 'state'>,
): Promise<readonly DemandItem[]> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'demand.read', { jurisdiction });
  return present(context, db, await selectDemand(db, { jurisdiction, ...filter }));
}

/** @throws DomainError `demand.unknown` (not-found) */
export async function readDemand(context: CatalogueContext, db: Db, actor: Actor, id: string): Promise<DemandItem> {
  const item = await describeDemand(context, db, id);
  assertMay(context, actor, 'demand.read', { jurisdiction: item.jurisdiction });
  return item;
}

/** One item as it now stands, for the answer to an act. */
export async function describeDemand(context: CatalogueContext, db: Db, id: string): Promise<DemandItem> {
  const [item] = await present(context, db, await selectDemand(db, { id }));
  if (!item) throw new DomainError('demand.unknown', 'not-found', { id });
  return item;
}

async function present(
  context: CatalogueContext,
  db: Db,
  rows: readonly DemandItemRow[],
): Promise<readonly DemandItem[]> {
  const details = await selectDemandDetails(
    db,
    rows.map((row) => row.id),
  );
  const texts = await selectResourcesWithText(db, [...new Set(rows.map((row) => row.resource_id))]);
  const titles = new Map(texts.map(({ resource, content }) => [resource.id, parseContent(content).title]));
  const opinions = Map.groupBy(details.opinions, (row) => row.demand_item_id);
  const supplies = Map.groupBy(details.supplies, (row) => row.demand_item_id);
  const today = civilDateOf(context.clock.now());
  return rows.map((row): DemandItem => {
    const operation = details.operations.find((entry) => entry.demand_item_id === row.id);
    const task = details.tasks.find((one) => one.operation_entry_id === operation?.id);
    const development = details.developments.find((entry) => entry.demand_item_id === row.id);
    const studyDue = addMonths(row.studied_on, context.rules(row.jurisdiction).studyCycleMonths);
    return {
      id: row.id,
      jurisdiction: row.jurisdiction,
      resourceId: row.resource_id,
      resourceTitle: titles.get(row.resource_id) ?? '',
      resourceVersion: row.resource_version,
      operatorId: row.operator_id,
      scenarios: row.scenarios,
      fields: row.fields,
      studiedOn: row.studied_on,
      studyDue,
      stale: studyDue < today,
      state: row.state,
      opinions: (opinions.get(row.id) ?? []).map(presentOpinion),
      ...(operation ? { operationEntryId: operation.id } : {}),
      ...(task ? { registrationTaskId: task.id } : {}),
      ...(row.confirmed_fields ? { confirmedFields: row.confirmed_fields } : {}),
      reasons: row.reasons,
      supplies: (supplies.get(row.id) ?? []).map(presentSupply),
      ...(development ? { developmentEntryId: development.id } : {}),
    };
  });
}

function presentOpinion(row: OpinionRow): Opinion {
  return {
    bodyId: row.body_id,
    requestedAt: row.requested_at.toISOString(),
    ...(row.given_at ? { givenAt: row.given_at.toISOString() } : {}),
    ...(row.opinion ? { opinion: row.opinion } : {}),
    ...(row.text === null ? {} : { text: row.text }),
  };
}

function presentSupply(row: SupplyRow): Supply {
  const sent = row.sent_digest === null ? undefined : { rows: row.sent_rows ?? 0, digest: row.sent_digest };
  const received =
    row.received_digest === null ? undefined : { rows: row.received_rows ?? 0, digest: row.received_digest };
  return {
    id: row.id,
    state: row.state,
    fields: row.fields,
    ...(row.epoch_id === null ? {} : { epochId: row.epoch_id }),
    ...(sent ? { sent } : {}),
    ...(received ? { received } : {}),
    ...(sent && received ? { agree: sent.rows === received.rows && sent.digest === received.digest } : {}),
    reasons: row.reasons,
    appliedAt: row.applied_at.toISOString(),
    ...(row.delivered_at ? { deliveredAt: row.delivered_at.toISOString() } : {}),
  };
}
