import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gm, intl } from '@sluice/crypto';
import { createFixedClock } from '@sluice/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatCheckpoint } from '../tlog/checkpoint.ts';
import { parseWitnessVkey, verifyCosignatures } from '../tlog/cosignature.ts';
import { createNoteKey, formatNote, formatVkey, parseNote } from '../tlog/note.ts';
import { consistencyRanges, splitPoint, type Range } from '../tlog/proofs.ts';
import { treeHash } from '../tree.ts';
import { formatAddCheckpoint } from './add-checkpoint-request.ts';
import { openWitness, type OpenWitnessOptions } from './open-witness.ts';
import { originHashOf } from './witness.ts';

const ORIGIN = 'example.org/log';
const signer = intl.createSigner(intl.generateKeyPair());
const key = createNoteKey(treeHash.digest, ORIGIN, signer.algorithm, signer.publicKey);

/** A log in memory; two of the same key and other leaves are a fork. */
function createTestLog(leafOf: (index: number) => string) {
  const root = ([lo, hi]: Range): Uint8Array => {
    if (hi === lo) return treeHash.empty;
    if (hi - lo === 1) return treeHash.leaf(new TextEncoder().encode(leafOf(lo)));
    const middle = lo + splitPoint(hi - lo);
    return treeHash.node(root([lo, middle]), root([middle, hi]));
  };
  const checkpoint = (size: number, rootHash = root([0, size])): string => {
    const text = formatCheckpoint({ origin: ORIGIN, size, root: rootHash });
    return formatNote({
      text,
      signatures: [{ name: key.name, keyId: key.id, signature: signer.sign(new TextEncoder().encode(text)) }],
    });
  };
  const proof = (from: number, to: number) => (from === 0 ? [] : consistencyRanges(from, to).map(root));
  return {
    checkpoint,
    proof,
    request: (from: number, to: number) =>
      formatAddCheckpoint({ oldSize: from, proof: proof(from, to), note: checkpoint(to) }),
  };
}

