import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connect, lockFolder, prepareExternal, startEmbedded, type FolderLock } from '@sluice/database';
import { DomainError, isDomainError } from '@sluice/kernel';
import { auditNames } from '@sluice/identity';
import { createLedger, openLogKeys, type AuditReport } from '@sluice/ledger';
import { auditAnswers } from '@sluice/product';
import { auditSealedFiles } from '@sluice/vault';
import { createServerIds, realClock } from './ground.ts';
import { twinFoldersIn } from './open-ledger.ts';

export interface AuditFolderOptions {
  readonly dataFolder: string;
  /** The external database of this data folder, where it has one. */
  readonly databaseUrl?: string | undefined;
  /** Reads only what came after this size of the log; all of it unless said. */
  readonly from?: number;
}

/**
 * Reads a data folder's whole evidence again: log files, log table, streams, and every ledgered row against its last
 * entry. Works beside a running server (it reads one snapshot) and on a stopped one (it starts the database for itself).
 * @throws DomainError `audit.no-evidence` (not-found) where the folder holds no log
 */
export async function auditFolder(options: AuditFolderOptions): Promise<AuditReport> {
  const keyFolder = join(options.dataFolder, 'ledger-keys');
  if (!existsSync(keyFolder)) throw new DomainError('audit.no-evidence', 'not-found', { folder: options.dataFolder });
  const { keys, master } = await openLogKeys(keyFolder);
  const reached = await reach(options);
  const db = connect({ url: reached.url, max: 4 });
  try {
    return await createLedger({
      db,
      keys,
      master,
      clock: realClock,
      ids: createServerIds(),
      logFolder: join(options.dataFolder, 'ledger', 'log'),
      checkpointFolder: join(options.dataFolder, 'ledger', 'checkpoints'),
      twinFolders: twinFoldersIn(options.dataFolder),
    }).audit(options.from ?? 0, [auditNames, auditAnswers, auditSealedFiles(join(options.dataFolder, 'vault'))]);
  } finally {
    await db.close();
    await reached.release();
  }
}

interface Reached {
  readonly url: string;
  release(): Promise<void>;
}

async function reach(options: AuditFolderOptions): Promise<Reached> {
  if (options.databaseUrl !== undefined) {
    const { appUrl } = await prepareExternal({ appUrl: options.databaseUrl });
    return { url: appUrl, release: async () => undefined };
  }
  const lock = takeLock(options.dataFolder);
  const embedded = await startEmbedded({ lock: lock ?? besideServer(options.dataFolder) });
  return {
    url: embedded.appUrl,
    release: async () => {
      // Under a running server the database is the server's: it was only joined.
      if (lock) await embedded.stop();
      lock?.release();
    },
  };
}

function takeLock(folder: string): FolderLock | undefined {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (isDomainError(error) && error.code === 'database.in-use') return undefined;
    throw error;
  }
}

/** The lock is the server's; its database is running, and joining it takes nothing from the server. */
const besideServer = (folder: string): FolderLock => ({ folder, describe: () => undefined, release: () => undefined });
