import { statfsSync } from 'node:fs';
import { DomainError } from '@sluice/kernel';

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST']);
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Names what a file system refused: `database.folder-not-writable` or `database.disk-full` (both unavailable).
 * Anything else is returned as it was.
 */
export function folderFault(error: unknown, folder: string): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (FULL.has(code) || textSaysFull(error.message)) return diskFull(folder);
  if (NOT_WRITABLE.has(code) || textSaysNotWritable(error.message)) return notWritable(folder);
  return error;
}

export const diskFull = (folder: string): DomainError =>
  new DomainError('database.disk-full', 'unavailable', { folder });

export const notWritable = (folder: string): DomainError =>
  new DomainError('database.folder-not-writable', 'unavailable', { folder });

/** PostgreSQL's and SQLite's own words, for programs that give no code. */
export function textSaysFull(text: string): boolean {
  return /No space left on device|Disk quota exceeded|database or disk is full/i.test(text);
}

export function textSaysNotWritable(text: string): boolean {
  return /Permission denied|Read-only file system|readonly database|unable to open database file|Operation not permitted/i.test(
    text,
  );
}

/**
 * Refuses to begin on a disk that is nearly full: a database that meets the end of the disk while it writes is
 * harder to bring back than one that never started.
 */
export function assertSpace(folder: string, minimumFreeBytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < minimumFreeBytes) throw diskFull(folder);
}
