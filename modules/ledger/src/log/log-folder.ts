import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { sameBytes } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';
import { partialFolder, tilePath, type TilePlace } from '../tlog/tiles.ts';
import { syncFolder, writeDurably } from './durable-file.ts';

/** The static files of the log, as they are served: `checkpoint` and `tile/…`. */
export interface LogFolder {
  /** Null when the file does not exist. */
  read(path: string): Promise<Buffer | null>;
  /** All files below `tile/`, whatever their names. */
  tilePaths(): Promise<readonly string[]>;
  /** When the file was last written, ISO 8601; null when it does not exist. */
  changedAt(path: string): Promise<string | null>;
  /**
   * Writes immutable files and makes them durable. A file that exists must have the same bytes, unless `replace`.
   * @throws DomainError `ledger.file-conflict` (internal)
   */
  writeTiles(
    files: readonly { readonly place: TilePlace; readonly bytes: Uint8Array }[],
    replace: boolean,
  ): Promise<void>;
  publishCheckpoint(note: string): Promise<void>;
  /** Removes the partial forms of a tile that is now full. */
  dropPartials(place: TilePlace): Promise<void>;
}

/** libuv runs four file operations at once; more would only queue. */
const PARALLEL = 8;

export function createLogFolder(folder: string): LogFolder {
  /** Folders whose own names are known to be durable: a sync of their parents would say nothing new. */
  const durable = new Set<string>();
  const syncFolders = async (paths: readonly string[]): Promise<void> => {
    const own = new Set(paths.map((path) => dirname(path)));
    const fresh = [...own].filter((one) => !durable.has(one));
    await Promise.all([...new Set([...own, ...fresh.flatMap((one) => parents(folder, one))])].map(syncFolder));
    for (const one of fresh) durable.add(one);
  };
  const read = async (path: string): Promise<Buffer | null> => {
    try {
      return await readFile(join(folder, path));
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
        return null;
      throw error;
    }
  };
  const writeTile = async (path: string, bytes: Uint8Array, replace: boolean): Promise<void> => {
    const before = await read(path);
    if (before && sameBytes(before, bytes)) return;
    if (before && !replace) throw new DomainError('ledger.file-conflict', 'internal', { file: path });
    await writeDurably(join(folder, path), bytes);
  };
  return {
    read,
    async tilePaths() {
      const found = await readdir(join(folder, 'tile'), { recursive: true, withFileTypes: true }).catch(() => []);
      const files = found.filter((one) => !one.isDirectory());
      return files.map((one) => relative(folder, join(one.parentPath, one.name))).toSorted();
    },
    async changedAt(path) {
      const found = await stat(join(folder, path)).catch(() => null);
      return found ? found.mtime.toISOString() : null;
    },
    async writeTiles(files, replace) {
      for (let i = 0; i < files.length; i += PARALLEL)
        await Promise.all(
          files.slice(i, i + PARALLEL).map((file) => writeTile(tilePath(file.place), file.bytes, replace)),
        );
      await syncFolders(files.map((file) => join(folder, tilePath(file.place))));
    },
    async publishCheckpoint(note) {
      await writeDurably(join(folder, 'checkpoint'), Buffer.from(note));
      await syncFolder(folder);
    },
    async dropPartials(place) {
      const partials = join(folder, partialFolder(place));
      durable.delete(partials);
      await rm(partials, { recursive: true, force: true });
    },
  };
}

/** All folders from a file up to the root folder: a new folder's name is in its parent. */
function parents(root: string, path: string): string[] {
  const all: string[] = [];
  for (let at = dirname(path); at.length >= root.length; at = dirname(at)) all.push(at);
  return all;
}
