import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from '@sluice/database';
import type { VaultTables } from './tables.ts';

/**
 * Holds the sealed files of a folder against the database: every file that is kept must be there, and every segment of
 * live data must have the digest that its epoch was committed with. Needs no key; what has no digest of its own
 * (dictionaries, quarantine) is proven genuine chunk by chunk whenever it is opened. Calls `differs` with `table/id`.
 */
export function auditSealedFiles(folder: string) {
  return async (db: Db, differs: (place: string) => void): Promise<void> => {
    const q = db.q.withTables<VaultTables>();
    const files = await q
      .selectFrom('vault.file as f')
      .leftJoin('vault.segment as s', 's.id', 'f.id')
      .select(['f.id', 's.sealed_sha256 as digest'])
      .where('f.state', '=', 'kept')
      .where('f.kind', 'in', ['upload', 'segment', 'dictionary', 'quarantine'])
      .orderBy('f.id')
      .execute();
    for (const { id, digest } of files) {
      const path = join(folder, `${id}.sealed`);
      if (!existsSync(path) || (digest !== null && (await digestOf(path)) !== digest)) differs(`vault.file/${id}`);
    }
  };
}

async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) digest.update(piece as Buffer);
  return digest.digest('hex');
}
