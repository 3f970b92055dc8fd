import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openStream, sealStream, utf8, type Sealer } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';
import { syncFolder } from './keys/durable.ts';
import type { KeyStore } from './keys/key-store.ts';

export interface SealedFile {
  readonly sealedBytes: number;
  readonly plainBytes: number;
  /** Digest of the sealed bytes, in hex. */
  readonly sealedSha256: string;
}

/** Sealed files by id. Each has its own key; nothing plain ever lies in this folder. */
export interface SealedFiles {
  /** Seals a stream under a fresh key; file, folder and key are durable when it returns. */
  write(id: string, source: AsyncIterable<Uint8Array>): Promise<SealedFile>;
  /** Plain bytes, chunk by chunk, each proven genuine before it is given out. @throws `vault.file-missing`, `vault.key-destroyed`. */
  read(id: string): AsyncIterable<Uint8Array>;
  /** Key first, then the file: after a crash in between, the data is gone and not merely hidden. */
  destroy(id: string): Promise<void>;
  /** Digest of the sealed bytes as they lie there, in hex; undefined where there is no such file. */
  digest(id: string): Promise<string | undefined>;
  list(): Promise<readonly string[]>;
}

const SUFFIX = '.sealed';
const READ_BYTES = 1 << 20;

export async function createSealedFiles(folder: string, keys: KeyStore, sealer: Sealer): Promise<SealedFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = (id: string): string => join(folder, `${id}${SUFFIX}`);
  return {
    async write(id, source) {
      const key = await keys.create(id);
      const digest = createHash('sha256');
      let sealedBytes = 0;
      let plainBytes = 0;
      const counted = (async function* () {
        for await (const piece of source) {
          plainBytes += piece.length;
          yield piece;
        }
      })();
      const file = await open(path(id), 'wx', 0o600);
      try {
        for await (const piece of sealStream(counted, { sealer, key, context: utf8(`vault\n${id}`) })) {
          digest.update(piece);
          sealedBytes += piece.length;
          await file.write(piece);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      await syncFolder(folder);
      return { sealedBytes, plainBytes, sealedSha256: digest.digest('hex') };
    },
    async *read(id) {
      const key = await keys.read(id);
      const source = createReadStream(path(id), { highWaterMark: READ_BYTES });
      try {
        yield* openStream(source, { key, context: utf8(`vault\n${id}`) });
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
          throw new DomainError('vault.file-missing', 'internal', { file: id });
        throw error;
      } finally {
        source.destroy();
      }
    },
    async destroy(id) {
      await keys.destroy(id);
      await rm(path(id), { force: true });
      await syncFolder(folder);
    },
    digest: (id) => digestOf(path(id)),
    async list() {
      return (await readdir(folder))
        .filter((name) => name.endsWith(SUFFIX))
        .map((name) => name.slice(0, -SUFFIX.length));
    },
  };
}

async function digestOf(path: string): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  const digest = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: READ_BYTES })) digest.update(piece as Buffer);
  return digest.digest('hex');
}
