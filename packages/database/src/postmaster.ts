import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '@sluice/kernel';
import { diskFull, notWritable, textSaysFull, textSaysNotWritable } from './folder-fault.ts';
import type { ServiceAccount } from './service-account.ts';

/** What `postmaster.pid` says about a running server. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

const POLL_MS = 10;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const LOG_KEPT_BYTES = 10_000_000;

/** Reads `postmaster.pid`; only a process that really is the server of this folder counts (ids are used again). */
export function findPostmaster(data: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !commandOf(pid).includes(data)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    if (process.platform === 'linux') return '';
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout ?? '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL's fast stop: sessions end, everything is written, the process goes. */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGKILL'];
  for (const signal of signals) {
    if (!isAlive(pid) || !commandOf(pid).includes(data)) return;
    process.kill(pid, signal);
    const until = performance.now() + STOP_TIMEOUT_MS;
    while (isAlive(pid) && commandOf(pid).includes(data) && performance.now() < until) await pause(POLL_MS);
  }
}

export interface StartPostmaster {
  readonly programs: string;
  readonly data: string;
  readonly log: string;
  readonly folder: string;
  readonly account: ServiceAccount | undefined;
  readonly durable: boolean;
  /** Folder of the socket file; without one only the loopback is listened to. */
  readonly socket?: string | undefined;
}

const PORT_ATTEMPTS = 5;

/** Starts the server detached (a Ctrl-C in the terminal reaches only us; we end it in order) and waits until it is ready. */
export async function startPostmaster(start: StartPostmaster): Promise<Postmaster> {
  forgetForeignPid(start.data);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return await launch(start, port);
    } catch (error) {
      if (attempt >= PORT_ATTEMPTS || !(error instanceof PortTaken)) throw error;
    }
  }
}

class PortTaken extends Error {}

/** A pid that now belongs to another program would make PostgreSQL refuse to start; a dead one it handles itself. */
function forgetForeignPid(data: string): void {
  const file = join(data, 'postmaster.pid');
  let pid: number;
  try {
    pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  } catch {
    return;
  }
  if (Number.isInteger(pid) && pid > 1 && isAlive(pid)) rmSync(file, { force: true });
}

async function launch(start: StartPostmaster, port: number): Promise<Postmaster> {
  const out = openSync(start.log, logIsLong(start.log) ? 'w' : 'a', 0o600);
  const from = statSync(start.log).size;
  const child = spawn(
    join(start.programs, 'bin', 'postgres'),
    ['-D', start.data, '-p', String(port), ...serverSettings(start)],
    {
      cwd: '/',
      detached: true,
      stdio: ['ignore', out, out],
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      ...start.account,
    },
  );
  closeSync(out);
  child.unref();
  let ended = false;
  child.on('exit', () => (ended = true));
  child.on('error', () => (ended = true));
  const until = performance.now() + START_TIMEOUT_MS;
  while (!ended && performance.now() < until) {
    const found = findPostmaster(start.data);
    if (found && found.pid === child.pid && found.ready) return found;
    await pause(POLL_MS);
  }
  if (!ended && child.pid) await stopPostmaster(child.pid, start.data);
  throw startFault(readFileSync(start.log).subarray(from).toString('utf8'), start);
}

function logIsLong(log: string): boolean {
  try {
    return statSync(log).size > LOG_KEPT_BYTES;
  } catch {
    return false;
  }
}

/**
 * Loopback and a socket file where its path is not too long, one time zone. The server's own log holds no statement
 * and no error of a statement: both quote values.
 */
function serverSettings({ durable, socket }: Pick<StartPostmaster, 'durable' | 'socket'>): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socket ?? '',
    max_connections: '120',
    shared_buffers: '256MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_statement: 'none',
    log_checkpoints: 'off',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

export function startFault(log: string, start: Pick<StartPostmaster, 'folder' | 'log'>): Error {
  if (textSaysFull(log)) return diskFull(start.folder);
  if (/could not bind|could not create any TCP\/IP sockets/.test(log)) return new PortTaken('port taken');
  if (/database files are incompatible/.test(log)) {
    return new DomainError('database.version-mismatch', 'precondition', { folder: start.folder });
  }
  if (textSaysNotWritable(log)) return notWritable(start.folder);
  return new DomainError('database.start-failed', 'unavailable', { log: start.log });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
