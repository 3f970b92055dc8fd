import { connect, lockFolder, startEmbedded, type Connection, type FolderLock } from '@sluice/database';
import { isDomainError } from '@sluice/kernel';

/** An installation with its embedded database running: a server's, or started for this. */
export interface ReachedFolder {
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** Whether a server runs on the folder. */
  readonly serving: boolean;
  release(): Promise<void>;
}

/** @throws DomainError what starting the database throws */
export async function reachFolder(folder: string): Promise<ReachedFolder> {
  const lock = takeLock(folder);
  try {
    const embedded = await startEmbedded({ lock: lock ?? besideServer(folder) });
    return {
      ownerUrl: embedded.ownerUrl,
      appUrl: embedded.appUrl,
      serving: lock === undefined,
      release: async () => {
        // Under a running server the database is the server's: it was only joined.
        if (lock) await embedded.stop();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** Runs work over a connection of the serving role, which it closes. */
export async function withConnection<T>(url: string, work: (db: Connection) => Promise<T>): Promise<T> {
  const db = connect({ url, max: 4 });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
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
