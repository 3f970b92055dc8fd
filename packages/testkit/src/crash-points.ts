import { spawn } from 'node:child_process';
import { flushCompileCache } from 'node:module';

/**
 * A named place at which a program can be made to die as if the power had gone. Code under test takes a
 * `CrashPoint` and calls it between its steps; outside of tests it is given `noCrash`.
 */
export type CrashPoint = (name: string) => void;

export const noCrash: CrashPoint = () => undefined;

/** Dies by SIGKILL at the given place, the `nth` time it is passed. */
export function crashAt(place: string, nth = 1): CrashPoint {
  let passed = 0;
  return (name) => {
    if (name !== place) return;
    passed += 1;
    if (passed !== nth) return;
    // What was compiled serves the next that dies; of the program nothing is written.
    flushCompileCache();
    process.kill(process.pid, 'SIGKILL');
  };
}

/** Throws instead of dying: for what must hold when the process goes on. */
export function failAt(place: string): CrashPoint {
  return (name) => {
    if (name === place) throw new Error(`crash point ${place}`);
  };
}

/** Runs a script in its own process until it dies or ends; answers with the signal, the code and what it printed. */
export async function runUntilCrash(
  script: string,
  args: readonly string[],
): Promise<{ signal: NodeJS.Signals | null; code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, output }));
  });
}
