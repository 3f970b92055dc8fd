import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { notWritable } from './folder-fault.ts';

/**
 * Makes a folder and those above it that are missing. Node's own recursive form never returns below a file system that
 * answers "no such file" to every new name (`/proc`): it goes on making the parent, which is there.
 * @throws DomainError `database.folder-not-writable` (unavailable) there; what else the file system says, as it says it.
 */
export function makeFolder(folder: string, mode: number): void {
  const missing: string[] = [];
  for (let path = resolve(folder); !existsSync(path) && path !== dirname(path); path = dirname(path))
    missing.unshift(path);
  for (const path of missing) {
    try {
      mkdirSync(path, { mode });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'ENOENT') throw notWritable(folder);
      // Somebody else made it in between; a link into nothing stands there and is no folder.
      if (code !== 'EEXIST') throw error;
      if (!existsSync(path)) throw notWritable(folder);
    }
  }
}
