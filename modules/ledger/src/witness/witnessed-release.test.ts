import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { intl } from '@sluice/crypto';
import { createSystemClock } from '@sluice/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogFolder } from '../log/log-folder.ts';
import { readStanding, type StandingCheckpoint } from '../log/publish-checkpoint.ts';
import { TileEdge } from '../log/tile-edge.ts';
import { createTileReader } from '../log/tile-reader.ts';
import { generateLogKeys } from '../log-keys.ts';
import { formatCheckpoint } from '../tlog/checkpoint.ts';
import { parseWitnessVkey, verifyCosignatures, type WitnessKey } from '../tlog/cosignature.ts';
import { formatNote, formatVkey, parseNote } from '../tlog/note.ts';
import { parsePolicy } from '../tlog/policy.ts';
import { treeHash } from '../tree.ts';
import { openWitness, type OpenWitness } from './open-witness.ts';
import { serveWitness, type ServedWitness } from './serve-witness.ts';
import { originHashOf } from './witness.ts';
import { createWitnessedRelease, type WitnessedRelease, type WitnessedReleaseOptions } from './witnessed-release.ts';

const ORIGIN = 'example.org/log';
const keys = generateLogKeys(ORIGIN);
const logKeys = keys.signers.map((one) => one.key);
const clock = createSystemClock(Date.now);

let place: string;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'sluice-release-'));
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  await rm(place, { recursive: true, force: true });
});

/** A log with files and without a database. */
function createFileLog(name: string, leafOf: (index: number) => string) {
  const folder = createLogFolder(join(place, name));
  const edge = new TileEdge(treeHash);
  return {
    folder,
    tiles: createTileReader(treeHash, (path) => folder.read(path)),
    async grow(to: number): Promise<StandingCheckpoint> {
      while (edge.size < to) edge.append(treeHash.leaf(Buffer.from(leafOf(edge.size))));
      await folder.writeTiles([...edge.takeFinished(), ...edge.partials()], false);
      const checkpoint = { origin: ORIGIN, size: to, root: edge.root() };
      const text = formatCheckpoint(checkpoint);
      const signatures = keys.signers.map(({ key, signer }) => ({
        name: key.name,
        keyId: key.id,
        signature: signer.sign(Buffer.from(text)),
      }));
      return { ...checkpoint, note: formatNote({ text, signatures }) };
    },
    shown: async () => readStanding((await folder.read('checkpoint'))?.toString() ?? null),
  };
}
type FileLog = ReturnType<typeof createFileLog>;

interface RunningWitness extends OpenWitness {
  url: string | null;
  served: ServedWitness | null;
  stop(): Promise<void>;
  start(): Promise<void>;
}

async function startWitness(name: string): Promise<RunningWitness> {
  const opened = await openWitness({ folder: join(place, name), logVkeys: logKeys.map(formatVkey), name, clock });
  const it: RunningWitness = {
    ...opened,
    url: null,
    served: null,
    async start() {
      it.served = await serveWitness({ witness: opened.witness, key: opened.key, host: '127.0.0.1', port: 0 });
      it.url = it.served.url;
    },
    async stop() {
      await it.served?.close();
      it.served = null;
    },
  };
  await it.start();
  closers.push(() => it.stop());
  return it;
}

type Named = { readonly vkey: string; readonly url: string | null };

