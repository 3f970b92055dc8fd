import {
  connect,
  migrate,
  prepareExternal,
  startEmbedded,
  type Connection,
  type FolderLock,
  type MigrationSource,
} from '@sluice/database';
import { claimDatabase } from './claim-database.ts';
import type { Resources } from './resources.ts';
import type { ServerOptions } from './server-options.ts';

export interface OpenDatabase {
  readonly db: Connection;
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly kind: 'embedded' | 'adopted' | 'external';
  /** Names of the migrations that this start ran. */
  readonly migrated: readonly string[];
}

/** Opens the control database, embedded or external, and brings it up to date. */
export async function openDatabase(
  options: ServerOptions,
  lock: FolderLock,
  sources: readonly MigrationSource[],
  resources: Resources,
): Promise<OpenDatabase> {
  const { appUrl, ownerUrl, kind } = await reach(options, lock, resources);
  const migrated = await migrate(ownerUrl, sources);
  const claim = await claimDatabase(appUrl, options.dataFolder);
  resources.defer('database claim', () => claim.release());
  const db = connect({ url: appUrl, max: 24 });
  resources.defer('database connections', () => db.close());
  return { db, appUrl, ownerUrl, kind, migrated };
}

async function reach(
  options: ServerOptions,
  lock: FolderLock,
  resources: Resources,
): Promise<Pick<OpenDatabase, 'appUrl' | 'ownerUrl' | 'kind'>> {
  if (options.databaseUrl !== undefined) {
    const external = await prepareExternal({
      appUrl: options.databaseUrl,
      ...(options.databaseOwnerUrl === undefined ? {} : { ownerUrl: options.databaseOwnerUrl }),
    });
    return { ...external, kind: 'external' };
  }
  const embedded = await startEmbedded({
    lock,
    durable: options.durable,
    ...(options.minimumFreeBytes === undefined ? {} : { minimumFreeBytes: options.minimumFreeBytes }),
  });
  resources.defer('embedded database', () => embedded.stop());
  return { appUrl: embedded.appUrl, ownerUrl: embedded.ownerUrl, kind: embedded.adopted ? 'adopted' : 'embedded' };
}
