import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));

/** Years after the last one that the packaged calendar knows, and close to the turn of the year: limits reach over both. */
const CITY_STARTS = new Date('2028-12-20T02:00:00Z');

const BUILD_MS = 400_000;
const POLL_MS = 200;

/** The loaded city below a folder: made by the first who asks, awaited by all others. @returns what the demo said */
export async function loadedCity(base: string): Promise<readonly unknown[]> {
  const done = join(base, 'city.json');
  const failed = join(base, 'failed');
  if (!existsSync(done) && claim(base)) {
    try {
      writeWhole(done, JSON.stringify(await makeCity(base)));
    } catch (error) {
      writeWhole(failed, error instanceof Error ? error.message : String(error));
    }
  }
  for (const end = performance.now() + BUILD_MS; !existsSync(done); await wait(POLL_MS)) {
    if (existsSync(failed)) throw new Error(`the city did not come about: ${readFileSync(failed, 'utf8')}`);
    if (performance.now() > end) throw new Error('the city did not come about in time');
  }
  return JSON.parse(readFileSync(done, 'utf8')) as readonly unknown[];
}

function claim(base: string): boolean {
  mkdirSync(base, { recursive: true });
  try {
    mkdirSync(join(base, 'claimed'));
    return true;
  } catch {
    return false;
  }
}

async function makeCity(base: string): Promise<readonly unknown[]> {
  const data = join(base, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'clock.json'), JSON.stringify({ offsetMs: CITY_STARTS.getTime() - Date.now() }));
  const server = runCli(['start', '--data', data, '--port', '0', '--demo-size', 'small', '--no-witness', '--json']);
  try {
    const { url } = JSON.parse(await server.firstDocument) as { url: string };
    const demo = runCli(
      ['demo', '--url', url, '--json', '--out', join(base, 'bundles')].concat(
        ...['--administrator', join(data, 'administrator.json')],
      ),
    );
    const { code, out } = await demo.ended;
    if (code !== 0) throw new Error(`the demo ended with ${String(code)}: ${out.slice(-2000)}`);
    return (JSON.parse(out) as { results: readonly unknown[] }).results;
  } finally {
    server.stop();
    await server.ended;
  }
}

function runCli(args: readonly string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  const ended = new Promise<{ code: number | null; out: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out }));
  });
  const firstDocument = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
      if (out.endsWith('\n}\n')) resolve(out);
    });
    void ended.then(({ code }) => reject(new Error(`ended with ${String(code)} before it answered: ${out}`)));
  });
  firstDocument.catch(() => undefined);
  return { ended, firstDocument, stop: () => child.kill('SIGTERM') };
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

const folder = process.argv[2];
if (import.meta.main && folder !== undefined) await loadedCity(folder);
