import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@sluice/kernel';

/** One file of a backup or an escrow. */
export interface ListedFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a backup says of itself; written last, so that a backup without it was interrupted. */
export interface Manifest {
  readonly format: 'sluice-backup-1';
  readonly backup: string;
  readonly madeAt: string;
  /** The log as it stood; null where nothing had been published. */
  readonly log: { readonly origin: string; readonly size: number; readonly root: string } | null;
  readonly database: { readonly label: string; readonly startLsn: string; readonly stopLsn: string };
  readonly files: readonly ListedFile[];
}

/** What an escrow says of itself: which backup its keys open, and until when they may. */
export interface EscrowManifest {
  readonly format: 'sluice-escrow-1';
  readonly backup: string;
  readonly madeAt: string;
  readonly expiresAt: string;
  /** Digest of the backup's manifest: the data that these keys belong to. */
  readonly manifestSha256: string;
  readonly files: readonly ListedFile[];
}

export const MANIFEST = 'manifest.json';
export const ESCROW = 'escrow.json';
/** Names below an escrow folder that belong to all backups. */
export const TOMBSTONES = 'destroyed';
export const CHECKPOINTS = 'checkpoints';
/** Stands in a data folder until its restore is done: a server does not start on it. */
export const UNFINISHED = 'restore-unfinished';

export const KEY_FOLDERS: readonly string[] = ['vault-keys', 'ledger-keys'];
export const SECRET_FILES: readonly string[] = ['database-secrets.json', 'administrator.json'];

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * The backup in a folder: the folder itself, or the newest backup below it.
 * @throws DomainError `restore.no-backup` (not-found), `restore.manifest-malformed` (precondition)
 */
export function findBackup(folder: string): {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly sha256: string;
} {
  const place = existsSync(join(folder, MANIFEST)) ? folder : newestBelow(folder);
  if (place === undefined) throw new DomainError('restore.no-backup', 'not-found', { folder });
  const bytes = readFileSync(join(place, MANIFEST));
  const manifest = parse<Manifest>(bytes, 'sluice-backup-1', join(place, MANIFEST));
  return { folder: place, manifest, sha256: sha256Of(bytes) };
}

/** @throws DomainError `restore.keys-missing` (not-found), `restore.manifest-malformed` (precondition) */
export function readEscrow(
  folder: string,
  backup: string,
): { readonly folder: string; readonly escrow: EscrowManifest } {
  const place = join(folder, backup);
  const file = join(place, ESCROW);
  if (!existsSync(file)) throw new DomainError('restore.keys-missing', 'not-found', { folder, backup });
  return { folder: place, escrow: parse<EscrowManifest>(readFileSync(file), 'sluice-escrow-1', file) };
}

function newestBelow(folder: string): string | undefined {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return undefined;
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, MANIFEST)))
    .toSorted()
    .map((name) => join(folder, name))
    .at(-1);
}

function parse<T extends { readonly format: string; readonly files: readonly ListedFile[] }>(
  bytes: Buffer,
  format: string,
  file: string,
): T {
  try {
    const read = JSON.parse(bytes.toString('utf8')) as T;
    if (read.format === format && read.files.every((one) => isInside(one.path))) return read;
  } catch {
    // Told below.
  }
  throw new DomainError('restore.manifest-malformed', 'precondition', { file });
}

/** A manifest never leads out of its folder. */
const isInside = (path: string): boolean =>
  path !== '' && !path.startsWith('/') && !path.split('/').some((part) => part === '..' || part === '');
