import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<Ended>;
  /** What was printed so far. */
  readonly printed: () => string;
}

/** Nothing of the tester's own settings; modules that an earlier process has compiled are not compiled again. */
const inherited = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'NODE_COMPILE_CACHE'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

export function launchCli(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: root,
    env: { ...inherited(), LANG: 'C.UTF-8', ...env },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended, printed: () => out };
}

/** Runs a command to its end. */
export const runCli = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  launchCli(args, env).ended;

/** Starts a server without the demo city and waits until it answers. */
export async function startCli(folder: string, args: readonly string[] = []): Promise<Started> {
  const run = launchCli(['start', '--no-demo', '--port', '0', '--data', folder, ...args]);
  const url = await new Promise<string>((resolve, reject) => {
    const look = setInterval(() => {
      const found = /http:\/\/localhost:\d+/.exec(run.printed())?.[0];
      if (found !== undefined) resolve(found);
    }, 20);
    void run.ended
      .then(({ err }) => reject(new Error(`ended before it answered: ${err}`)))
      .finally(() => clearInterval(look));
  });
  return { ...run, url };
}

/** Resolves once the command has printed the words. */
export async function untilPrinted(run: ReturnType<typeof launchCli>, words: string): Promise<void> {
  let ended = false;
  void run.ended.then(() => (ended = true));
  while (!run.printed().includes(words)) {
    if (ended) throw new Error(`ended without having said '${words}'`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Processes whose command line names the folder: what a server may have left behind. */
export function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) ? [line] : [];
      } catch {
        return [];
      }
    });
}
