import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transact } from '@sluice/database';
import { DomainError, isDomainError } from '@sluice/kernel';
import { assertOwnKeys, findCheckpoint, openLogKeys, readPublicCheckpoint, record } from '@sluice/ledger';
import { standingOf, type KnownCheckpoint } from './known-checkpoint.ts';

/** What became of the installation that a backup was taken of: it may have signed more since, and may be running still. */
export interface OriginalTold {
  /** A folder of the log's public files, a file with a checkpoint or receipt, or the address of a server. */
  readonly newerLog?: string | undefined;
  readonly newOrigin: boolean;
  /** A person states that the original signed nothing after the backup's last checkpoint, and never will. */
  readonly originalIsGone?: boolean | undefined;
}

/** The later checkpoint that was named, and its folder where it has one. */
export interface NewerLog {
  readonly checkpoint: KnownCheckpoint;
  readonly folder: string | undefined;
}

/**
 * Two histories under one name are the one thing that a log must never have: without knowing what became of the original
 * nothing is restored that could sign.
 * @throws DomainError `restore.original-unsettled` (precondition); `ledger.checkpoint-not-found` (not-found)
 */
export async function readOriginal({ newerLog, newOrigin, originalIsGone }: OriginalTold): Promise<NewerLog | null> {
  if (newerLog === undefined) {
    if (newOrigin || originalIsGone === true) return null;
    throw new DomainError('restore.original-unsettled', 'precondition');
  }
  const { checkpoint, folder } = await findCheckpoint(newerLog);
  return { checkpoint, folder: folder ?? undefined };
}

/**
 * A checkpoint that settles what became of the original is one of this log, by its own keys, and not older than the
 * backup's own. Under a new origin nothing has to be settled.
 * @throws DomainError `restore.newer-log-foreign`, `restore.newer-log-older`, `ledger.log-diverged` (precondition)
 */
export async function assertSettles(into: string, newer: KnownCheckpoint): Promise<void> {
  const { keys } = await openLogKeys(join(into, 'ledger-keys'));
  if (newer.origin !== keys.origin) throw new DomainError('restore.newer-log-foreign', 'precondition');
  try {
    assertOwnKeys(keys, newer.note);
  } catch (error) {
    if (!isDomainError(error)) throw error;
    throw new DomainError('restore.newer-log-foreign', 'precondition');
  }
  const own = await readPublicCheckpoint(join(into, 'ledger', 'log'));
  if (!own) return;
  if (newer.size < own.size)
    throw new DomainError('restore.newer-log-older', 'precondition', { found: newer.size, size: own.size });
  const rootOf = (note: string): string | undefined => note.split('\n')[2];
  if (newer.size === own.size && rootOf(newer.note) !== rootOf(own.note))
    throw new DomainError('ledger.log-diverged', 'precondition', { signed: newer.size });
}

/** Stands in a restored data folder until its first start has entered what was stated. */
const STATED = 'original-is-gone.json';

interface Statement {
  readonly backup: string;
  readonly checkpoint: string | null;
}

export async function keepStatement(into: string, backup: string, known: KnownCheckpoint | null): Promise<void> {
  await writeFile(join(into, STATED), JSON.stringify({ backup, checkpoint: known?.note ?? null } satisfies Statement));
}

/** Enters, before anything new is signed, that somebody stated the original to be gone: who forked a log said so in it. */
export async function enterStatement(dataFolder: string, transact: Transact): Promise<void> {
  const file = join(dataFolder, STATED);
  if (!existsSync(file)) return;
  const { backup, checkpoint } = JSON.parse(await readFile(file, 'utf8')) as Statement;
  const known = checkpoint === null ? null : standingOf(checkpoint);
  await transact(async (tx) => {
    record(tx, {
      type: 'system.log-resumed',
      stream: 'log:succession',
      actor: { kind: 'system', part: 'restore' },
      subjects: [],
      rows: [],
      ruleVersion: '1',
      payload: {
        backup,
        stated: 'original-is-gone',
        size: known?.size ?? 0,
        root: known?.note.split('\n')[2] ?? '',
      },
    });
    return Promise.resolve();
  });
  await rm(file);
}