function release(log: FileLog, of: readonly Named[], quorum: string, more: Partial<WitnessedReleaseOptions> = {}) {
  const lines = of.map((one, i) => `witness w${i} ${one.vkey}\n`).join('');
  const policy = parsePolicy(treeHash.digest, `${lines}${quorum}`);
  if (!policy) throw new Error('malformed policy');
  const it = createWitnessedRelease({
    folder: log.folder,
    tiles: log.tiles,
    logKeys,
    policy,
    witnesses: policy.witnesses.map(({ name, key }, i) => ({ name, key, url: () => of[i]?.url ?? null })),
    quorum: 'required',
    timeoutMs: 400,
    graceMs: 200,
    ...more,
  });
  closers.push(() => it.stop());
  return it;
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 8_000;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function cosigners(log: FileLog, witnesses: readonly Pick<OpenWitness, 'key'>[]): Promise<readonly WitnessKey[]> {
  const note = parseNote((await log.shown())?.note ?? '');
  if (!note) return [];
  const known = witnesses.map(({ key }) => key);
  return (verifyCosignatures(note, known, intl.verify) ?? []).map((one) => one.key);
}

const shows = (log: FileLog, size: number) => async () => (await log.shown())?.size === size;

describe('a log with witnesses', () => {
  it('AUD-02 shows a checkpoint once k of n witnesses have cosigned it', async () => {
    const log = createFileLog('log', (i) => `leaf ${i}`);
    const witnesses = [
      await startWitness('a.example'),
      await startWitness('b.example'),
      await startWitness('c.example'),
    ];
    await witnesses[2]?.stop();
    const it = release(log, witnesses, 'group g 2 w0 w1 w2\nquorum g\n');
    await it.offer(await log.grow(5));
    await until(shows(log, 5));
    expect(await cosigners(log, witnesses)).toHaveLength(2);
    await it.offer(await log.grow(700));
    await until(shows(log, 700));
    await expect.poll(() => it.status(), { timeout: 10_000 }).toMatchObject({ met: true, held: null, refusing: null });
    await expect
      .poll(() => it.status().witnesses.map(({ size, problem }) => [size, problem]), { timeout: 10_000 })
      .toEqual([
        [700, null],
        [700, null],
        [null, 'unreachable'],
      ]);
  });

  it('AUD-02 shows nothing new while the quorum is missing, says so, and goes on by itself when it is back', async () => {
    const log = createFileLog('log', (i) => `leaf ${i}`);
    const witness = await startWitness('a.example');
    const problems: string[] = [];
    const it = release(log, [witness], 'quorum w0\n', { onProblem: (code) => problems.push(code) });
    await it.offer(await log.grow(3));
    await until(shows(log, 3));
    await witness.stop();
    await it.offer(await log.grow(9));
    await until(() => it.status().refusing === 'ledger.quorum-missing');
    expect((await log.shown())?.size).toBe(3);
    await expect.poll(() => it.status(), { timeout: 10_000 }).toMatchObject({ held: 9 });
    expect(problems).toEqual(['ledger.quorum-missing']);
    await witness.start();
    await until(shows(log, 9));
    await expect.poll(() => it.status(), { timeout: 10_000 }).toMatchObject({ held: null, refusing: null, met: true });
  });

  it('where the quorum is only wanted, shows the checkpoint and adds the cosignature when it comes', async () => {
    const log = createFileLog('log', (i) => `leaf ${i}`);
    const witness = await startWitness('a.example');
    await witness.stop();
    const it = release(log, [witness], 'quorum w0\n', { quorum: 'wanted' });
    await it.offer(await log.grow(3));
    await until(shows(log, 3));
    await expect.poll(() => it.status().met, { timeout: 10_000 }).toBe(false);
    expect(await cosigners(log, [witness])).toEqual([]);
    await witness.start();
    await until(async () => (await cosigners(log, [witness])).length === 1);
    await until(() => it.status().met);
  });

  it('keeps the cosignatures of the public checkpoint over a start', async () => {
    const log = createFileLog('log', (i) => `leaf ${i}`);
    const witness = await startWitness('a.example');
    const first = release(log, [witness], 'quorum w0\n');
    const signed = await log.grow(4);
    await first.offer(signed);
    await until(shows(log, 4));
    await first.stop();
    await witness.stop();
    const second = release(log, [witness], 'quorum w0\n');
    await second.resume({ ...signed });
    await until(() => second.status().met);
    expect(await cosigners(log, [witness])).toHaveLength(1);
  });

  it('AUD-02 a fork by the same key gets no second word from a witness that saw the other log', async () => {
    const log = createFileLog('log', (i) => `leaf ${i}`);
    const fork = createFileLog('fork', (i) => (i < 5 ? `leaf ${i}` : `other ${i}`));
    const witness = await startWitness('a.example');
    const it = release(log, [witness], 'quorum w0\n');
    await it.offer(await log.grow(8));
    await until(shows(log, 8));
    const other = release(fork, [witness], 'quorum w0\n');
    await other.offer(await fork.grow(9));
    await until(() => other.status().witnesses[0]?.problem === 'refused');
    expect(await fork.shown()).toBeNull();
    expect(other.status().refusing).toBe('ledger.quorum-missing');
  });

  it('AUD-02 a log that went back is stopped by what a witness can prove, before it signs and after', async () => {
    const log = createFileLog('log', (i) => `leaf ${i}`);
    const witness = await startWitness('a.example');
    const it = release(log, [witness], 'quorum w0\n');
    await it.offer(await log.grow(8));
    await until(shows(log, 8));
    await it.confirm(8, ORIGIN);
    await it.stop();
    const restored = createFileLog('restored', (i) => `leaf ${i}`);
    const signed = await restored.grow(6);
    const again = release(restored, [witness], 'quorum w0\n', { quorum: 'wanted' });
    await expect(again.confirm(6, ORIGIN)).rejects.toMatchObject({
      code: 'ledger.rollback-detected',
      params: { database: 6, signed: 8 },
    });
    // A witness that was not there at the start: the first request tells.
    await again.offer(signed);
    await until(() => again.status().refusing === 'ledger.rollback-detected');
    expect(await restored.shown()).toBeNull();
    const changed = createFileLog('changed', (i) => (i < 5 ? `leaf ${i}` : `other ${i}`));
    await changed.grow(8);
    const third = release(changed, [witness], 'quorum w0\n');
    await expect(third.confirm(9, ORIGIN)).rejects.toMatchObject({ code: 'ledger.log-diverged' });
  });

  it('a witness that went back is asked from where it stands, and noted', async () => {
    const log = createFileLog('log', (i) => `leaf ${i}`);
    const witness = await startWitness('a.example');
    const it = release(log, [witness], 'quorum w0\n');
    await it.offer(await log.grow(8));
    await until(shows(log, 8));
    await it.offer(await log.grow(12));
    await until(shows(log, 12));
    await witness.stop();
    // An older state of it: without any it would be silent (`witness.state-lost`).
    const stored = join(place, 'a.example', 'logs', originHashOf(ORIGIN));
    await rm(join(stored, (await readdir(stored)).toSorted().at(-1) ?? ''));
    await witness.start();
    await it.offer(await log.grow(16));
    await until(shows(log, 16));
    expect(it.status().witnesses[0]).toMatchObject({ size: 16, problem: 'went-back' });
  });
});

const answers: readonly (readonly [string, RequestListener])[] = [
  ['nothing at all', () => undefined],
  ['an endless answer', (_, response) => endless(response)],
  ['a huge answer', (_, response) => void response.end('x'.repeat(1_000_000))],
  ['a size of a hundred digits', (_, response) => conflict(response, `${'9'.repeat(100)}\n`)],
  ['a size that it does not prove', (_, response) => conflict(response, '999999\n')],
  ['another size each time', (_, response) => conflict(response, `${Math.floor(performance.now()) % 4}\n`)],
  ['a signature of nobody', (_, response) => void response.end('— a.example AAAAAAAAAAAAAAAAAAAAAAAAAAAA\n')],
  ['no text', (_, response) => void response.end(Buffer.from([0xff, 0xfe, 0]))],
  ['a redirect', (_, response) => void response.writeHead(302, { location: '/else' }).end()],
  ['an error', (_, response) => void response.writeHead(500).end('failed')],
];
const conflict = (response: Parameters<RequestListener>[1], body: string) =>
  void response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end(body);
function endless(response: Parameters<RequestListener>[1]): void {
  response.write('— ');
  const drip = setInterval(() => response.write('a'), 20);
  response.on('close', () => clearInterval(drip));
}

async function listen(answer: RequestListener): Promise<string> {
  const server: Server = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a witness that answers with', () => {
  it.each(answers)('%s holds nothing up but its own cosignature', async (_, answer) => {
    const log = createFileLog('log', (i) => `leaf ${i}`);
    const good = await startWitness('b.example');
    const { vkey } = await openWitness({ folder: join(place, 'a'), logVkeys: logKeys.map(formatVkey), clock });
    const bad = { vkey, url: await listen(answer) };
    const it: WitnessedRelease = release(log, [good, bad], 'quorum w0\n', { quorum: 'wanted' });
    const began = performance.now();
    for (const size of [4, 300]) {
      await it.offer(await log.grow(size));
      await until(shows(log, size));
    }
    expect(performance.now() - began).toBeLessThan(3_000);
    const bads = parseWitnessVkey(treeHash.digest, vkey);
    // On a busy machine the good one may come after the moment that is waited for; it is shown when it comes.
    await expect.poll(() => cosigners(log, bads ? [good, { key: bads }] : []), { timeout: 10_000 }).toEqual([good.key]);
    expect(it.status().refusing).toBeNull();
    await until(() => it.status().witnesses[1]?.problem !== null);
  });
});
