import type { ActorRef, Tx } from '@sluice/database';
import { record } from '@sluice/ledger';
import { checker, plainJson } from '../act-parts.ts';
import { segmentsOf } from '../present-batch.ts';
import { findSegments, forgetFiles, getEpoch, markSegmentsDestroyed, setEpochState } from '../store.ts';
import type { DestructionRow } from '../tables.ts';
import type { VaultContext } from '../vault-context.ts';
import type { DestructionPlan } from './plan-destruction.ts';
import {
  approvalsOf,
  ciphertextsOf,
  presentDestruction,
  textsOf,
  type DestructionView,
} from './present-destruction.ts';
import { actOf, type Written } from './destruction-act.ts';
import {
  destructionsUnderWay,
  findWorkspace,
  getDestruction,
  lockDestruction,
  setWorkspaceState,
  updateDestruction,
} from './store-destruction.ts';

/**
 * The intent, inside the transaction of the last approval: from this commit on nothing opens the data, and whoever serves
 * answers made of it has stopped. @returns what is to be told to running parts after the commit
 */
export async function beginDestruction(
  v: VaultContext,
  tx: Tx,
  row: DestructionRow,
  plan: DestructionPlan,
  ciphertexts: readonly { readonly file: string; readonly sha256: string }[],
  actor: ActorRef,
): Promise<() => void> {
  for (const epochId of plan.epochIds) await setEpochState(tx, epochId, 'destroying');
  const workspace = row.target_kind === 'workspace' ? await findWorkspace(tx, row.target_id) : undefined;
  if (workspace) await setWorkspaceState(tx, workspace.id, 'destroying');
  await updateDestruction(tx, row.id, {
    state: 'destroying',
    epoch_ids: plainJson(plan.epochIds),
    key_ids: plainJson(plan.keyIds),
    ciphertexts: plainJson(ciphertexts),
    retained: plainJson(plan.retained),
  });
  const act = actOf(v, row);
  record(tx, {
    ...act,
    type: 'vault.destruction-intended',
    actor,
    subjects: subjectsOf(act.subjects, plan.epochIds),
    rows: [
      ...act.rows,
      ...plan.epochIds.map((id) => ({ table: 'vault.epoch', id })),
      ...(workspace ? [{ table: 'vault.workspace', id: workspace.id }] : []),
    ],
    payload: { keyIds: [...plan.keyIds], ground: row.ground },
  });
  return v.onDestruction(tx, {
    id: row.id,
    epochIds: plan.epochIds,
    ...(row.target_kind === 'workspace' ? { grantId: row.target_id } : {}),
  });
}

function subjectsOf<T extends { readonly kind: string; readonly id: string }>(
  known: readonly T[],
  epochs: readonly string[],
) {
  const named = new Set(known.map((one) => `${one.kind}:${one.id}`));
  return [
    ...known,
    ...epochs.filter((id) => !named.has(`epoch:${id}`)).map((id) => ({ kind: 'epoch', id, rel: 'about' as const })),
  ];
}

/**
 * Carries an intended destruction out, from wherever it stands: workers, caches, tombstone, keys, files, completion. Each
 * step may be done again.
 */
export async function finishDestruction(v: VaultContext, id: string): Promise<Written<DestructionView>> {
  v.crashPoint('destruction-intended');
  const row = await getDestruction(v.db, id);
  const keyIds = textsOf(row.key_ids);
  for (const epochId of textsOf(row.epoch_ids)) v.openStatistics.delete(epochId);
  for (const file of keyIds) await v.cache.ban(file);
  v.crashPoint('workers-killed');
  await v.wipeElsewhere();
  v.crashPoint('caches-wiped');
  await v.keyFolder.bury({ destruction: id, at: v.clock.now().toISOString(), keyIds });
  v.crashPoint('tombstone-written');
  for (const file of keyIds) {
    await v.keys.destroy(file);
    v.crashPoint('key-destroyed');
    await v.files.destroy(file);
    v.crashPoint('file-removed');
  }
  return complete(v, row, keyIds);
}

async function complete(
  v: VaultContext,
  row: DestructionRow,
  keyIds: readonly string[],
): Promise<Written<DestructionView>> {
  const segments = (await findSegments(v.db, keyIds)).map((segment) => segment.id);
  const escrowedUntil = await lastEscrow(v);
  const { value, evidence } = await v.transact(async (tx) => {
    const { state } = await lockDestruction(tx, row.id);
    if (state === 'destroyed') return getDestruction(tx, row.id);
    const epochIds = textsOf(row.epoch_ids);
    await markSegmentsDestroyed(tx, segments);
    for (const epochId of epochIds) await setEpochState(tx, epochId, 'destroyed');
    const workspace = row.target_kind === 'workspace' ? await findWorkspace(tx, row.target_id) : undefined;
    if (workspace) await setWorkspaceState(tx, workspace.id, 'destroyed');
    await forgetFiles(tx, keyIds);
    await updateDestruction(tx, row.id, { state: 'destroyed', completed_at: tx.at, escrowed_until: escrowedUntil });
    const act = actOf(v, row);
    record(tx, {
      ...act,
      type: 'vault.destruction-completed',
      actor: checker,
      subjects: subjectsOf(act.subjects, epochIds),
      rows: [...act.rows, ...(workspace ? [{ table: 'vault.workspace', id: workspace.id }] : [])],
      payload: {
        keyIds: [...keyIds],
        digests: ciphertextsOf(row).map((one) => one.sha256),
        approvers: approvalsOf(row).map((one) => one.person),
        groundEntry: row.ground_entry,
        retained: [...textsOf(row.retained)],
        escrowedUntil: escrowedUntil?.toISOString() ?? null,
      },
    });
    for (const epochId of epochIds)
      recordEpochEnd(
        v,
        tx,
        row,
        epochId,
        segmentsOf(await getEpoch(tx, epochId)).filter((id) => segments.includes(id)),
      );
    return getDestruction(tx, row.id);
  });
  v.crashPoint('destruction-completed');
  return { value: presentDestruction(value), evidence };
}

/** The end of each epoch stands in its own story too. */
function recordEpochEnd(
  v: VaultContext,
  tx: Tx,
  row: DestructionRow,
  epochId: string,
  segments: readonly string[],
): void {
  record(tx, {
    type: 'vault.epoch-destroyed',
    stream: `epoch:${epochId}`,
    actor: checker,
    subjects: [{ kind: 'destruction', id: row.id, rel: 'about' }],
    rows: [{ table: 'vault.epoch', id: epochId }, ...segments.map((id) => ({ table: 'vault.segment', id }))],
    ruleVersion: v.ruleVersion(row.jurisdiction),
    payload: { destruction: row.id, ground: row.ground },
  });
}

/** When the last known copy of the keys expires; a copy whose time is over counts no more. */
async function lastEscrow(v: VaultContext): Promise<Date | null> {
  const now = v.realNow().getTime();
  const ends = (await v.keyFolder.escrows()).map((one) => new Date(one.expiresAt).getTime()).filter((at) => at > now);
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

/** What a crash interrupted; run at start, before anything is opened. @returns how many were finished */
export async function finishInterrupted(v: VaultContext): Promise<number> {
  const open = await destructionsUnderWay(v.db);
  for (const row of open) await finishDestruction(v, row.id);
  return open.length;
}
