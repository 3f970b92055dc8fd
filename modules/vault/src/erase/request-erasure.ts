import type { FieldDefinition } from '@sluice/catalogue';
import { assertAllowed, DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { asActorRef } from '../act-parts.ts';
import type { Written } from '../destroy/destruction-act.ts';
import type { GatheredResource } from '../receive-batch.ts';
import type { ErasureRow } from '../tables.ts';
import type { Actor, VaultContext } from '../vault-context.ts';
import { entityKeysOf, hidePerson } from './hide-person.ts';
import {
  actOfErasure,
  presentErasure,
  sealSubject,
  type ErasureGround,
  type ErasureSubject,
  type ErasureView,
} from './present-erasure.ts';
import { erasuresOf, getErasure, insertErasure, lockErasure, updateErasure } from './store-erasure.ts';

export interface ErasureRequest extends ErasureSubject {
  /** The entity key by which the person is named. */
  readonly field: string;
  readonly ground: ErasureGround;
}

/**
 * Asks that one person's records be erased, or corrected where changes are given. The person's key is kept under seal and
 * forgotten when it is done; nothing is touched before a second person, of another body, approves.
 * @throws DomainError a refusal; `vault.not-an-entity-key`, `vault.nothing-to-correct`, `vault.field-unknown`,
 * `vault.field-not-correctable` (invalid)
 */
export async function requestErasure(
  v: VaultContext,
  actor: Actor,
  resource: GatheredResource,
  request: ErasureRequest,
): Promise<Written<ErasureView>> {
  assertAllowed(
    v.policy.decide({
      actor,
      act: 'erasure.request',
      objectJurisdiction: resource.jurisdiction,
      ownerBody: resource.ownerId,
    }),
  );
  const { field, ground, key, changes } = request;
  if (!entityKeysOf(resource.fields).includes(field))
    throw new DomainError('vault.not-an-entity-key', 'invalid', { field });
  if (changes) assertCorrectable(resource.fields, changes);
  const id = v.ids.next<'erasure'>('era');
  return v.transact(async (tx) => {
    const row: ErasureRow = {
      ...{ id, resource_id: resource.id, jurisdiction: resource.jurisdiction, owner_body: resource.ownerId },
      ...{ kind: changes ? 'correct' : 'erase', field, ground, state: 'requested' },
      subject: sealSubject(v, id, { key, ...(changes ? { changes } : {}) }),
      ...{ requested_by: actor.person, requested_at: tx.at, approved_by: null, hidden_at: null, due_at: null },
      ...{ finished_at: null, rows: null, epoch_before: null, epoch_after: null, key_ids: [] },
    };
    await insertErasure(tx, row);
    record(tx, {
      ...actOfErasure(v, row),
      type: 'vault.erasure-requested',
      actor: asActorRef(actor),
      payload: { kind: row.kind, field, ground, fields: Object.keys(changes ?? {}) },
    });
    return presentErasure(row, tx.at);
  });
}

/** Who a record is about is never corrected: that is another person's record. Nor is what may stand only once. */
function assertCorrectable(fields: readonly FieldDefinition[], changes: Readonly<Record<string, string | null>>): void {
  const names = Object.keys(changes);
  if (names.length === 0) throw new DomainError('vault.nothing-to-correct', 'invalid');
  for (const name of names) {
    const field = fields.find((one) => one.name === name);
    if (!field) throw new DomainError('vault.field-unknown', 'invalid', { field: name });
    if (field.role === 'entity-key' || field.unique)
      throw new DomainError('vault.field-not-correctable', 'invalid', { field: name });
  }
}

/**
 * Approves: from the answer on nobody's query sees the person (or sees the corrected values).
 * @throws DomainError a refusal (`policy.own-case` for whoever asked); `vault.erasure-settled` (conflict),
 * `vault.person-not-held` (not-found), `vault.correction-faulty` (invalid)
 */
export async function approveErasure(v: VaultContext, actor: Actor, id: string): Promise<Written<ErasureView>> {
  const row = await getErasure(v.db, id);
  assertAllowed(
    v.policy.decide({
      actor,
      act: 'erasure.approve',
      objectJurisdiction: row.jurisdiction,
      openedBy: row.requested_by,
    }),
  );
  if (row.state !== 'requested') throw new DomainError('vault.erasure-settled', 'conflict', { state: row.state });
  const { value, evidence } = await hidePerson(v, id, actor);
  return { value: presentErasure(value, v.clock.now()), evidence };
}

/** @throws DomainError `vault.not-requester` (forbidden), `vault.erasure-settled` (conflict) */
export async function withdrawErasure(v: VaultContext, actor: Actor, id: string): Promise<Written<ErasureView>> {
  return v.transact(async (tx) => {
    const row = await lockErasure(tx, id);
    if (row.requested_by !== actor.person) throw new DomainError('vault.not-requester', 'forbidden');
    if (row.state !== 'requested') throw new DomainError('vault.erasure-settled', 'conflict', { state: row.state });
    const change = { state: 'withdrawn', subject: null } as const;
    await updateErasure(tx, id, change);
    record(tx, {
      ...actOfErasure(v, row),
      type: 'vault.erasure-withdrawn',
      actor: asActorRef(actor),
      payload: {},
    });
    return presentErasure({ ...row, ...change }, tx.at);
  });
}

export async function listErasures(
  v: VaultContext,
  actor: Actor,
  resource: Pick<GatheredResource, 'id' | 'jurisdiction' | 'ownerId'>,
): Promise<readonly ErasureView[]> {
  const { jurisdiction, ownerId } = resource;
  assertAllowed(v.policy.decide({ actor, act: 'erasure.read', objectJurisdiction: jurisdiction, ownerBody: ownerId }));
  const now = v.clock.now();
  return (await erasuresOf(v.db, resource.id)).map((row) => presentErasure(row, now));
}
