import { record } from '@sluice/ledger';
import { checker } from '../act-parts.ts';
import { dictionariesOf, segmentsOf } from '../present-batch.ts';
import { allEpochs, allFiles, forgetFiles, markSegmentsDestroyed, setEpochState } from '../store.ts';
import type { EpochRow } from '../tables.ts';
import type { VaultContext } from '../vault-context.ts';
import { openWorkspaces, setWorkspaceState } from './store-destruction.ts';

/**
 * A database that was restored may hold as live what has been destroyed since. The keys are gone (they are removed before
 * the first start, and again here); this brings the rows in line, with an entry for each.
 */
export async function enterTombstones(v: VaultContext): Promise<number> {
  const buried = new Set((await v.keyFolder.tombstones()).flatMap((one) => one.keyIds));
  if (buried.size === 0) return 0;
  const gone = [
    ...(await allEpochs(v.db, 'live')).filter((epoch) => filesOf(epoch).some((id) => buried.has(id))),
    // Segments of an erased one are buried by the erasure; its own key only by a destruction.
    ...(await allEpochs(v.db, 'erased')).filter((epoch) => buried.has(epoch.id)),
  ];
  for (const epoch of gone) await replayEpoch(v, epoch, buried);
  const workspaces = (await openWorkspaces(v.db)).filter((one) => buried.has(one.id));
  for (const { id, grant_id: grant, jurisdiction } of workspaces) {
    await v.keys.destroy(id);
    await v.transact(async (tx) => {
      await setWorkspaceState(tx, id, 'destroyed');
      await forgetFiles(tx, [id]);
      record(tx, {
        type: 'vault.destruction-replayed',
        stream: `workspace:${id}`,
        actor: checker,
        subjects: [{ kind: 'grant', id: grant, rel: 'about' }],
        rows: [{ table: 'vault.workspace', id }],
        ruleVersion: v.ruleVersion(jurisdiction),
        payload: { keyIds: [id] },
      });
    });
  }
  await forgetRest(v, buried);
  return gone.length + workspaces.length;
}

/** What no epoch names: uploads and quarantines of deliveries, of which nobody is told that they are there any more. */
async function forgetRest(v: VaultContext, buried: ReadonlySet<string>): Promise<void> {
  const rest = (await allFiles(v.db)).map((file) => file.id).filter((id) => buried.has(id));
  if (rest.length === 0) return;
  for (const id of rest) await v.files.destroy(id);
  await v.transact((tx) => forgetFiles(tx, rest));
}

const filesOf = (epoch: EpochRow): readonly string[] => [
  epoch.id,
  ...segmentsOf(epoch),
  ...dictionariesOf(epoch).map((one) => one.file),
];

async function replayEpoch(v: VaultContext, epoch: EpochRow, buried: ReadonlySet<string>): Promise<void> {
  const keyIds = filesOf(epoch).filter((id) => buried.has(id));
  for (const id of keyIds) await v.files.destroy(id);
  const segments = segmentsOf(epoch).filter((id) => buried.has(id));
  await v.transact(async (tx) => {
    await setEpochState(tx, epoch.id, 'destroyed');
    await markSegmentsDestroyed(tx, segments);
    await forgetFiles(tx, keyIds);
    record(tx, {
      type: 'vault.destruction-replayed',
      stream: `epoch:${epoch.id}`,
      actor: checker,
      subjects: [{ kind: 'resource', id: epoch.resource_id, rel: 'about' }],
      rows: [{ table: 'vault.epoch', id: epoch.id }, ...segments.map((id) => ({ table: 'vault.segment', id }))],
      ruleVersion: v.ruleVersion(epoch.jurisdiction),
      payload: { keyIds },
    });
  });
}
