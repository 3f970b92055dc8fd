import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from './create-ledger.ts';
import type { Tx } from '@sluice/database';
import type { ActPayload } from './act-types.ts';
import {
  createLedgeredDatabase,
  recordThing,
  someone,
  writeThing,
  type LedgeredDatabase,
} from './ledgered-database.ts';
import { record } from './record.ts';
import { generateLogKeys } from './log-keys.ts';
import type { About } from './verifier/about.ts';
import {
  CHECKPOINT,
  entryFile,
  HEADS,
  MANIFEST,
  manifestOf,
  readBundleEntry,
  STATEMENT,
} from './verifier/bundle-format.ts';
import { parseCanonical } from './verifier/canonical.ts';
import { statementOf } from './verifier/statement.ts';
import { parseCheckpoint } from './tlog/checkpoint.ts';
import { parseNote } from './tlog/note.ts';
import { describeReport, verifyBundle, type Report } from './verifier/index.ts';
import { buildZip, readZip } from './verifier/zip.ts';

let world: LedgeredDatabase;
let place: string;
let ledger: Ledger;
let bundle: Uint8Array;
let entryId: string;
let destruction: string;
let middle: string;

beforeAll(async () => {
  world = await createLedgeredDatabase();
  place = await mkdtemp(join(tmpdir(), 'sluice-bundle-'));
  ledger = createLedger({
    ...world,
    keys: generateLogKeys('example.org/log'),
    logFolder: join(place, 'log'),
    checkpointFolder: join(place, 'cp'),
    settings: { checkpointMs: 50 },
  });
  ledger.start();
  await ledger.transact((tx) => writeThing(tx, 'source', 'x'));
  await ledger.transact((tx) => writeThing(tx, 'source', 'y'));
  await ledger.transact((tx) => writeThing(tx, 'product', 'x', ['source']));
  await ledger.transact(async (tx) => recordThing(tx, 'unrelated', [], 'gateway:one'));
  world.clock.advance?.(60_000);
  middle = world.clock.now().toISOString();
  await ledger.transact(async (tx) => {
    publish(tx, 1);
    publish(tx, 2);
  });
  const destroyed = await ledger.transact(async (tx) => {
    destroy(tx, 'vault.destruction-intended', { keyIds: ['key_a', 'key_b'], ground: 'expiry' });
    const payload = { keyIds: ['key_b', 'key_a'], digests: ['00'], approvers: ['per_a', 'per_b'] };
    destroy(tx, 'vault.destruction-completed', payload);
  });
  destruction = destroyed.evidence[1]?.entryId ?? '';
  world.clock.advance?.(60_000);
  const { evidence } = await ledger.transact(async (tx) => {
    await writeThing(tx, 'other', 'x');
    recordThing(tx, 'unrelated', ['product'], 'gateway:one');
  });
  entryId = evidence[1]?.entryId ?? '';
  await ledger.waitFor(entryId);
  bundle = await ledger.bundle({ kind: 'entry', entry: entryId });
});
function publish(tx: Tx, version: number): void {
  record(tx, {
    type: 'catalogue.resource-published',
    stream: 'resource:one',
    actor: someone,
    rows: [],
    ruleVersion: 'test-1',
    payload: { version, digest: `d${version}`, code: 'c', reasons: [] },
  });
}

function destroy<T extends 'vault.destruction-intended' | 'vault.destruction-completed'>(
  tx: Tx,
  type: T,
  payload: ActPayload<T>,
): void {
  record(tx, { type, stream: 'epoch:one', actor: someone, rows: [], ruleVersion: 'test-1', payload });
}

function endGrant(tx: Tx): void {
  record(tx, {
    type: 'authorization.grant-ended',
    stream: 'grant:gra_one',
    ...{ actor: someone, rows: [], ruleVersion: 'test-1' },
    payload: { ground: 'expiry', cause: 'end-date' },
  });
}

/** A workspace goes with its grant: nobody approves, the end of the grant orders it. */
function destroyWorkspace(tx: Tx, grant: string, groundEntry: string): void {
  const act = {
    ...{ stream: `destruction:des_${grant}`, actor: someone, rows: [], ruleVersion: 'test-1' },
    subjects: [{ kind: 'grant', id: grant, rel: 'about' as const }],
  };
  record(tx, { ...act, type: 'vault.destruction-intended', payload: { keyIds: ['key_w'], ground: 'grant-ended' } });
  const payload = { keyIds: ['key_w'], digests: [], approvers: [], groundEntry };
  record(tx, { ...act, type: 'vault.destruction-completed', payload });
}

const claimsOf = (report: Report) => Object.fromEntries(report.claims.map((c) => [c.code, c.proven]));
const verify = (bytes: Uint8Array) => verifyBundle(bytes, { policy: ledger.policy });

