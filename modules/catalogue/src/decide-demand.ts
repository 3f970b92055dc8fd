import type { Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef, assertMay } from './actor-ref.ts';
import { assertAuthorizableClass } from './authorizable-class.ts';
import type { Actor, CatalogueContext } from './catalogue-context.ts';
import { outside } from './demand.ts';
import { assertNotExcluded } from './exclusions.ts';
import {
  insertOperationEntry,
  insertOpinion,
  insertRegistrationTask,
  lockDemand,
  selectDemandDetails,
  updateDemand,
  updateOpinion,
} from './store-demand.ts';
import type { DemandItemRow, OpinionKind, OpinionRow } from './tables.ts';

/** @throws DomainError `demand.unknown` (not-found) */
export async function holdDemand(tx: Tx, id: string): Promise<DemandItemRow> {
  const item = await lockDemand(tx, id);
  if (!item) throw new DomainError('demand.unknown', 'not-found', { id });
  return item;
}

function assertOpen(item: DemandItemRow): void {
  if (item.state === 'confirmed' || item.state === 'refused') {
    throw new DomainError('demand.decided', 'conflict', { state: item.state });
  }
}

/**
 * The data authority asks a sector authority. Until it answers the item cannot be confirmed (AOC-02).
 * @throws DomainError `demand.decided` (conflict), `demand.opinion-asked-already` (conflict), `demand.body-unknown` (invalid)
 */
export async function requestOpinion(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  id: string,
  bodyId: string,
): Promise<string> {
  const item = await holdDemand(tx, id);
  assertMay(context, actor, 'demand.ask-opinion', { jurisdiction: item.jurisdiction });
  assertOpen(item);
  const body = await context.bodies.find(tx, bodyId);
  if (body?.jurisdiction !== item.jurisdiction) throw new DomainError('demand.body-unknown', 'invalid', { bodyId });
  const { opinions } = await selectDemandDetails(tx, [id]);
  if (opinions.some((opinion) => opinion.body_id === bodyId)) {
    throw new DomainError('demand.opinion-asked-already', 'conflict', { bodyId });
  }
  const row: OpinionRow = {
    id: context.ids.next<'opinion'>('opinion'),
    demand_item_id: id,
    body_id: bodyId,
    requested_by: actor.person,
    requested_at: tx.at,
    given_by: null,
    given_at: null,
    opinion: null,
    text: null,
  };
  await insertOpinion(tx, row);
  await updateDemand(tx, id, { state: 'opinion-requested' });
  record(tx, {
    type: 'catalogue.opinion-requested',
    stream: `demand:${id}`,
    actor: actorRef(actor),
    subjects: [{ kind: 'body', id: bodyId, rel: 'about' }],
    rows: demandRows(id, { table: 'catalogue.opinion', id: row.id }),
    ruleVersion: context.rules(item.jurisdiction).version,
    payload: { from: bodyId },
  });
  return id;
}

const demandRows = (id: string, ...more: readonly { readonly table: string; readonly id: string }[]) => [
  { table: 'catalogue.demand_item', id },
  ...more,
];

export interface GivenOpinion {
  readonly opinion: OpinionKind;
  readonly text?: string | undefined;
}

/** @throws DomainError `demand.opinion-not-asked` (precondition): of this body, or it has answered already */
export async function giveOpinion(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  id: string,
  given: GivenOpinion,
): Promise<string> {
  const item = await holdDemand(tx, id);
  assertMay(context, actor, 'demand.opinion', { jurisdiction: item.jurisdiction });
  const { opinions } = await selectDemandDetails(tx, [id]);
  const open = opinions.filter((opinion) => opinion.given_at === null);
  const own = open.find((opinion) => opinion.body_id === actor.body);
  if (!own) throw new DomainError('demand.opinion-not-asked', 'precondition', { bodyId: actor.body });
  await updateOpinion(tx, own.id, {
    given_by: actor.person,
    given_at: tx.at,
    opinion: given.opinion,
    text: given.text ?? null,
  });
  await updateDemand(tx, id, { state: open.length === 1 ? 'opinion-given' : 'opinion-requested' });
  record(tx, {
    type: 'catalogue.opinion-given',
    stream: `demand:${id}`,
    actor: actorRef(actor),
    rows: demandRows(id, { table: 'catalogue.opinion', id: own.id }),
    ruleVersion: context.rules(item.jurisdiction).version,
    payload: { from: actor.body, opinion: given.opinion },
  });
  return id;
}

