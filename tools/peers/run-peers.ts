import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run test:peers`: our log, receipts and test vectors under an implementation that none of us wrote, Go's
 * `sumdb/note` and `sumdb/tlog`. Once with the published vectors, once with the log of a server started for it.
 */
const here = fileURLToPath(new URL('.', import.meta.url));
const main = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url));
const START_MS = 180_000;

const go = (args: readonly string[], env: Readonly<Record<string, string>> = {}, show = false) =>
  spawnSync('go', args, {
    cwd: here,
    env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', ...env },
    stdio: show ? 'inherit' : 'pipe',
    encoding: 'utf8',
  });

/** Why it cannot be run here; null when it can. */
function missing(): string | null {
  if (go(['version']).status !== 0) return 'there is no Go';
  const { status, stderr } = go(['mod', 'download']);
  if (status === 0) return null;
  return /requires go >=/.test(stderr) ? 'this Go is too old' : 'the modules of Go cannot be had';
}

async function startServer(folder: string) {
  const child = spawn(process.execPath, [main, 'start', '--no-demo', '--json', '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: undefined },
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the server did not answer in time')), START_MS);
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      const found = /"url": "([^"]+)"/.exec(printed)?.[1];
      if (found === undefined) return;
      clearTimeout(late);
      resolve(found);
    });
    void closed.then(() => reject(new Error('the server ended')));
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await closed;
  };
  return { url, stop };
}

/** The checkpoint of what the start wrote, with the witness's word: both come within a moment. */
async function untilCosigned(url: string): Promise<void> {
  const end = performance.now() + 30_000;
  while (performance.now() < end) {
    const policy = await (await fetch(`${url}/log/keys`)).text();
    const name = / (\S+)\+[0-9a-f]{8}\+B/.exec(policy)?.[1];
    const checkpoint = await (await fetch(`${url}/log/checkpoint`)).text();
    if (name !== undefined && checkpoint.includes(`\n— ${name} `)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('no checkpoint with the cosignature of the witness');
}

async function run(): Promise<number> {
  const reason = missing();
  if (reason !== null) {
    process.stdout.write(`\nSKIPPED: ${reason}; our log was not checked by an implementation of somebody else.\n`);
    process.stdout.write('0 passed, 0 failed, 1 skipped\n');
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sluice-peers-'));
  chmodSync(folder, 0o755);
  const server = await startServer(join(folder, 'data'));
  try {
    await untilCosigned(server.url);
    const test = go(['test', '-count=1', '-v', './...'], { SLUICE_PEER_URL: server.url }, true);
    return test.status ?? 1;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await run();
