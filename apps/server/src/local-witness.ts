import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogKeys, Witnessing } from '@sluice/ledger';
import type { Resources } from './resources.ts';

export interface LocalWitnessOptions {
  /** Program and its first arguments, to which `witness …` is added. */
  readonly program: readonly string[];
  /** The witness's own folder. */
  readonly folder: string;
  readonly keys: Pick<LogKeys, 'policy'>;
  readonly resources: Resources;
  readonly onFailure: (code: string) => void;
}

const NAME = 'local';
/** Only the first start, which makes the witness's key, waits for it. */
const FIRST_ANSWER_MS = 10_000;
const STOP_MS = 3_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * A witness as a process of its own beside the server, with its own key and folder. It ends with the server, also after
 * `kill -9`: its standard input ends then. On the same disk it goes back when the log does; it shows how it is done.
 * Null when it does not start: the log goes on without it.
 */
export async function startLocalWitness(options: LocalWitnessOptions): Promise<Witnessing | null> {
  const child = superviseWitness(options);
  options.resources.defer('witness', () => child.stop());
  const vkey = readVkey(options.folder) ?? (await child.firstVkey);
  if (vkey === null) {
    options.onFailure('witness.not-started');
    return null;
  }
  return {
    policy: `witness ${NAME} ${vkey}\nquorum none\n`,
    quorum: 'wanted',
    addresses: { [NAME]: child.url },
  };
}

function readVkey(folder: string): string | null {
  try {
    return readFileSync(join(folder, 'vkey'), 'utf8').trim();
  } catch {
    return null;
  }
}

interface Announced {
  readonly url: string;
  readonly vkey: string;
}

interface Supervised {
  readonly url: () => string | null;
  readonly firstVkey: Promise<string | null>;
  stop(): Promise<void>;
}

/** Starts it again when it ends by itself, after longer and longer pauses. */
function superviseWitness(options: LocalWitnessOptions): Supervised {
  let child: ChildProcess | null = null;
  let url: string | null = null;
  let stopping = false;
  let pauseMs = FIRST_PAUSE_MS;
  let again: NodeJS.Timeout | undefined;
  let tell: (vkey: string | null) => void = () => undefined;
  const firstVkey = new Promise<string | null>((resolve) => {
    tell = resolve;
    setTimeout(() => resolve(null), FIRST_ANSWER_MS).unref();
  });
  const start = (): void => {
    child = launch(options, (announced) => {
      url = announced.url;
      pauseMs = FIRST_PAUSE_MS;
      tell(announced.vkey);
    });
    child.once('error', () => undefined);
    child.once('close', () => {
      url = null;
      if (stopping) return;
      options.onFailure('witness.ended');
      tell(null);
      again = setTimeout(start, pauseMs);
      again.unref();
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    });
  };
  start();
  return {
    url: () => url,
    firstVkey,
    async stop() {
      stopping = true;
      clearTimeout(again);
      if (child) await end(child);
    },
  };
}

function launch({ program, folder, keys }: LocalWitnessOptions, announce: (it: Announced) => void): ChildProcess {
  const [command = '', ...before] = program;
  const vkeys = keys.policy.split('\n').flatMap((line) => (line.startsWith('log ') ? [line.slice(4)] : []));
  const args = ['witness', '--json', '--until-stdin-ends', '--listen', '127.0.0.1:0', '--data', folder];
  // It needs nothing of what the server was told, least of all where its database is; compiled modules are no secret.
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(command, [...before, ...args, ...vkeys.flatMap((vkey) => ['--log-vkey', vkey])], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH, HOME, NODE_COMPILE_CACHE },
  });
  child.stdin?.on('error', () => undefined);
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString('utf8');
    const announced = readAnnounced(printed);
    if (announced) announce(announced);
  });
  return child;
}

function readAnnounced(printed: string): Announced | null {
  try {
    const read: unknown = JSON.parse(printed);
    if (typeof read !== 'object' || read === null || !('url' in read) || !('vkey' in read)) return null;
    return typeof read.url === 'string' && typeof read.vkey === 'string' ? { url: read.url, vkey: read.vkey } : null;
  } catch {
    return null;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdin?.end();
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await closed;
  clearTimeout(kill);
}
