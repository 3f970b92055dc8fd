import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DomainError, isDomainError } from '@sluice/kernel';
import { folderFault, notWritable } from './folder-fault.ts';
import { makeFolder } from './make-folder.ts';

/** Held by the one process that may use a data folder. Given to what must not run without it. */
export interface FolderLock {
  readonly folder: string;
  /** Tells a second start where the first one answers. */
  describe(address: string): void;
  release(): void;
}

/** How long a second start waits for the lock: a holder that is just ending lets go within this time. */
const WAIT_MS = 1_000;
const LOCK = 'server.lock';

/**
 * Takes the data folder for this process. The lock is the kernel's own lock on a file (through SQLite, the one
 * built-in that takes file locks): it goes with the process even after `kill -9`, so that no lock is ever stale
 * and two starts at once cannot both win, which a file with a process id in it does not give.
 * @throws DomainError `database.in-use` (conflict, with `pid` and `address` of the holder where it left them),
 * `database.folder-not-writable`, `database.disk-full`, `database.folder-of-another` (unavailable).
 */
export function lockFolder(
  folder: string,
  options: { readonly mode?: number; readonly waitMs?: number } = {},
): FolderLock {
  const note = join(folder, 'holder.json');
  const held = openExclusive(folder, note, options);
  const write = (address: string): void => {
    writeFileSync(note, JSON.stringify({ pid: process.pid, address }), { mode: 0o600 });
  };
  try {
    write('');
  } catch (error) {
    held.close();
    throw folderFault(error, folder);
  }
  return { folder, describe: write, release: () => held.close() };
}

/**
 * Root may write everywhere: what it left in another user's folder would shut that user out. What lies in the folder shows
 * whose it is; a lock that leads elsewhere is nobody's.
 */
function assertOwn(folder: string): void {
  if (lstatSync(join(folder, LOCK), { throwIfNoEntry: false })?.isSymbolicLink()) throw notWritable(folder);
  if (process.getuid?.() !== 0 || !existsSync(folder)) return;
  const owner = statSync(folder).uid;
  if (owner === 0) return;
  if (readdirSync(folder).some((name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.uid === owner))
    throw new DomainError('database.folder-of-another', 'unavailable', { folder, user: userName(owner) });
}

function userName(uid: number): string {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines.find((line) => line.split(':')[2] === String(uid))?.split(':')[0] ?? String(uid);
}

function openExclusive(
  folder: string,
  note: string,
  options: { readonly mode?: number; readonly waitMs?: number },
): DatabaseSync {
  let held: DatabaseSync | undefined;
  try {
    assertOwn(folder);
    makeFolder(folder, options.mode ?? 0o700);
    // A folder that was there keeps its own rights, and gets those of passing through that are asked for.
    const { mode } = statSync(folder);
    const passing = (options.mode ?? 0) & 0o011;
    if ((mode & passing) !== passing) chmodSync(folder, (mode & 0o777) | passing);
    writeFileSync(join(folder, '.writable'), '');
    held = new DatabaseSync(join(folder, LOCK));
    held.exec(`pragma busy_timeout = ${Math.trunc(options.waitMs ?? WAIT_MS)}`);
    held.exec('pragma locking_mode = exclusive');
    held.exec('begin exclusive');
    return held;
  } catch (error) {
    held?.close();
    if (isBusy(error)) throw new DomainError('database.in-use', 'conflict', { folder, ...holderOf(note) });
    throw isDomainError(error) ? error : folderFault(error, folder);
  }
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function holderOf(note: string): { pid?: number; address?: string } {
  try {
    const read: unknown = JSON.parse(readFileSync(note, 'utf8'));
    if (typeof read !== 'object' || read === null) return {};
    return {
      ...('pid' in read && typeof read.pid === 'number' ? { pid: read.pid } : {}),
      ...('address' in read && typeof read.address === 'string' && read.address ? { address: read.address } : {}),
    };
  } catch {
    return {};
  }
}
