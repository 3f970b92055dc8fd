import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finishInterrupted } from './destroy/execute-destruction.ts';
import { enterTombstones } from './destroy/replay-tombstones.ts';
import { enterRotation } from './keys/enter-rotation.ts';
import { SERVICE_PREFIX } from './keys/key-folder.ts';
import { allFiles, forgetFiles, unfinishedBatches } from './store.ts';
import type { VaultContext } from './vault-context.ts';

export interface Recovered {
  /** Batches that were received and not finished: process them again. */
  readonly unfinished: readonly string[];
  /** Files whose commit never came, or whose removal was interrupted. */
  readonly removedFiles: number;
  readonly removedKeys: number;
  /** Destructions ended or replayed. */
  readonly destroyed: number;
}

/**
 * Repairs what a crash left: ends destructions that had begun, removes files and keys that no commit needs, enters what
 * happened to the keys while no database was there. Run before anything else.
 */
export async function recover(v: VaultContext): Promise<Recovered> {
  const destroyed = (await finishInterrupted(v)) + (await enterTombstones(v));
  await enterRotation(v);
  const rows = await allFiles(v.db);
  const kept = new Set(rows.filter((row) => row.state === 'kept').map((row) => row.id));
  const orphans = new Set([
    ...rows.filter((row) => row.state !== 'kept').map((row) => row.id),
    ...(await v.files.list()).filter((id) => !kept.has(id)),
  ]);
  for (const id of orphans) await v.files.destroy(id);
  const keys = (await v.keys.list()).filter((id) => !kept.has(id) && !id.startsWith(SERVICE_PREFIX));
  for (const id of keys) await v.keys.destroy(id);
  await v.transact((tx) => forgetFiles(tx, [...orphans]));
  return {
    unfinished: await unfinishedBatches(v.db),
    removedFiles: orphans.size,
    removedKeys: keys.length,
    destroyed,
  };
}

/** Empties the memory-backed folder: after `kill -9`, plain data of the last run may still lie there. */
export async function wipeMemoryFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}
