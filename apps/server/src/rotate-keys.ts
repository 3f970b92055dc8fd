import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connect, lockFolder, prepareExternal, startEmbedded } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { createLedger, rotateLogKeys, type Rotation } from '@sluice/ledger';
import { createServerIds } from './ground.ts';
import { twinFoldersIn } from './open-ledger.ts';
import { createResources } from './resources.ts';
import { openClock } from './server-clock.ts';
import type { ServerOptions } from './server-options.ts';
import { openWitnessing } from './witnessing.ts';

export interface RotateKeysOptions {
  readonly dataFolder: string;
  readonly databaseUrl?: string | undefined;
  /** Who cosigns the log, as the server is told: what old and new keys sign together is cosigned too. */
  readonly witnesses?: NonNullable<ServerOptions['witnesses']>;
  /** Told the code when a witness is not there. */
  readonly onProblem?: (code: string) => void;
}

/**
 * Gives the evidence log of a stopped data folder new signing keys; the change is in the log, under a checkpoint that
 * the old and the new ones sign.
 * @throws DomainError `audit.no-evidence` (not-found), `database.folder-locked` (conflict) while a server runs on it
 */
export async function rotateKeys(options: RotateKeysOptions): Promise<Rotation> {
  const folder = join(options.dataFolder, 'ledger-keys');
  if (!existsSync(folder)) throw new DomainError('audit.no-evidence', 'not-found', { folder: options.dataFolder });
  const lock = lockFolder(options.dataFolder);
  const resources = createResources(() => undefined);
  try {
    const embedded = options.databaseUrl === undefined ? await startEmbedded({ lock }) : null;
    const url = embedded?.appUrl ?? (await prepareExternal({ appUrl: options.databaseUrl ?? '' })).appUrl;
    const db = connect({ url, max: 4 });
    try {
      return await rotateLogKeys({
        folder,
        db,
        openLedger: async (keys, master) => {
          const witnessing = await openWitnessing({
            options,
            keys,
            resources,
            onFailure: options.onProblem ?? (() => undefined),
          });
          return createLedger({
            ...(witnessing ? { witnessing } : {}),
            ...{ db, keys, master, clock: openClock(options.dataFolder, false), ids: createServerIds() },
            logFolder: join(options.dataFolder, 'ledger', 'log'),
            checkpointFolder: join(options.dataFolder, 'ledger', 'checkpoints'),
            twinFolders: twinFoldersIn(options.dataFolder),
          });
        },
      });
    } finally {
      await resources.close();
      await db.close();
      await embedded?.stop();
    }
  } finally {
    lock.release();
  }
}
