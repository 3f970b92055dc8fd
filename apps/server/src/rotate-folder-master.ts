import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder, startEmbedded } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { createLedgerWriter, openLogKeys } from '@sluice/ledger';
import { enterRotation, type Rotation } from '@sluice/vault';
import { withConnection } from './backup/reach-folder.ts';
import { createServerIds } from './ground.ts';
import { openVaultKeys, rotateVaultMaster, vaultKeysIn } from './open-vault-keys.ts';
import { openClock } from './server-clock.ts';

/**
 * Rotates the vault's master key of a stopped installation and enters it. Killed at any point, the next start (or this,
 * called again) ends it; every data key opens throughout.
 * @throws DomainError `keys.no-installation` (not-found), `database.in-use` (conflict) while a server runs
 */
export async function rotateFolderMaster(dataFolder: string, keyService?: string): Promise<Rotation> {
  if (!existsSync(vaultKeysIn(dataFolder)))
    throw new DomainError('keys.no-installation', 'not-found', { folder: dataFolder });
  const lock = lockFolder(dataFolder);
  try {
    const embedded = await startEmbedded({ lock });
    try {
      return await withConnection(embedded.appUrl, async (db) => {
        const { master } = await openLogKeys(join(dataFolder, 'ledger-keys'));
        const clock = openClock(dataFolder, false);
        const { transact } = createLedgerWriter({ db, clock, ids: createServerIds(), master });
        // One that was done and not entered comes first: two of them are two entries.
        await enterRotation({ transact, keyFolder: await openVaultKeys(dataFolder, keyService) });
        const rotation = await rotateVaultMaster(dataFolder, keyService);
        const keyFolder = await openVaultKeys(dataFolder, keyService);
        await enterRotation({ transact, keyFolder });
        return rotation ?? { from: keyFolder.master, to: keyFolder.master, keys: 0 };
      });
    } finally {
      await embedded.stop();
    }
  } finally {
    lock.release();
  }
}
