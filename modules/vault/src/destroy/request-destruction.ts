import { assertAllowed, DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { asActorRef, plainJson } from '../act-parts.ts';
import type { DestructionRow, DestructionTarget } from '../tables.ts';
import type { Actor, VaultContext } from '../vault-context.ts';
import { actOf, newRow, type Written } from './destruction-act.ts';
import { beginDestruction, finishDestruction } from './execute-destruction.ts';
import {
  approvalsOf,
  presentDestruction,
  type DestructionGround,
  type DestructionView,
} from './present-destruction.ts';
import { ownerOfTarget, planDestruction } from './plan-destruction.ts';
import {
  getDestruction,
  insertDestruction,
  lockDestruction,
  openDestruction,
  updateDestruction,
} from './store-destruction.ts';

/** Two different persons of two different bodies, neither of them the one who asked (SEC-03). */
export const APPROVERS = 2;

export interface DestructionRequest {
  readonly kind: DestructionTarget;
  readonly id: string;
  readonly ground: DestructionGround;
  /** The source agency of the resource, for powers over its own data; the caller looks it up. */
  readonly ownerBody?: string | undefined;
}

/**
 * Asks for the destruction of an epoch, of all data of a resource, or of a grant's workspace. Nothing is touched yet.
 * @throws DomainError a refusal; `vault.epoch-not-found`, `vault.nothing-to-destroy` (not-found), `vault.epoch-destroyed`,
 * `vault.batch-in-work` (precondition), `vault.destruction-open` (conflict)
 */
export async function requestDestruction(
  v: VaultContext,
  actor: Actor,
  request: DestructionRequest,
): Promise<Written<DestructionView>> {
  const { ownerId, jurisdiction } = await ownerOfTarget(v.db, request.kind, request.id);
  assertAllowed(
    v.policy.decide({
      actor,
      act: request.kind === 'workspace' ? 'workspace.request-destruction' : 'destruction.request',
      objectJurisdiction: jurisdiction,
      ownerBody: request.ownerBody,
    }),
  );
  const before = await openDestruction(v.db, request.kind, request.id);
  if (before) throw new DomainError('vault.destruction-open', 'conflict', { id: before.id });
  await planDestruction(v.db, { target_kind: request.kind, target_id: request.id, owner_id: ownerId });
  return v.transact(async (tx) => {
    const row = newRow(v, { ...request, ownerId, jurisdiction, by: actor.person, groundEntry: null }, tx.at);
    await insertDestruction(tx, row);
    record(tx, {
      ...actOf(v, row),
      type: 'vault.destruction-requested',
      actor: asActorRef(actor),
      payload: { target: row.target_kind, id: row.target_id, ground: row.ground },
    });
    return presentDestruction(row);
  });
}

/**
 * One person's approval; with the second the destruction begins in the same transaction and is carried out before this
 * answers. A crash on the way is made up for at the next start.
 * @throws DomainError a refusal (`policy.own-case` for whoever asked); `vault.destruction-settled`,
 * `vault.already-approved`, `vault.approved-by-body` (conflict), `vault.batch-in-work` (precondition)
 */
export async function approveDestruction(v: VaultContext, actor: Actor, id: string): Promise<Written<DestructionView>> {
  const asked = await getDestruction(v.db, id);
  assertAllowed(v.policy.decide({ ...approvalQuestion(actor, asked), openedBy: asked.requested_by ?? undefined }));
  // Digests are taken before anything is gone: whole files are read, so not inside the transaction.
  const plan = await planDestruction(v.db, asked);
  const second = approvalsOf(asked).length + 1 >= APPROVERS;
  const ciphertexts = second ? await digestsOf(v, plan.keyIds) : [];
  let afterwards = (): void => undefined;
  const committed = await v.transact(async (tx) => {
    const row = await lockDestruction(tx, id);
    if (row.state !== 'requested') throw new DomainError('vault.destruction-settled', 'conflict', { state: row.state });
    const given = approvalsOf(row);
    if (given.some((one) => one.person === actor.person))
      throw new DomainError('vault.already-approved', 'conflict', { id });
    if (given.some((one) => one.body === actor.body))
      throw new DomainError('vault.approved-by-body', 'conflict', { id });
    const approvals = [...given, { person: actor.person, body: actor.body, role: actor.role, at: tx.at.toISOString() }];
    await updateDestruction(tx, id, { approvals: plainJson(approvals) });
    record(tx, {
      ...actOf(v, row),
      type: 'vault.destruction-approved',
      actor: asActorRef(actor),
      payload: { approval: approvals.length, needed: APPROVERS },
    });
    if (approvals.length < APPROVERS) return { ...row, approvals: plainJson(approvals) };
    afterwards = await beginDestruction(
      v,
      tx,
      { ...row, approvals: plainJson(approvals) },
      plan,
      ciphertexts,
      asActorRef(actor),
    );
    return { ...row, state: 'destroying' as const };
  });
  if (committed.value.state !== 'destroying')
    return { value: presentDestruction(committed.value), evidence: committed.evidence };
  afterwards();
  const { value, evidence } = await finishDestruction(v, id);
  return { value, evidence: [...committed.evidence, ...evidence] };
}

/** Takes a request back before it is approved. @throws DomainError `vault.not-requester` (forbidden), `vault.destruction-settled` */
export async function withdrawDestruction(
  v: VaultContext,
  actor: Actor,
  id: string,
): Promise<Written<DestructionView>> {
  return v.transact(async (tx) => {
    const row = await lockDestruction(tx, id);
    if (row.requested_by !== actor.person) throw new DomainError('vault.not-requester', 'forbidden');
    if (row.state !== 'requested') throw new DomainError('vault.destruction-settled', 'conflict', { state: row.state });
    await updateDestruction(tx, id, { state: 'withdrawn' });
    record(tx, { ...actOf(v, row), type: 'vault.destruction-withdrawn', actor: asActorRef(actor), payload: {} });
    return presentDestruction({ ...row, state: 'withdrawn' });
  });
}

/** Who stops what he runs approves by that power; who decides on its supply consents by that one. */
function approvalQuestion(actor: Actor, row: DestructionRow) {
  const common = { actor, objectJurisdiction: row.jurisdiction };
  if (row.target_kind === 'workspace') return { ...common, act: 'workspace.approve-destruction' as const };
  return actor.role === 'custodian'
    ? { ...common, act: 'destruction.approve' as const }
    : { ...common, act: 'destruction.consent' as const };
}

export async function digestsOf(
  v: VaultContext,
  keyIds: readonly string[],
): Promise<readonly { readonly file: string; readonly sha256: string }[]> {
  const found = [];
  for (const file of keyIds) {
    const sha256 = await v.files.digest(file);
    if (sha256 !== undefined) found.push({ file, sha256 });
  }
  return found;
}
