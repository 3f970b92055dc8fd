import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '@sluice/database';
import { readPublicCheckpoint, readPublicEntries } from '@sluice/ledger';
import { buryTombstone, keysBehind, readTombstones, type Tombstone } from '@sluice/vault';
import { databaseSize } from './new-origin.ts';
import { filesBelow } from './copy-files.ts';

const DESTROYED: ReadonlySet<string> = new Set(['vault.destruction-intended', 'vault.destruction-completed']);

/**
 * Removes every key that was destroyed since the backup, by the tombstones of the escrow and by the entries of the newer
 * log, before anything is opened. The rows follow at the first start, each with its entry.
 * @returns how many keys and sealed files were removed here
 */
export async function replayDestructions(db: Connection, into: string, newerLog: string | undefined): Promise<number> {
  const keyFolder = join(into, 'vault-keys');
  const tombstones = joined([
    ...(await readTombstones(join(keyFolder, 'destroyed'))),
    ...(newerLog === undefined ? [] : await tombstonesOf(db, newerLog)),
  ]);
  const keys = new Set(await filesBelow(join(keyFolder, 'segments')));
  const sealed = new Set(await filesBelow(join(into, 'vault')));
  for (const tombstone of tombstones) await buryTombstone(keyFolder, tombstone);
  const gone = [...new Set(tombstones.flatMap((one) => one.keyIds))];
  const found = gone.filter((id) => keys.has(`${id}.key`) || sealed.has(`${id}.sealed`));
  for (const id of found) {
    await rm(join(keyFolder, 'segments', `${id}.key`), { force: true });
    await rm(join(into, 'vault', `${id}.sealed`), { force: true });
  }
  return found.length;
}

/** One destruction may stand in the escrow and in the newer log, and neither need know all of its keys. */
function joined(tombstones: readonly Tombstone[]): readonly Tombstone[] {
  const found = new Map<string, Tombstone>();
  for (const one of tombstones) {
    const before = found.get(one.destruction);
    const keyIds = [...new Set([...(before?.keyIds ?? []), ...one.keyIds])];
    found.set(one.destruction, { ...one, ...before, keyIds });
  }
  return [...found.values()];
}

/** What the newer log says was destroyed, as keys: the entries name epochs and grants, the restored database their keys. */
async function tombstonesOf(db: Connection, newerLog: string): Promise<readonly Tombstone[]> {
  const checkpoint = await readPublicCheckpoint(newerLog);
  const from = await databaseSize(db);
  if (!checkpoint || checkpoint.size <= from) return [];
  const found = new Map<string, Tombstone>();
  for await (const { entry } of readPublicEntries(newerLog, checkpoint, from)) {
    if (!DESTROYED.has(entry.type)) continue;
    const named = (kind: string): string[] => entry.subjects.filter((one) => one.kind === kind).map((one) => one.id);
    const destruction = entry.stream.slice(entry.stream.indexOf(':') + 1);
    const keyIds = await keysBehind(db, { epochIds: named('epoch'), grantIds: named('grant') });
    found.set(destruction, { destruction, at: entry.at, keyIds });
  }
  return [...found.values()];
}
