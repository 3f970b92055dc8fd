import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { recordAnswers, type Recorder } from './record-answers.ts';

/*
 * `npm run test:crash [-- KILLS [SEED]]`: a server is killed with SIGKILL at random moments while the demo runs against
 * it, and started again on what is left. Nothing that was acknowledged may be missing, and at the end the log, the rows
 * and a bundle have to verify.
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'apps/cli/src/main.ts');
const [KILLS = 20, SEED = Math.floor(Math.random() * 1e9)] = process.argv.slice(2).map(Number);
const JURISDICTIONS = ['anshun', 'yancheng'];
const PARALLEL_READS = 8;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Numbers in [0, 1) that a seed repeats: mulberry32. */
function createChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly printed: () => string;
}

function run(...args: readonly string[]): Run {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LANG: 'C.UTF-8' },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += part.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, printed: () => text };
}

async function start(folder: string, recorder: Recorder): Promise<Run> {
  const server = run('start', '--data', folder, '--port', '0', '--demo-size', 'small', '--json');
  let over = false;
  void server.ended.then(() => (over = true));
  for (;;) {
    const url = /"url": "([^"]+)"/.exec(server.printed())?.[1];
    if (url !== undefined) {
      recorder.forwardTo(url);
      return server;
    }
    if (over) throw new Error(`the server did not start again: ${server.printed().slice(-2_000)}`);
    await wait(50);
  }
}

const demo = (folder: string, recorder: Recorder, n: number): Run =>
  run(
    ...['demo', '--url', recorder.url, '--out', join(folder, 'bundles')],
    ...['--jurisdiction', JURISDICTIONS[n % JURISDICTIONS.length] ?? ''],
    ...['--administrator', join(folder, 'data/administrator.json')],
  );

/** Acknowledged entries that the server does not know, or knows otherwise than as committed. */
async function lost({ url, acknowledged }: Recorder): Promise<readonly string[]> {
  const missing: string[] = [];
  const left = acknowledged.values();
  await Promise.all(
    Array.from({ length: PARALLEL_READS }, async () => {
      for (const entry of left) if (!(await isThere(url, entry))) missing.push(entry);
    }),
  );
  return missing;
}

async function isThere(url: string, entry: string): Promise<boolean> {
  for (;;) {
    const answer = await fetch(`${url}/api/v1/evidence/entries/${entry}`);
    const text = await answer.text();
    if (answer.status !== 429) return answer.status === 200 && text.includes(entry);
    await wait(1000 * Number(answer.headers.get('retry-after') ?? 1));
  }
}

/** Runs the demo once undisturbed, then kills while it runs. @returns how often something was lost */
async function killOften(folder: string, recorder: Recorder, chance: () => number): Promise<number> {
  const data = join(folder, 'data');
  let losses = 0;
  let server = await start(data, recorder);
  say('  the city is loaded; one demo undisturbed …');
  const began = performance.now();
  const whole = demo(folder, recorder, 0);
  if ((await whole.ended) !== 0) throw new Error(`the demo failed without any kill: ${whole.printed().slice(-2_000)}`);
  const milliseconds = performance.now() - began;
  for (let n = 1; n <= KILLS; n += 1) {
    const running = demo(folder, recorder, n);
    const after = chance() * milliseconds;
    await Promise.race([wait(after), running.ended]);
    server.child.kill('SIGKILL');
    await server.ended;
    const down = performance.now();
    running.child.kill('SIGKILL');
    await running.ended;
    const known = recorder.acknowledged.size;
    server = await start(data, recorder);
    const missing = await lost(recorder);
    losses += missing.length;
    const verdict = missing.length === 0 ? 'none lost' : `LOST ${missing.join(' ')}`;
    say(
      `  kill ${n} after ${(after / 1000).toFixed(1)} s, back in ${seconds(down)}: ${known} acknowledged, ${verdict}`,
    );
  }
  server.child.kill('SIGTERM');
  await server.ended;
  return losses;
}

/** After the last kill: one whole demo, every entry there, the audit and the bundle verify. */
async function verifyAll(folder: string, recorder: Recorder): Promise<readonly string[]> {
  const data = join(folder, 'data');
  const faults: string[] = [];
  const server = await start(data, recorder);
  const last = demo(folder, recorder, 0);
  if ((await last.ended) !== 0) faults.push(`the demo after the kills failed: ${last.printed().slice(-1_000)}`);
  const missing = await lost(recorder);
  if (missing.length > 0) faults.push(`lost: ${missing.join(' ')}`);
  server.child.kill('SIGTERM');
  if ((await server.ended) !== 0) faults.push('the server did not end in order');
  const audit = run('audit', '--data', data, '--all');
  if ((await audit.ended) !== 0) faults.push(`audit: ${audit.printed()}`);
  say(`  audit: ${audit.printed().trim()}`);
  const bundles = readdirSync(join(folder, 'bundles')).map((name) => join(folder, 'bundles', name));
  const zips = bundles.filter((name) => name.endsWith('.bundle.zip'));
  const verify = run('verify', ...zips);
  if (zips.length === 0 || (await verify.ended) !== 0) faults.push(`verify: ${verify.printed()}`);
  say(`  verify: ${zips.length} bundles`);
  return faults;
}

async function main(): Promise<void> {
  if (process.platform !== 'linux' || !existsSync('/proc/self')) {
    say('skipped: killing and adopting a database needs Linux');
    return;
  }
  if (process.env['DATABASE_URL'] !== undefined) {
    say('skipped: DATABASE_URL is set; this test makes and kills a database of its own');
    return;
  }
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'sluice-crash-'));
  chmodSync(folder, 0o755);
  // A city that is loaded already saves minutes; owners and times come with it.
  const loaded = process.env['SLUICE_TEST_CITY'];
  if (loaded !== undefined) execFileSync('cp', ['-a', join(loaded, 'data'), join(folder, 'data')]);
  const recorder = await recordAnswers();
  say(`${KILLS} kills, seed ${SEED}, in ${folder}`);
  try {
    const losses = await killOften(folder, recorder, createChance(SEED));
    const faults = await verifyAll(folder, recorder);
    for (const fault of faults) say(`✗ ${fault}`);
    const bad = losses + faults.length;
    say(
      `${recorder.acknowledged.size} acknowledged entries, ${losses} lost, ${faults.length} faults, ${seconds(began)}`,
    );
    process.exitCode = bad === 0 ? 0 : 1;
    if (bad === 0) rmSync(folder, { recursive: true, force: true });
  } finally {
    recorder.close();
  }
}

await main();
