import { createHash } from 'node:crypto';
import { mkdir, open, readdir, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { folderFault } from '@sluice/database';
import type { ListedFile } from './layout.ts';

const CHUNK = 1 << 20;

/** Copies one file and digests it; undefined where it has gone meanwhile. Durable only after `makeDurable`. */
export async function copyFile(from: string, to: string): Promise<Omit<ListedFile, 'path'> | undefined> {
  const source = await openIfThere(from);
  if (!source) return undefined;
  try {
    return await copyInto(source, to);
  } catch (error) {
    throw folderFault(error, dirname(to));
  } finally {
    await source.close();
  }
}

/** A file that has gone leaves no empty one behind: it is opened before the copy is made. */
async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function copyInto(source: FileHandle, to: string): Promise<Omit<ListedFile, 'path'>> {
  const target = await openNew(to);
  try {
    const digest = createHash('sha256');
    // Most files of a cluster are small: a buffer of their size, and no more turns than they need.
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, (await source.stat()).size + 1));
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return { bytes, sha256: digest.digest('hex') };
      const piece = buffer.subarray(0, bytesRead);
      digest.update(piece);
      await target.writeFile(piece);
      bytes += bytesRead;
    }
  } finally {
    await target.close();
  }
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w', 0o600);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return open(path, 'w', 0o600);
  }
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

/** Collects what has been copied; durable only after `makeDurable`. */
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
      await writeFile(to, bytes, { mode: 0o600 });
      note(path, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    },
  };
}
