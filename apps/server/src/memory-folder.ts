import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockFolder } from '@sluice/database';

const TMPFS_MAGIC = 0x01_02_19_94;
const SHARED_MEMORY = '/dev/shm';
/** Names the data folder that a folder in shared memory belongs to. */
const OWNER = 'of';

const prefixOf = (): string => `sluice-${process.getuid?.() ?? 0}-`;

/** Where plain data lies while it is used: in shared memory where there is some, apart for each installation. */
export function memoryFolder(dataFolder: string, asked?: string, shared = SHARED_MEMORY): string {
  const name = `${prefixOf()}${createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 12)}`;
  const folder = asked ?? (existsSync(shared) ? join(shared, name) : join(dataFolder, 'memory'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Says whose plain data this is, for the sweep of another installation. */
export const markMemory = (folder: string, dataFolder: string): void =>
  writeFileSync(join(folder, OWNER), resolve(dataFolder), { mode: 0o600 });

/**
 * Removes what killed servers of this user left in shared memory and no start of theirs will take away: a data folder
 * that is gone, or that no process holds. Plain data has no business outliving the process that opened it.
 */
export function sweepMemory(shared = SHARED_MEMORY): void {
  if (!existsSync(shared)) return;
  for (const name of readdirSync(shared)) {
    const folder = join(shared, name);
    if (name.startsWith(prefixOf()) && isAbandoned(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

function isAbandoned(folder: string): boolean {
  try {
    const dataFolder = readFileSync(join(folder, OWNER), 'utf8');
    if (!existsSync(dataFolder)) return true;
    lockFolder(dataFolder, { waitMs: 0 }).release();
    return true;
  } catch {
    // Not marked yet, or held: somebody is at work there.
    return false;
  }
}

export const isMemoryBacked = (folder: string): boolean =>
  process.platform !== 'linux' || statfsSync(folder).type === TMPFS_MAGIC;