export interface DemandDecision {
  readonly decision: 'confirm' | 'refuse';
  /** A part of the asked fields; all of them unless said. */
  readonly fields?: readonly string[] | undefined;
  readonly reasons: readonly string[];
}

/**
 * The data authority confirms the item into the operation catalogue, which opens its registration, or refuses it.
 * @throws DomainError `demand.decided` (conflict), `demand.opinion-outstanding` (precondition, with the bodies),
 *   `demand.class-missing` (precondition), `demand.reasons-missing` (invalid: for a refusal, or a confirmation against an opinion), `demand.field-unknown`
 */
export async function decideDemand(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  id: string,
  decision: DemandDecision,
): Promise<string> {
  const item = await holdDemand(tx, id);
  assertMay(context, actor, 'demand.confirm', { jurisdiction: item.jurisdiction, openedBy: item.opened_by });
  assertOpen(item);
  const { opinions } = await selectDemandDetails(tx, [id]);
  const outstanding = opinions.filter((opinion) => opinion.given_at === null);
  if (outstanding.length > 0) {
    const bodies = outstanding.map((opinion) => opinion.body_id);
    throw new DomainError('demand.opinion-outstanding', 'precondition', { bodies });
  }
  const against = opinions.some((opinion) => opinion.opinion === 'disagree');
  if ((decision.decision === 'refuse' || against) && decision.reasons.length === 0) {
    throw new DomainError('demand.reasons-missing', 'invalid');
  }
  await (decision.decision === 'refuse'
    ? refuseDemand(context, tx, actor, item, decision.reasons)
    : confirmDemand(context, tx, actor, item, decision));
  return id;
}

async function refuseDemand(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  item: DemandItemRow,
  reasons: readonly string[],
): Promise<void> {
  await updateDemand(tx, item.id, { state: 'refused', reasons: [...reasons], decided_at: tx.at });
  record(tx, {
    type: 'catalogue.demand-refused',
    stream: `demand:${item.id}`,
    actor: actorRef(actor),
    rows: demandRows(item.id),
    ruleVersion: context.rules(item.jurisdiction).version,
    payload: { reasons: [...reasons] },
  });
}

async function confirmDemand(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  item: DemandItemRow,
  decision: DemandDecision,
): Promise<void> {
  const fields = [...new Set(decision.fields ?? item.fields)];
  const unknown = outside(fields, item.fields);
  if (unknown.length > 0) throw new DomainError('demand.field-unknown', 'invalid', { fields: unknown });
  await assertNotExcluded(tx, item.resource_id, fields);
  await assertAuthorizableClass(context.bodies, tx, item.resource_id, item.resource_version);
  const operationEntry = context.ids.next<'operation'>('operation');
  const registrationTask = context.ids.next<'registration'>('regtask');
  const { jurisdiction, resource_id, resource_version } = item;
  await updateDemand(tx, item.id, {
    state: 'confirmed',
    confirmed_fields: fields,
    reasons: [...decision.reasons],
    decided_at: tx.at,
  });
  await insertOperationEntry(tx, {
    id: operationEntry,
    demand_item_id: item.id,
    jurisdiction,
    resource_id,
    resource_version,
    fields,
    confirmed_by: actor.person,
    confirmed_at: tx.at,
  });
  await insertRegistrationTask(tx, {
    id: registrationTask,
    operation_entry_id: operationEntry,
    jurisdiction,
    resource_id,
    state: 'open',
    created_at: tx.at,
  });
  record(tx, {
    type: 'catalogue.demand-confirmed',
    stream: `demand:${item.id}`,
    actor: actorRef(actor),
    subjects: [{ kind: 'resource', id: resource_id, rel: 'uses' }],
    rows: demandRows(
      item.id,
      { table: 'catalogue.operation_entry', id: operationEntry },
      { table: 'catalogue.registration_task', id: registrationTask },
    ),
    ruleVersion: context.rules(jurisdiction).version,
    payload: { operationEntry, registrationTask, fields },
  });
}
