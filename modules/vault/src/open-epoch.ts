import { DomainError } from '@sluice/kernel';
import type { EpochStatistics } from './ingest/statistics.ts';
import type { PlainCache, PlainFile } from './plain-cache.ts';
import { segmentsOf } from './present-batch.ts';
import { openStatistics } from './seal-statistics.ts';
import { getEpoch } from './store.ts';
import type { VaultContext } from './vault-context.ts';

/** An epoch as an engine can read it, for as long as it is held. */
export interface OpenEpoch {
  readonly id: string;
  /** Folders to mount read-only; they hold the epoch's files and nothing else. */
  readonly folders: readonly string[];
  /** Parquet files, all of one shape: declared fields, `__e_<key>`, `__b_<key>`. */
  readonly files: readonly string[];
  readonly statistics: EpochStatistics;
  release(): Promise<void>;
}

/**
 * Unseals an epoch into memory (or finds it there) and holds it until `release`.
 * @throws DomainError `vault.epoch-not-found` (not-found), `vault.epoch-destroyed` (precondition), `vault.cache-full` (unavailable).
 */
export async function openEpoch(v: VaultContext, epochId: string): Promise<OpenEpoch> {
  const epoch = await getEpoch(v.db, epochId);
  if (epoch.state !== 'live') throw new DomainError('vault.epoch-destroyed', 'precondition', { id: epochId });
  const statistics = await openStatistics(v, epoch);
  const opened = await openFiles(v.cache, segmentsOf(epoch));
  return {
    id: epochId,
    folders: opened.files.map((f) => f.folder),
    files: opened.files.map((f) => f.path),
    statistics,
    release: opened.release,
  };
}

/** Opens several sealed files; when one cannot be opened, none stays open. */
export async function openFiles(
  cache: PlainCache,
  ids: readonly string[],
): Promise<{ readonly files: readonly PlainFile[]; release(): Promise<void> }> {
  const files: PlainFile[] = [];
  const release = async (): Promise<void> => {
    for (const file of files) await file.release();
  };
  try {
    for (const id of ids) files.push(await cache.open(id));
  } catch (error) {
    await release();
    throw error;
  }
  return { files, release };
}
