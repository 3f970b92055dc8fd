import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, toHex, utf8 } from '@sluice/crypto';
import { syncFolder } from './durable-file.ts';

/**
 * The last checkpoint ever signed, kept outside the database, so that a database that went back is found out.
 * On the same disk it goes back with a snapshot of that disk: a witness elsewhere closes that gap.
 */
export interface CheckpointStore {
  /** The signed note that stands; null when none was ever signed. */
  read(): Promise<string | null>;
  /** Puts `next` in the place of `expected`; false when something else stands there. */
  compareAndSwap(expected: string | null, next: string): Promise<boolean>;
}

const NAME = /^(\d{12})\.checkpoint$/;
/** Old versions kept for the curious; the newest is what counts. */
const KEPT = 64;

export const checkpointFile = (version: number): string => `${String(version).padStart(12, '0')}.checkpoint`;

/** Numbered files in a folder: creating number n+1 by a hard link succeeds for one writer only. */
export function createCheckpointStore(folder: string): CheckpointStore {
  const versions = async (): Promise<readonly number[]> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return (await readdir(folder))
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .toSorted((a, b) => a - b);
  };
  const fileOf = (version: number): string => join(folder, checkpointFile(version));
  return {
    async read() {
      const last = (await versions()).at(-1);
      return last === undefined ? null : readFile(fileOf(last), 'utf8');
    },
    async compareAndSwap(expected, next) {
      const all = await versions();
      const last = all.at(-1);
      const standing = last === undefined ? null : await readFile(fileOf(last), 'utf8');
      if (standing !== expected) return false;
      // Named by its content: two writers must not share a file.
      const temporary = join(folder, `${toHex(sha256.digest(utf8(next))).slice(0, 16)}.tmp`);
      await writeSynced(temporary, next);
      try {
        await link(temporary, fileOf((last ?? 0) + 1));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
        throw error;
      } finally {
        await rm(temporary, { force: true });
      }
      await syncFolder(folder);
      for (const old of all.slice(0, Math.max(0, all.length - KEPT))) await rm(fileOf(old), { force: true });
      return true;
    },
  };
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
