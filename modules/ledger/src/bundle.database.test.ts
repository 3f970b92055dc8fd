import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from './create-ledger.ts';
import { createLedgeredDatabase, recordThing, writeThing, type LedgeredDatabase } from './ledgered-database.ts';
import { generateLogKeys } from './log-keys.ts';
import { entryFile, MANIFEST, manifestOf } from './verifier/bundle-format.ts';
import { describeReport, verifyBundle } from './verifier/index.ts';
import { buildZip, readZip } from './verifier/zip.ts';

let world: LedgeredDatabase;
let place: string;
let ledger: Ledger;
let bundle: Uint8Array;
let entryId: string;

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
  const { evidence } = await ledger.transact(async (tx) => {
    await writeThing(tx, 'other', 'x');
    recordThing(tx, 'unrelated', ['product'], 'gateway:one');
  });
  entryId = evidence[1]?.entryId ?? '';
  await ledger.waitFor(entryId);
  bundle = await ledger.bundle({ kind: 'entry', entry: entryId });
});
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
