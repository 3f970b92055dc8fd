import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, lockFolder, migrate, startEmbedded, type Connection } from '@sluice/database';
import { migrationSources } from '@sluice/testkit';

export interface BenchDatabase {
  readonly folder: string;
  readonly db: Connection;
  asOwner(text: string): Promise<void>;
  close(): Promise<void>;
}

/** A durable PostgreSQL of its own with all migrations: what is measured waits for the disk as in service. */
export async function openBenchDatabase(connections: number): Promise<BenchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  chmodSync(folder, 0o711);
  const lock = lockFolder(folder);
  const server = await startEmbedded({ lock });
  await migrate(server.ownerUrl, migrationSources());
  const db = connect({ url: server.appUrl, max: connections });
  return {
    folder,
    db,
    asOwner: async (text) => {
      const owner = connect({ url: server.ownerUrl, max: 1 });
      await owner.pool.query(text);
      await owner.close();
    },
    close: async () => {
      await db.close();
      await server.stop();
      lock.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
