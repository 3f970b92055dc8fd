import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineMounts } from './engine.ts';

/** What the machine offers to fence a worker in. */
export interface Fences {
  readonly bubblewrap: boolean;
  readonly prlimit: boolean;
}

const works = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore', timeout: 5_000 }).status === 0;

/** Tries the fences instead of looking for their files: containers often have bubblewrap but forbid namespaces. */
export function findFences(): Fences {
  const bubblewrap = works('bwrap', [
    '--unshare-all',
    '--die-with-parent',
    '--ro-bind',
    '/usr',
    '/usr',
    '--symlink',
    'usr/lib',
    '/lib',
    '--symlink',
    'usr/lib64',
    '/lib64',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '/usr/bin/true',
  ]);
  return { bubblewrap, prlimit: works('prlimit', ['--data=1000000000', 'true']) };
}

export interface SandboxSettings {
  readonly mounts: EngineMounts;
  /** RLIMIT_DATA of the worker: the only memory limit that holds. */
  readonly memoryBytes: number;
  readonly spillBytes: number;
  /** Folder for spilled data when there is no bubblewrap to give a private one. */
  readonly spillFolder: string;
  readonly nodePath: string;
}

export interface SandboxCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly spillFolder: string;
}

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
const PRIVATE_SPILL = '/spill';

/** Code the worker needs: this package, DuckDB and the library lookup that DuckDB's loader uses. Nothing else of the house. */
function codeFolders(): readonly string[] {
  const duckdb = dirname(dirname(dirname(realpathSync(fileURLToPath(import.meta.resolve('@duckdb/node-api'))))));
  const libc = join(dirname(duckdb), 'detect-libc');
  return [dirname(dirname(WORKER)), duckdb, ...(existsSync(libc) ? [libc] : [])];
}

const bindings = (flag: '--ro-bind' | '--bind', folders: readonly string[]): readonly string[] =>
  folders.flatMap((f) => [flag, f, f]);

const system = (): readonly string[] =>
  ['lib', 'lib64', 'bin']
    .filter((name) => existsSync(join('/usr', name)))
    .flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]);

/**
 * Command line of a worker: own namespaces without network, no capabilities, only code and the mounted folders,
 * spill in a sized tmpfs, RLIMIT_DATA, no core dumps. Without bubblewrap: RLIMIT_DATA only.
 */
export function sandboxCommand(fences: Fences, settings: SandboxSettings): SandboxCommand {
  const node = [settings.nodePath, '--disable-warning=ExperimentalWarning', WORKER];
  const limits = fences.prlimit ? ['prlimit', `--data=${settings.memoryBytes}`, '--nofile=1024', '--core=0'] : [];
  const [command = settings.nodePath, ...args] = [...limits, ...node];
  if (!fences.bubblewrap) return { command, args, spillFolder: settings.spillFolder };
  const { readOnly, writable } = settings.mounts;
  const namespaces = ['--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'];
  const variables = { PATH: '/usr/bin', NODE_CHANNEL_FD: '3', NODE_CHANNEL_SERIALIZATION_MODE: 'advanced' };
  const base = ['--ro-bind', '/usr', '/usr', ...system(), '--proc', '/proc', '--dev', '/dev'];
  const spill = ['--size', String(settings.spillBytes), '--tmpfs', PRIVATE_SPILL, '--chdir', PRIVATE_SPILL];
  const wrapped = [
    ...namespaces,
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    ...base,
    ...bindings('--ro-bind', [...codeFolders(), dirname(settings.nodePath), ...readOnly]),
    ...(writable === undefined ? [] : bindings('--bind', [writable])),
    ...spill,
    command,
    ...args,
  ];
  return { command: 'bwrap', args: wrapped, spillFolder: PRIVATE_SPILL };
}
