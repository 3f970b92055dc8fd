import { spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DomainError } from '@sluice/kernel';

/** PostgreSQL refuses to run as root: then it runs as this account. */
export interface ServiceAccount {
  readonly uid: number;
  readonly gid: number;
}

const ACCOUNT = 'postgres';
/** Where root keeps what the account must reach, if the checkout or the data lie below a closed folder such as /root. */
const REACHABLE_HOME = '/var/lib/sluice';

/** The account to run PostgreSQL as; none when this process is not root. Made if it is missing. */
export function serviceAccount(): ServiceAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = findAccount();
  if (found) return found;
  const made = spawnSync('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    ACCOUNT,
  ]);
  const account = made.status === 0 ? findAccount() : undefined;
  if (!account) throw new DomainError('database.no-service-account', 'unavailable', { account: ACCOUNT });
  return account;
}

function findAccount(): ServiceAccount | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${ACCOUNT}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** Asked of the system itself (`test` run as the account), because modes alone do not tell about lists and mounts. */
function reaches(account: ServiceAccount, path: string): boolean {
  return spawnSync('test', ['-x', path], { ...account, cwd: '/' }).status === 0;
}

/** A folder for the database that the account can enter: below `folder`, or in a reachable place named after it. */
export function databaseHome(folder: string, account: ServiceAccount | undefined): string {
  const near = join(folder, 'postgres');
  const home =
    account && !reaches(account, folder) ? join(REACHABLE_HOME, digestOf(realpathSync(folder)), 'postgres') : near;
  mkdirSync(home, { recursive: true, mode: 0o711 });
  // Whoever backs the data folder up must know that a part of it lies elsewhere.
  if (home !== near) writeFileSync(join(folder, 'postgres-home.txt'), `${home}\n`);
  if (account) chownSync(home, account.uid, account.gid);
  return home;
}

/** PostgreSQL's programs where the account can run them: as installed, or copied once per installed version. */
export function reachablePrograms(native: string, account: ServiceAccount | undefined): string {
  if (!account || reaches(account, join(native, 'bin', 'postgres'))) return native;
  const source = readFileSync(join(native, '..', 'package.json'), 'utf8');
  const copy = join(REACHABLE_HOME, `programs-${digestOf(source)}`);
  if (existsSync(copy)) return copy;
  const partial = `${copy}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(REACHABLE_HOME, { recursive: true, mode: 0o711 });
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, copy);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
