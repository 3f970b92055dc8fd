import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@sluice/kernel';
import { CLUSTER_FOLDERS } from './base-backup.ts';
import { databaseHome, serviceAccount } from './service-account.ts';

/**
 * Makes the place for a cluster that is brought back into a data folder; the caller copies the files in and then calls
 * `hand`, which gives all of it to the account that runs PostgreSQL.
 * @throws DomainError `database.exists` (conflict)
 */
export function placeCluster(folder: string): { readonly data: string; hand(): void; remove(): void } {
  const account = serviceAccount();
  const data = join(databaseHome(folder, account), 'data');
  if (existsSync(data)) throw new DomainError('database.exists', 'conflict', { folder: data });
  mkdirSync(data, { mode: 0o700 });
  return {
    data,
    remove: () => rmSync(data, { recursive: true, force: true }),
    hand() {
      for (const name of CLUSTER_FOLDERS) mkdirSync(join(data, name), { recursive: true, mode: 0o700 });
      chmodSync(data, 0o700);
      if (!account) return;
      chownSync(data, account.uid, account.gid);
      for (const entry of readdirSync(data, { recursive: true, withFileTypes: true }))
        chownSync(join(entry.parentPath, entry.name), account.uid, account.gid);
    },
  };
}