afterAll(async () => {
  await ledger.stop();
  await world.close();
  await rm(place, { recursive: true, force: true });
});

describe('evidence bundles', () => {
  it('AUD-02 prove offline an act and all that stands behind it, under a pinned policy', () => {
    const report = verifyBundle(bundle, { policy: ledger.policy });
    expect(report.problems).toEqual([]);
    expect(Object.fromEntries(report.claims.map((c) => [c.code, c.proven]))).toEqual({
      recorded: true,
      'log-signed': true,
      'keys-pinned': true,
      'keys-introduced': false,
      'payloads-opened': true,
      'streams-unbroken': true,
      'streams-whole': true,
      'chain-resolved': true,
      witnessed: false,
      'time-stamped': false,
    });
    expect(report).toMatchObject({ ok: true, entryId, origin: 'example.org/log' });
    // Two streams upstream, and of the gathering stream only the entry itself.
    expect([...(readZip(bundle)?.keys() ?? [])].filter((name) => name.startsWith('entries/'))).toHaveLength(4);
  });

  it('AUD-02 say when the keys are only their own', () => {
    const report = verifyBundle(bundle);
    expect(report.claims.find((c) => c.code === 'keys-pinned')?.proven).toBe(false);
    expect(describeReport(report, 'en').join('\n')).toContain('not pinned');
    expect(describeReport(report, 'zh').join('\n')).toContain('未经固定');
  });

  it('AUD-02 are the same bytes every time', async () => {
    expect(Buffer.from(await ledger.bundle({ kind: 'entry', entry: entryId })).equals(Buffer.from(bundle))).toBe(true);
  });

  it('AUD-02 are refused after any change of one byte, with its place', () => {
    fc.assert(
      fc.property(fc.nat({ max: bundle.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, xor) => {
        const changed = Uint8Array.from(bundle);
        changed[at] = (changed[at] ?? 0) ^ xor;
        const report = verifyBundle(changed, { policy: ledger.policy });
        return !report.ok && report.problems.length > 0 && report.problems.every((p) => p.file !== '');
      }),
      { numRuns: 800 },
    );
    for (const cut of [1, 22, 500, bundle.length])
      expect(verifyBundle(bundle.subarray(0, bundle.length - cut)).ok).toBe(false);
    expect(verifyBundle(Buffer.concat([bundle, Buffer.from([0])])).ok).toBe(false);
  });

  it('AUD-02 are refused when another log signed, an entry is left out or put in, even with a fitting manifest', () => {
    expect(verifyBundle(bundle, { policy: generateLogKeys('example.org/log').policy }).ok).toBe(false);
    const files = new Map(readZip(bundle));
    const first = [...files.keys()].find((name) => name.startsWith('entries/')) ?? '';
    const remake = (change: (all: Map<string, Uint8Array>) => void) => {
      const all = new Map(files);
      change(all);
      all.set(MANIFEST, manifestOf(all, { kind: 'entry', entry: entryId }));
      return verifyBundle(buildZip(all).bytes, { policy: ledger.policy });
    };
    expect(remake(() => undefined).ok).toBe(true);
    const without = remake((all) =>
      [
        first,
        first.replace('entries', 'proofs').replace('json', 'tlog-proof'),
        first.replace('entries', 'payloads'),
      ].forEach((name) => all.delete(name)),
    );
    expect(without.problems.map((p) => p.code)).toContain('stream-hole');
    const edited = remake((all) =>
      all.set(
        first,
        Buffer.from(
          Buffer.from(all.get(first) ?? [])
            .toString()
            .replace('operator', 'custodian'),
        ),
      ),
    );
    expect(edited.problems).toContainEqual({
      code: 'inclusion-wrong',
      file: first.replace('entries', 'proofs').replace('json', 'tlog-proof'),
      params: { index: 0 },
    });
    expect(remake((all) => all.set(entryFile(99), new Uint8Array())).ok).toBe(false);
  });
});

describe('bundles of other kinds', () => {
  it('AUD-01 hold the whole story of an object, and are refused when its end is left out', async () => {
    const bytes = await ledger.bundle({ kind: 'story', stream: 'thing:source' });
    const report = verify(bytes);
    expect(report).toMatchObject({ ok: true, about: { kind: 'story', stream: 'thing:source', last: 1 } });
    expect(claimsOf(report)).toMatchObject({ recorded: true, 'streams-whole': true, 'chain-resolved': true });
    const files = new Map(readZip(bytes));
    const last = indexOfLast(files);
    for (const name of [...files.keys()].filter((one) => one.includes(last))) files.delete(name);
    files.set(MANIFEST, manifestOf(files, { kind: 'story', stream: 'thing:source', last: 1 }));
    expect(verify(buildZip(files).bytes).problems.map((p) => p.code)).toContain('about-differs');
    // A manifest that fits again proves nothing about the end: the log's key says which entry is the last.
    const shorter = { kind: 'story', stream: 'thing:source', last: 0 } as const;
    expect(verify(cutStory(bytes, shorter)).problems.map((p) => p.code)).toContain('stream-cut');
    const without = verify(cutStory(bytes, shorter, HEADS));
    expect(without.ok).toBe(true);
    expect(claimsOf(without)).toMatchObject({ 'streams-unbroken': true, 'streams-whole': false });
    expect(describeReport(without, 'en').join('\n')).toContain('later entries is not proven by this bundle');
    expect(describeReport(without, 'zh').join('\n')).toContain('未证明这些记录之后没有更多条目');
    await expect(ledger.bundle({ kind: 'story', stream: 'thing:none' })).rejects.toMatchObject({
      code: 'ledger.entry-unknown',
    });
  });

  it('AUD-02 show which version of a resource was published', async () => {
    const bytes = await ledger.bundle({ kind: 'resource-version', stream: 'resource:one', version: 2 });
    const report = verify(bytes);
    expect(report).toMatchObject({ ok: true, about: { kind: 'resource-version', version: 2 } });
    expect(claimsOf(report)).toMatchObject({ 'version-published': true });
    const files = new Map(readZip(bytes));
    const { about } = report;
    if (about?.kind !== 'resource-version') throw new Error('about');
    files.set(MANIFEST, manifestOf(files, { ...about, version: 1 }));
    expect(verify(buildZip(files).bytes).problems.map((p) => p.code)).toContain('about-differs');
    await expect(ledger.bundle({ kind: 'resource-version', stream: 'resource:one', version: 3 })).rejects.toMatchObject(
      { code: 'ledger.entry-unknown' },
    );
  });

  it('ENV-08 show a destruction: announced, with its keys, by two people', async () => {
    const report = verify(await ledger.bundle({ kind: 'destruction', entry: destruction }));
    expect(report.ok).toBe(true);
    expect(report.claims.find((c) => c.code === 'destruction-shown')).toMatchObject({
      proven: true,
      params: { keys: 2, approvers: 2 },
    });
    expect(report.limits).toContain('key-copies');
    await expect(ledger.bundle({ kind: 'destruction', entry: entryId })).rejects.toMatchObject({
      code: 'ledger.about-other-act',
    });
  });

  it('AUD-03 hold every entry of a time, and are refused when one in the middle is left out', async () => {
    const bytes = await ledger.bundle({ kind: 'time', since: middle, until: null }, (entry) =>
      entry.stream.startsWith('resource:'),
    );
    const report = verify(bytes);
    expect(report.problems).toEqual([]);
    // One neighbour before the time shows where it begins; payloads only where the reader may see them.
    expect(report.claims.find((c) => c.code === 'range-whole')).toMatchObject({
      proven: true,
      params: { from: 3, last: 9, outside: 1 },
    });
    expect(report.claims.find((c) => c.code === 'payloads-opened')).toMatchObject({ proven: false });
    const files = new Map(readZip(bytes));
    const { about } = report;
    if (about?.kind !== 'range') throw new Error('about');
    for (const index of [4, 5, 9]) {
      const fewer = new Map([...files].filter(([name]) => !name.includes(`00000000000${index}.`)));
      fewer.set(MANIFEST, manifestOf(fewer, about));
      expect(verify(buildZip(fewer).bytes).problems.map((p) => p.code)).toContain('range-hole');
    }
    const shifted = new Map([...files].filter(([name]) => !name.includes('000000000009.')));
    shifted.set(MANIFEST, manifestOf(shifted, { ...about, to: about.to - 1 }));
    expect(verify(buildZip(shifted).bytes).problems.map((p) => p.code)).toContain('range-malformed');
  });

  it('AUD-03 say their bounds instead of cutting: a range that is empty or too long is refused', async () => {
    await expect(ledger.bundle({ kind: 'range', from: 3, to: 99_000 })).rejects.toMatchObject({
      code: 'ledger.range-empty',
    });
    await expect(ledger.bundle({ kind: 'time', since: '2100-01-01T00:00:00.000Z', until: null })).rejects.toMatchObject(
      { code: 'ledger.range-empty' },
    );
    expect(verify(await ledger.bundle({ kind: 'range', from: 0, to: 2 })).ok).toBe(true);
  });

  it('AUD-02 name the place of every single byte that is changed', async () => {
    const small = await ledger.bundle({ kind: 'range', from: 2, to: 4 });
    const { regions } = buildZip(readZip(small) ?? new Map());
    const directory = new DataView(small.buffer, small.byteOffset, small.length).getUint32(small.length - 6, true);
    const faults: string[] = [];
    for (let at = 0; at < small.length; at += 1) {
      const changed = Uint8Array.from(small);
      changed[at] = (changed[at] ?? 0) ^ 0x04;
      const report = verify(changed);
      const region = regions.find((r) => at >= r.from && at < r.to)?.file ?? 'zip-directory';
      // A broken directory may leave nothing else to name.
      const allowed = at < directory ? [region, MANIFEST] : [region, 'zip-directory'];
      if (report.ok || !report.problems.some((p) => allowed.includes(p.file)))
        faults.push(`${at} in ${region}: ${report.problems.map((p) => p.file).join()}`);
    }
    expect(faults).toEqual([]);
  }, 120_000);

  it('AUD-02 are refused with files in another order, another file, or a tail cut off', () => {
    const files = readZip(bundle) ?? new Map<string, Uint8Array>();
    const reordered = reorderZip(bundle);
    expect(readZip(reordered)?.size).toBe(files.size);
    expect(verify(reordered).problems.map((p) => p.code)).toContain('zip-form');
    const more = new Map(files).set('readme.txt', new Uint8Array([1]));
    expect(verify(buildZip(more).bytes).problems).toContainEqual({ code: 'file-unexpected', file: 'readme.txt' });
    more.set(MANIFEST, manifestOf(more, { kind: 'entry', entry: entryId }));
    expect(verify(buildZip(more).bytes).problems).toContainEqual({ code: 'file-unexpected', file: 'readme.txt' });
    fc.assert(
      fc.property(fc.nat({ max: bundle.length - 1 }), (length) => !verify(bundle.subarray(0, length)).ok),
      { numRuns: 200 },
    );
  });
});

it('AUT-09 a bundle shows that the end of the grant ordered a destruction; it orders none for another grant', async () => {
  const [ended] = (await ledger.transact(async (tx) => endGrant(tx))).evidence;
  const end = ended?.entryId ?? '';
  const bundleFor = async (grant: string): Promise<Report> => {
    const { evidence } = await ledger.transact(async (tx) => destroyWorkspace(tx, grant, end));
    const entry = evidence[1]?.entryId ?? '';
    await ledger.waitFor(entry);
    return verify(await ledger.bundle({ kind: 'destruction', entry }));
  };
  const report = await bundleFor('gra_one');
  expect(report.problems).toEqual([]);
  expect(report.claims.find((c) => c.code === 'destruction-ordered')).toMatchObject({
    proven: true,
    params: { keys: 1, entry: end },
  });
  expect(claimsOf(report)).not.toHaveProperty('destruction-shown');
  expect(claimsOf(await bundleFor('gra_two'))).toMatchObject({ 'destruction-ordered': false });
});

const indexOfLast = (files: ReadonlyMap<string, Uint8Array>): string =>
  [...files.keys()]
    .filter((name) => name.startsWith('entries/'))
    .toSorted()
    .at(-1)
    ?.slice(8, 20) ?? '';

/** A story without its last entry, with everything beside it made to fit again. */
function cutStory(bytes: Uint8Array, about: About, ...without: readonly string[]): Uint8Array {
  const files = new Map(readZip(bytes));
  const last = indexOfLast(files);
  for (const name of [...files.keys()].filter((one) => one.includes(last))) files.delete(name);
  for (const name of without) files.delete(name);
  const entries = [...files].flatMap(([name, entry]) =>
    name.startsWith('entries/') ? (readBundleEntry(Number(name.slice(8, 20)), entry, parseCanonical(entry)) ?? []) : [],
  );
  const checkpoint = parseCheckpoint(parseNote(Buffer.from(files.get(CHECKPOINT) ?? []).toString())?.text ?? '');
  if (!checkpoint) throw new Error('checkpoint');
  files.set(STATEMENT, Buffer.from(statementOf(about, checkpoint, entries)));
  files.set(MANIFEST, manifestOf(files, about));
  return buildZip(files).bytes;
}

/** The same files with the first two of the directory changed in their order. */
function reorderZip(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const directory = view.getUint32(bytes.length - 6, true);
  const lengthAt = (at: number): number => 46 + view.getUint16(at + 28, true);
  const [first, second] = [directory, directory + lengthAt(directory)];
  const end = second + lengthAt(second);
  return Buffer.concat([
    bytes.subarray(0, directory),
    bytes.subarray(second, end),
    bytes.subarray(first, second),
    bytes.subarray(end),
  ]);
}
