import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadedCity } from '@sluice/testkit/make-city';

const cli = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url));
const STOP_MS = 20_000;

export interface StartedCity {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a server with the small demo city as a user would: the command, a folder of its own, a free port. The city was
 * loaded with the same command, and the demo has run in it once in every jurisdiction.
 */
export async function startCity(base: string): Promise<StartedCity> {
  // A server that runs already, with the demo city loaded and its demo run: while a test is being written.
  const running = process.env['SLUICE_E2E_URL'];
  if (running !== undefined) return { url: running, stop: async () => undefined };
  await loadedCity(base);
  const folder = mkdtempSync(join(tmpdir(), 'sluice-e2e-'));
  // With owners and times: the cluster belongs to the account that PostgreSQL runs as.
  await promisify(execFile)('cp', ['-a', '--reflink=auto', `${join(base, 'data')}/.`, folder]);
  const child = spawn(
    process.execPath,
    [cli, 'start', '--data', folder, '--port', '0', '--demo-size', 'small', '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await firstAddress(child);
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await Promise.race([
        new Promise((resolve) => child.once('exit', resolve)),
        new Promise((resolve) => setTimeout(resolve, STOP_MS)),
      ]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Reads the one JSON document of `start --json`, which comes when the server answers. */
function firstAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it answered`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /"url":\s*"([^"]+)"/.exec(text)?.[1];
      if (url) resolve(url);
    });
  });
}
