import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { folderFault } from '@sluice/database';
import type { ListedFile } from './layout.ts';

const CHUNK = 1 << 20;

/** Copies one file, durable and digested; undefined where it has gone meanwhile. */
export async function copyFile(from: string, to: string): Promise<Omit<ListedFile, 'path'> | undefined> {
  const digest = createHash('sha256');
  let bytes = 0;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const source = createReadStream(from, { highWaterMark: CHUNK });
  try {
    // Opened before the copy is made: a file that has gone leaves no empty one behind.
    await new Promise((resolve, reject) => source.once('open', resolve).once('error', reject));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const target = await open(to, 'w', 0o600);
  try {
    for await (const piece of source as AsyncIterable<Buffer>) {
      digest.update(piece);
      bytes += piece.length;
      await target.write(piece);
    }
    await target.sync();
  } catch (error) {
    throw folderFault(error, dirname(to));
  } finally {
    await target.close();
    source.destroy();
  }
  return { bytes, sha256: digest.digest('hex') };
}

/** Files below a folder, by their path in it; none where there is no such folder. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Collects what has been copied. */
export interface Copies {
  readonly files: readonly ListedFile[];
  has(path: string): boolean;
  copy(from: string, path: string): Promise<void>;
  write(path: string, bytes: Uint8Array): Promise<void>;
}

export function createCopies(folder: string): Copies {
  const files: ListedFile[] = [];
  const paths = new Set<string>();
  const note = (path: string, done: Omit<ListedFile, 'path'>): void => {
    files.push({ path, ...done });
    paths.add(path);
  };
  return {
    files,
    has: (path) => paths.has(path),
    async copy(from, path) {
      const done = await copyFile(from, join(folder, path));
      if (done) note(path, done);
    },
    async write(path, bytes) {
      const to = join(folder, path);
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      const file = await open(to, 'w', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      note(path, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    },
  };
}
