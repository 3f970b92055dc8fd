import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { dictionariesOf, segmentsOf } from '../present-batch.ts';
import { allEpochs, epochsOf, getEpoch } from '../store.ts';
import type { DestructionRow, EpochRow } from '../tables.ts';
import { batchesBehind, findWorkspace, keptFiles } from './store-destruction.ts';

/** All that goes with a target: nothing of its data is sealed under any other key. */
export interface DestructionPlan {
  readonly epochIds: readonly string[];
  readonly segments: readonly string[];
  readonly keyIds: readonly string[];
  /** Segments that a live epoch outside the target still names. */
  readonly retained: readonly string[];
}

/**
 * Every place where data of an epoch lies, by key: its segments (with ordinals and bucket masks inside), its dictionaries
 * of entities, the quarantine and upload of its batch, its statistics (under the epoch's own key), and, through that same
 * key, the answers of products that were frozen on it. A resource is all of its epochs and batches; a workspace is one key.
 * @throws DomainError `vault.batch-in-work` (precondition) while a delivery of the resource is being checked
 */
export async function planDestruction(
  db: Db,
  target: Pick<DestructionRow, 'target_kind' | 'target_id' | 'owner_id'>,
): Promise<DestructionPlan> {
  if (target.target_kind === 'workspace') {
    const workspace = await findWorkspace(db, target.target_id);
    return { epochIds: [], segments: [], keyIds: workspace ? [workspace.id] : [], retained: [] };
  }
  const all = await epochsOf(db, target.owner_id);
  const going = all.filter(
    (epoch) => epoch.state !== 'destroyed' && (target.target_kind === 'resource' || epoch.id === target.target_id),
  );
  return planEpochs(db, target, all, going);
}

async function planEpochs(
  db: Db,
  target: Pick<DestructionRow, 'target_kind' | 'owner_id'>,
  all: readonly EpochRow[],
  going: readonly EpochRow[],
): Promise<DestructionPlan> {
  const batches = await batchesBehind(
    db,
    target.target_kind === 'resource' ? { resourceId: target.owner_id } : { epochIds: going.map((epoch) => epoch.id) },
  );
  const unfinished = batches.find((batch) => batch.state === 'received' || batch.state === 'checking');
  if (unfinished) throw new DomainError('vault.batch-in-work', 'precondition', { batch: unfinished.id });
  return planGoing(db, all, going, batches);
}

async function planGoing(
  db: Db,
  all: readonly EpochRow[],
  going: readonly EpochRow[],
  batches: Awaited<ReturnType<typeof batchesBehind>>,
): Promise<DestructionPlan> {
  const epochIds = going.map((epoch) => epoch.id);
  const staying = all.filter((epoch) => epoch.state === 'live' && !epochIds.includes(epoch.id));
  const needed = new Set(staying.flatMap(filesOf));
  const files = new Set([
    ...going.flatMap(filesOf),
    ...batches.flatMap((batch) => [batch.upload_file, batch.quarantine_file]).filter((id) => id !== null),
  ]);
  const named = going.flatMap(segmentsOf);
  return {
    epochIds,
    segments: [...new Set(named.filter((id) => !needed.has(id)))],
    keyIds: await keptFiles(db, [...[...files].filter((id) => !needed.has(id)), ...epochIds]),
    retained: [...new Set(named.filter((id) => needed.has(id)))],
  };
}

const filesOf = (epoch: EpochRow): readonly string[] => [
  ...segmentsOf(epoch),
  ...dictionariesOf(epoch).map((dictionary) => dictionary.file),
];

/** Whose data or workspace a target is. @throws DomainError `vault.epoch-not-found`, `vault.nothing-to-destroy` (not-found) */
export async function ownerOfTarget(
  db: Db,
  kind: DestructionRow['target_kind'],
  id: string,
): Promise<{ readonly ownerId: string; readonly jurisdiction: string }> {
  if (kind === 'workspace') {
    const workspace = await findWorkspace(db, id);
    if (workspace?.state !== 'open') throw new DomainError('vault.nothing-to-destroy', 'not-found', { id });
    return { ownerId: id, jurisdiction: workspace.jurisdiction };
  }
  if (kind === 'epoch') {
    const epoch = await getEpoch(db, id);
    if (epoch.state === 'destroyed') throw new DomainError('vault.epoch-destroyed', 'precondition', { id });
    return { ownerId: epoch.resource_id, jurisdiction: epoch.jurisdiction };
  }
  const [epoch] = (await epochsOf(db, id)).filter((one) => one.state !== 'destroyed');
  if (!epoch) throw new DomainError('vault.nothing-to-destroy', 'not-found', { id });
  return { ownerId: id, jurisdiction: epoch.jurisdiction };
}

/** Keys of epochs and workspaces that an entry says were destroyed, as far as this database knows them. */
export async function keysBehind(
  db: Db,
  named: { readonly epochIds: readonly string[]; readonly grantIds: readonly string[] },
): Promise<readonly string[]> {
  const keys: string[] = [];
  const standing = [...(await allEpochs(db, 'live')), ...(await allEpochs(db, 'erased'))];
  const known = standing.filter((epoch) => named.epochIds.includes(epoch.id));
  for (const resource of new Set(known.map((epoch) => epoch.resource_id))) {
    const going = known.filter((epoch) => epoch.resource_id === resource);
    const batches = await batchesBehind(db, { epochIds: going.map((epoch) => epoch.id) });
    keys.push(...(await planGoing(db, await epochsOf(db, resource), going, batches)).keyIds);
  }
  for (const grant of named.grantIds) {
    const workspace = await findWorkspace(db, grant);
    if (workspace) keys.push(workspace.id);
  }
  return keys;
}
