import type { Db, Transact, Tx, Committed } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef, assertMay } from './actor-ref.ts';
import type { Actor, CatalogueContext, SideCount } from './catalogue-context.ts';
import { holdDemand } from './decide-demand.ts';
import { acceptDelivery, outside } from './demand.ts';
import { insertSupply, selectDemand, selectDemandDetails, updateSupply, type SupplyRow } from './store-demand.ts';
import { findResource } from './store.ts';
import type { DemandItemRow, SupplyReason } from './tables.ts';

/**
 * The operator applies for data under the operation catalogue (AOC-05).
 * @throws DomainError `supply.not-confirmed-demand` (precondition), `supply.field-not-confirmed` (invalid), `policy.not-own`
 */
export async function applyForSupply(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  id: string,
  fields: readonly string[],
): Promise<string> {
  const item = await holdDemand(tx, id);
  assertMay(context, actor, 'supply.apply', { jurisdiction: item.jurisdiction });
  assertOperator(item, actor, 'supply.apply');
  const extra = outside(fields, confirmedFields(item));
  if (extra.length > 0) throw new DomainError('supply.field-not-confirmed', 'invalid', { fields: extra });
  const supply = context.ids.next<'supply'>('supply');
  await insertSupply(tx, {
    id: supply,
    demand_item_id: id,
    state: 'applied',
    fields: [...new Set(fields)],
    applied_by: actor.person,
    applied_at: tx.at,
    epoch_id: null,
    sent_rows: null,
    sent_digest: null,
    received_rows: null,
    received_digest: null,
    reasons: '[]',
    delivered_at: null,
  });
  record(tx, {
    type: 'catalogue.supply-applied',
    stream: `demand:${id}`,
    actor: actorRef(actor),
    subjects: [{ kind: 'resource', id: item.resource_id, rel: 'uses' }],
    rows: [{ table: 'catalogue.supply', id: supply }],
    ruleVersion: context.rules(item.jurisdiction).version,
    payload: { supply, fields: [...new Set(fields)] },
  });
  return id;
}

export function assertOperator(item: DemandItemRow, actor: Actor, act: string): void {
  if (item.operator_id !== actor.body) throw new DomainError('policy.not-own', 'forbidden', { act });
}

/** @throws DomainError `supply.not-confirmed-demand` (precondition) */
export function confirmedFields(item: DemandItemRow): readonly string[] {
  if (item.state !== 'confirmed' || item.confirmed_fields === null) {
    throw new DomainError('supply.not-confirmed-demand', 'precondition', { state: item.state });
  }
  return item.confirmed_fields;
}

async function latestSupply(db: Db, id: string): Promise<SupplyRow> {
  const latest = (await selectDemandDetails(db, [id])).supplies.at(-1);
  if (!latest) throw new DomainError('supply.not-applied', 'precondition', { id });
  return latest;
}

export interface SupplyDecision {
  readonly decision: 'confirm' | 'refuse';
  readonly reasons?: readonly string[] | undefined;
}

/**
 * The data authority decides the application for data. @throws DomainError `supply.not-applied` (precondition),
 * `supply.decided` (conflict), `review.reasons-missing` (invalid)
 */
export async function decideSupply(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  id: string,
  decision: SupplyDecision,
): Promise<string> {
  const item = await holdDemand(tx, id);
  const supply = await latestSupply(tx, id);
  assertMay(context, actor, 'supply.decide', { jurisdiction: item.jurisdiction, openedBy: supply.applied_by });
  if (supply.state !== 'applied') throw new DomainError('supply.decided', 'conflict', { state: supply.state });
  const reasons = decision.reasons ?? [];
  if (decision.decision === 'refuse' && reasons.length === 0)
    throw new DomainError('review.reasons-missing', 'invalid');
  const stored = reasons.map((text) => ({ code: 'supply.refused', params: { text } }));
  await updateSupply(tx, supply.id, {
    state: decision.decision === 'confirm' ? 'confirmed' : 'refused',
    reasons: JSON.stringify(stored),
  });
  record(tx, {
    type: 'catalogue.supply-decided',
    stream: `demand:${id}`,
    actor: actorRef(actor),
    rows: [{ table: 'catalogue.supply', id: supply.id }],
    ruleVersion: context.rules(item.jurisdiction).version,
    payload: { supply: supply.id, decision: decision.decision, reasons: [...reasons] },
  });
  return id;
}

