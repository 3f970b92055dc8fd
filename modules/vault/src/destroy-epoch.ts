import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { asActorRef } from './act-parts.ts';
import { dictionariesOf, segmentsOf } from './present-batch.ts';
import {
  currentEpochOf,
  epochsOf,
  findSegments,
  forgetFiles,
  getEpoch,
  markSegmentsDestroyed,
  setEpochState,
} from './store.ts';
import type { Actor, VaultContext } from './vault-context.ts';

export interface DestroyedEpoch {
  readonly epochId: string;
  readonly keys: readonly string[];
}

/**
 * Destroys an epoch that is no longer current: segments that no other live epoch names lose their keys. Intent entry →
 * caches wiped and keys deleted → completion entry; calling again after a crash goes on where it stopped.
 * Who may do it is the caller's question: it is asked through a decision of the flow that ends a grant or a resource.
 * @throws DomainError `vault.epoch-current` (precondition), `vault.epoch-not-found`.
 */
export async function destroyEpoch(
  v: VaultContext,
  actor: Actor,
  epochId: string,
  ground: string,
): Promise<DestroyedEpoch> {
  const epoch = await getEpoch(v.db, epochId);
  const current = await currentEpochOf(v.db, epoch.resource_id);
  if (current?.id === epochId) throw new DomainError('vault.epoch-current', 'precondition', { id: epochId });
  const others = (await epochsOf(v.db, epoch.resource_id)).filter((e) => e.id !== epochId && e.state === 'live');
  const needed = new Set(others.flatMap((e) => [...segmentsOf(e), ...dictionariesOf(e).map((d) => d.file)]));
  const segments = segmentsOf(epoch).filter((id) => !needed.has(id));
  const keys = [
    ...segments,
    ...dictionariesOf(epoch)
      .map((d) => d.file)
      .filter((id) => !needed.has(id)),
  ];
  if (epoch.state === 'destroyed') return { epochId, keys };
  const common = {
    stream: `epoch:${epochId}`,
    actor: asActorRef(actor),
    subjects: [{ kind: 'resource', id: epoch.resource_id, rel: 'about' as const }],
    ruleVersion: v.ruleVersion(epoch.jurisdiction),
  };
  if (epoch.state === 'live') {
    await v.transact(async (tx) => {
      await setEpochState(tx, epochId, 'destroying');
      record(tx, {
        ...common,
        type: 'vault.destruction-intended',
        rows: [{ table: 'vault.epoch', id: epochId }],
        payload: { keyIds: keys, ground },
      });
    });
  }
  v.crashPoint('destruction-intended');
  for (const id of keys) {
    await v.cache.drop(id);
    await v.files.destroy(id);
    v.crashPoint('key-destroyed');
  }
  const rows = await findSegments(v.db, segments);
  await v.transact(async (tx) => {
    await markSegmentsDestroyed(tx, segments);
    await setEpochState(tx, epochId, 'destroyed');
    await forgetFiles(tx, keys);
    record(tx, {
      ...common,
      type: 'vault.destruction-completed',
      rows: [{ table: 'vault.epoch', id: epochId }, ...segments.map((id) => ({ table: 'vault.segment', id }))],
      payload: { keyIds: keys, digests: rows.map((r) => r.sealed_sha256), approvers: [actor.person] },
    });
  });
  return { epochId, keys };
}