const log = createTestLog((i) => `leaf ${i}`);
const fork = createTestLog((i) => (i < 5 ? `leaf ${i}` : `other ${i}`));
let folder: string;
const clock = createFixedClock(new Date('2026-11-22T04:00:00Z'));
const NOW = Math.floor(clock.now().getTime() / 1000);
const open = (options: Partial<OpenWitnessOptions> = {}) =>
  openWitness({ folder, logVkeys: [formatVkey(key)], clock, ...options });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-witness-'));
  clock.set(new Date(NOW * 1000));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a witness', () => {
  it('AUD-02 cosigns a log that grows, with the time, and shows the latest to monitors', async () => {
    const { witness, vkey } = await open();
    expect(await witness.checkpoint(originHashOf(ORIGIN))).toBeNull();
    for (const [from, to] of [
      [0, 3],
      [3, 10],
      [10, 10],
    ] as const) {
      const { status, body } = await witness.addCheckpoint(log.request(from, to));
      expect(status).toBe(200);
      const note = parseNote(`${log.checkpoint(to)}${body}`);
      const known = parseWitnessVkey(treeHash.digest, vkey);
      if (!note || !known) throw new Error('unreadable');
      expect(verifyCosignatures(note, [known], intl.verify)).toEqual([{ key: known, time: NOW }]);
      expect(await witness.checkpoint(originHashOf(ORIGIN))).toBe(`${log.checkpoint(to)}${body}`);
    }
  });

  it('answers as the protocol says', async () => {
    const { witness } = await open();
    const ask = async (body: string) => (await witness.addCheckpoint(body)).status;
    expect(await ask(log.request(0, 6))).toBe(200);
    expect(await witness.addCheckpoint(log.request(3, 10))).toEqual({
      status: 409,
      body: '6\n',
      type: 'text/x.tlog.size',
    });
    expect(await ask(log.request(0, 10))).toBe(409);
    expect(await ask(log.request(6, 10).replace('old 6', 'old 11'))).toBe(400);
    expect(await ask('old 06\n\nx')).toBe(400);
    expect(await ask('nothing')).toBe(400);
    expect(await ask(log.request(6, 10).replaceAll(ORIGIN, 'example.org/else'))).toBe(404);
    expect(await ask(log.request(6, 10).replace('\n10\n', '\n11\n'))).toBe(403);
    const unsigned = log.request(6, 10).split('— ')[0] ?? '';
    expect(await ask(`${unsigned}— else AAAAAAAAAAAA\n`)).toBe(403);
    const proofless = formatAddCheckpoint({ oldSize: 6, proof: [], note: log.checkpoint(10) });
    expect(await ask(proofless)).toBe(422);
    const other = formatAddCheckpoint({
      oldSize: 6,
      proof: [],
      note: log.checkpoint(6, treeHash.leaf(Uint8Array.of(1))),
    });
    expect(await ask(other)).toBe(409);
    const many = formatAddCheckpoint({ oldSize: 6, proof: Array(64).fill(treeHash.empty), note: log.checkpoint(10) });
    expect(await ask(many)).toBe(400);
    expect(await ask(log.request(6, 10))).toBe(200);
  });

  it('refuses a proof for the empty tree, and an empty tree with another root', async () => {
    const { witness } = await open();
    const proven = formatAddCheckpoint({ oldSize: 0, proof: [treeHash.empty], note: log.checkpoint(3) });
    expect((await witness.addCheckpoint(proven)).status).toBe(422);
    const empty = (root: Uint8Array) => formatAddCheckpoint({ oldSize: 0, proof: [], note: log.checkpoint(0, root) });
    expect((await witness.addCheckpoint(empty(treeHash.leaf(Uint8Array.of())))).status).toBe(422);
    expect((await witness.addCheckpoint(empty(treeHash.empty))).status).toBe(200);
  });

  it('AUD-02 refuses a second log of the same key that forks from the one it knows', async () => {
    const { witness } = await open();
    expect((await witness.addCheckpoint(log.request(0, 8))).status).toBe(200);
    // The fork does not know of the witness's size, then learns it, and has no proof from there.
    expect((await witness.addCheckpoint(fork.request(0, 9))).status).toBe(409);
    expect((await witness.addCheckpoint(fork.request(8, 9))).status).toBe(422);
    // At the same size another root is a conflict (c2sp.org/tlog-witness).
    expect(await witness.addCheckpoint(fork.request(8, 8))).toMatchObject({
      ...{ status: 409, body: '8\n', type: 'text/x.tlog.size' },
    });
    expect((await witness.addCheckpoint(log.request(8, 9))).status).toBe(200);
  });

  it('AUD-02 dies between store and answer, and cosigns the same again after its start', async () => {
    const first = await open({
      crash: () => {
        throw new Error('kill -9');
      },
    });
    await expect(first.witness.addCheckpoint(log.request(0, 8))).rejects.toThrow('kill -9');
    const { witness, vkey } = await open();
    expect(vkey).toBe(first.vkey);
    // The log did not hear: it asks with the old size, is told of the new one, and asks again.
    expect(await witness.addCheckpoint(log.request(0, 8))).toMatchObject({ status: 409, body: '8\n' });
    expect((await witness.addCheckpoint(log.request(8, 8))).status).toBe(200);
    expect((await witness.addCheckpoint(fork.request(8, 8))).status).toBe(409);
  });

  it('lets one of two programs on the same folder store', async () => {
    const [a, b] = [await open(), await open()];
    await a.witness.addCheckpoint(log.request(0, 4));
    const answers = await Promise.all([
      a.witness.addCheckpoint(log.request(4, 6)),
      b.witness.addCheckpoint(log.request(4, 9)),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(1);
  });

  it('never signs an earlier time than the last, and falls silent when its clock went far back', async () => {
    const { witness, vkey } = await open();
    const known = parseWitnessVkey(treeHash.digest, vkey);
    const timeOf = (note: string, line: string) => {
      const parsed = parseNote(`${note}${line}`);
      return parsed && known ? verifyCosignatures(parsed, [known], intl.verify)?.[0]?.time : undefined;
    };
    await witness.addCheckpoint(log.request(0, 4));
    clock.set(new Date((NOW - 30) * 1000));
    const { body } = await witness.addCheckpoint(log.request(4, 5));
    expect(timeOf(log.checkpoint(5), body)).toBe(NOW);
    clock.set(new Date((NOW - 3600) * 1000));
    expect((await witness.addCheckpoint(log.request(5, 6))).status).toBe(503);
    clock.set(new Date((NOW + 10) * 1000));
    expect((await witness.addCheckpoint(log.request(5, 6))).status).toBe(200);
  });

  it('AUD-02 does not cosign a fork after it has lost what it cosigned: neither running nor at its start', async () => {
    const { witness } = await open();
    expect((await witness.addCheckpoint(log.request(0, 8))).status).toBe(200);
    await rm(join(folder, 'logs'), { recursive: true });
    expect(await witness.addCheckpoint(fork.request(0, 9))).toMatchObject({
      status: 503,
      body: expect.stringContaining('witness.state-lost') as string,
    });
    expect((await witness.addCheckpoint(fork.request(8, 9))).status).toBe(503);
    await expect(open()).rejects.toMatchObject({ code: 'witness.state-lost', params: { folder } });
    // The way out is a key of its own: the lost one can promise nothing more.
    await rm(folder, { recursive: true });
    expect((await (await open()).witness.addCheckpoint(log.request(0, 9))).status).toBe(200);
  });

  it('AUD-02 marks what an earlier version cosigned without a mark', async () => {
    await (await open()).witness.addCheckpoint(log.request(0, 8));
    await rm(join(folder, 'cosigned'), { recursive: true });
    await open();
    await rm(join(folder, 'logs'), { recursive: true });
    await expect(open()).rejects.toMatchObject({ code: 'witness.state-lost' });
  });

  it('does not answer from a state that it did not sign', async () => {
    const { witness } = await open();
    await witness.addCheckpoint(log.request(0, 4));
    const logs = join(folder, 'logs', originHashOf(ORIGIN));
    const [file = ''] = await readdir(logs);
    const stored = await readFile(join(logs, file), 'utf8');
    await rm(join(logs, file));
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(logs, file), stored.replace('\n4\n', '\n3\n'));
    await expect(witness.addCheckpoint(log.request(4, 5))).rejects.toMatchObject({ code: 'witness.state-malformed' });
  });

  it('takes a log by any of its keys, and names no other', async () => {
    const sm2 = gm.createSigner(gm.generateKeyPair());
    const second = formatVkey(createNoteKey(treeHash.digest, ORIGIN, sm2.algorithm, sm2.publicKey));
    const { witness } = await open({ logVkeys: [second, formatVkey(key)] });
    expect((await witness.addCheckpoint(log.request(0, 4))).status).toBe(200);
    await expect(open({ logVkeys: [] })).rejects.toMatchObject({ code: 'witness.no-log' });
    await expect(open({ logVkeys: ['x'] })).rejects.toMatchObject({ code: 'witness.log-key-malformed' });
    await expect(open({ name: 'a b' })).rejects.toMatchObject({ code: 'witness.name-malformed' });
  });
});