export interface Push {
  /** The fields that are sent; those of the application unless said. */
  readonly fields?: readonly string[] | undefined;
  /** What the sending platform counted; counted here unless given. */
  readonly sent?: SideCount | undefined;
}

/**
 * The custodian pushes the current epoch. The receiving side refuses fields that were not confirmed and deliveries
 * whose counts or digests differ; the refusal is recorded and shown, nothing arrives (AOC-05). A delivered supply can
 * be pushed again when there is a newer epoch.
 * @throws DomainError `supply.not-applied`, `supply.not-confirmed`, `supply.no-data` (precondition)
 */
export async function pushSupply(
  context: CatalogueContext,
  db: Db,
  transact: Transact,
  actor: Actor,
  id: string,
  push: Push,
): Promise<Committed<string>> {
  const [item] = await selectDemand(db, { id });
  if (!item) throw new DomainError('demand.unknown', 'not-found', { id });
  assertMay(context, actor, 'supply.push', { jurisdiction: item.jurisdiction });
  const planned = await latestSupply(db, id);
  const epochId = (await findResource(db, item.resource_id))?.current_epoch_id;
  if (!epochId) throw new DomainError('supply.no-data', 'precondition', { resourceId: item.resource_id });
  const fields = push.fields ?? planned.fields;
  // Both sides are counted before the transaction: reading a large epoch must not hold its locks.
  const isConfirmed = outside(fields, planned.fields).length === 0;
  const delivery = { resourceId: item.resource_id, epochId, fields };
  const sent = push.sent ?? (isConfirmed ? await context.supplySides.sent(db, delivery) : { rows: 0, digest: '' });
  const received = isConfirmed ? await context.supplySides.received(db, delivery) : undefined;
  return transact(async (tx) => {
    await holdDemand(tx, id);
    const supply = await latestSupply(tx, id);
    if (supply.id !== planned.id || supply.state === 'applied' || supply.state === 'refused') {
      throw new DomainError('supply.not-confirmed', 'precondition', { state: supply.state });
    }
    await recordDelivery(context, tx, actor, { item, supply, epochId, fields, sent, received });
    return id;
  });
}

interface Arrival {
  readonly item: DemandItemRow;
  readonly supply: SupplyRow;
  readonly epochId: string;
  readonly fields: readonly string[];
  readonly sent: SideCount;
  readonly received: SideCount | undefined;
}

async function recordDelivery(context: CatalogueContext, tx: Tx, actor: Actor, it: Arrival): Promise<void> {
  const { item, supply, epochId, sent, received } = it;
  const accepted = acceptDelivery(it.fields, supply.fields, sent, received);
  const refused = accepted.allowed ? [] : accepted.reasons;
  const delivered = accepted.allowed && received !== undefined;
  await updateSupply(tx, supply.id, {
    state: delivered ? 'delivered' : 'rejected',
    epoch_id: epochId,
    sent_rows: sent.rows,
    sent_digest: sent.digest,
    received_rows: received?.rows ?? null,
    received_digest: received?.digest ?? null,
    reasons: JSON.stringify(refused satisfies readonly unknown[] as readonly SupplyReason[]),
    delivered_at: delivered ? tx.at : null,
  });
  const common = {
    stream: `demand:${item.id}`,
    actor: actorRef(actor),
    subjects: [
      { kind: 'resource', id: item.resource_id, rel: 'uses' },
      { kind: 'epoch', id: epochId, rel: 'uses' },
    ],
    rows: [{ table: 'catalogue.supply', id: supply.id }],
    ruleVersion: context.rules(item.jurisdiction).version,
  } as const;
  const facts = { supply: supply.id, epoch: epochId, fields: [...it.fields], sent };
  if (delivered) {
    record(tx, { ...common, type: 'catalogue.supply-delivered', payload: { ...facts, received } });
  } else {
    const reasons = refused.map((reason) => reason.code);
    const payload = { ...facts, ...(received ? { received } : {}), reasons };
    record(tx, { ...common, type: 'catalogue.supply-rejected', payload });
  }
}
