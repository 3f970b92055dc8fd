import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gm, intl } from '@sluice/crypto';
import { describe, expect, it } from 'vitest';
import { parseCheckpoint } from '../../src/tlog/checkpoint.ts';
import { parseNote, parseVkey, verifyNote } from '../../src/tlog/note.ts';
import { verifyConsistency } from '../../src/tlog/proofs.ts';
import { fromBase64 } from '../../src/tlog/base64.ts';
import { decodeBundle } from '../../src/tlog/tiles.ts';
import { describeReport, verifyBundle, verifyReceipt, type Problem } from '../../src/verifier/index.ts';
import { makeVectors } from './make-vectors.ts';
import { digest, hash } from './vector-log.ts';

const folder = fileURLToPath(new URL('../../../../docs/vectors/', import.meta.url));
const bytesOf = (path: string): Uint8Array => readFileSync(join(folder, path));
const textOf = (path: string): string => readFileSync(join(folder, path), 'utf8');

interface Expected {
  readonly bundle: string;
  readonly policy: string;
  readonly ok: boolean;
  readonly problems: readonly Pick<Problem, 'code' | 'file'>[];
}
const expected = JSON.parse(textOf('bundles/expected.json')) as readonly Expected[];

describe('published test vectors', () => {
  it('AUD-02 are the ones that the script writes', () => {
    const made = makeVectors();
    const found = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name).slice(folder.length))
      .filter((path) => path !== 'README.md');
    expect(found.toSorted()).toEqual([...made.keys()].toSorted());
    const differing = [...made].filter(([path, bytes]) => !Buffer.from(bytes).equals(bytesOf(path)));
    expect(differing.map(([path]) => path)).toEqual([]);
  });

  it.each(expected.map((one) => [one.bundle, one] as const))('AUD-02 %s', (_, { bundle, policy, ok, problems }) => {
    const report = verifyBundle(bytesOf(bundle), { policy: textOf(policy) });
    expect(report.ok).toBe(ok);
    const found = report.problems.map(({ code, file }) => ({ code, file }));
    for (const problem of problems) expect(found).toContainEqual(problem);
    if (ok) expect(report.claims.filter((one) => one.code === 'recorded')).toMatchObject([{ proven: true }]);
  });

  it('AUD-02 prove witnesses, the twin and the keys where they are there', () => {
    const provenIn = (name: string, policy: string): string[] =>
      verifyBundle(bytesOf(`bundles/good-${name}.zip`), { policy: textOf(`keys/${policy}`) })
        .claims.filter((one) => one.proven)
        .map((one) => one.code);
    expect(provenIn('call-witnessed', 'policy-witnessed')).toEqual(
      expect.arrayContaining(['witnessed', 'keys-pinned', 'keys-introduced']),
    );
    expect(provenIn('call-with-twin', 'policy')).toContain('twin-recorded');
    expect(provenIn('range-with-twin', 'policy')).toEqual(expect.arrayContaining(['range-whole', 'twin-recorded']));
    expect(provenIn('call', 'policy')).not.toContain('twin-recorded');
    // Where stories end is proven only by a signed statement of it: bundles of before have none.
    expect(provenIn('call-with-heads', 'policy')).toEqual(
      expect.arrayContaining(['streams-unbroken', 'streams-whole']),
    );
    expect(provenIn('call', 'policy')).toContain('streams-unbroken');
    expect(provenIn('call', 'policy')).not.toContain('streams-whole');
  });

  it('AUD-02 say of a payload that is not the committed one that it is, not that none is missing', () => {
    const report = verifyBundle(bytesOf('bundles/bad-payload-changed.zip'), { policy: textOf('keys/policy') });
    expect(report.claims.find((one) => one.code === 'payloads-opened')).toMatchObject({
      proven: false,
      params: { missing: 0, wrong: 1 },
    });
    expect(describeReport(report, 'en').join('\n')).toContain('1 with another than the committed one');
    expect(describeReport(report, 'zh').join('\n')).toContain('1 个所附内容不是所承诺的');
  });

  it('AUD-02 prove the time by an authority, and by a trusted one where its root is given', () => {
    const pem = textOf('keys/tsa-root.pem').split('-----')[2] ?? '';
    const bundle = bytesOf('bundles/good-range-stamped.zip');
    const policy = textOf('keys/policy');
    const claimsUnder = (roots?: readonly Uint8Array[]) =>
      verifyBundle(bundle, { policy, ...(roots ? { timestampRoots: roots } : {}) }).claims.filter((one) =>
        ['time-stamped', 'authority-trusted'].includes(one.code),
      );
    expect(claimsUnder()).toMatchObject([
      { code: 'time-stamped', proven: true, params: { authority: 'Sluice Test Vectors TSA', size: 100 } },
      { code: 'authority-trusted', proven: false },
    ]);
    expect(claimsUnder([Buffer.from(pem, 'base64')])).toMatchObject([{ proven: true }, { proven: true }]);
    expect(verifyBundle(bundle, { policy, timestampRoots: [] }).problems).toEqual([
      { code: 'timestamp-not-trusted', file: 'timestamp.tsr' },
    ]);
  });

  it('AUD-02 agree with the native signatures, receipts and entry files', () => {
    const { keys } = JSON.parse(textOf('keys/keys.json')) as { keys: { name: string; vkey: string }[] };
    const known = keys.filter(({ name }) => name !== 'stranger').flatMap(({ vkey }) => parseVkey(digest, vkey) ?? []);
    for (const [path, count] of [
      ['log/checkpoint', 2],
      ['log/checkpoint.100', 2],
      ['twin/checkpoint', 1],
    ] as const) {
      const note = parseNote(textOf(path)) ?? expect.fail(path);
      const signed = verifyNote(note, known, (key, message, signature) =>
        (key.algorithm === 'ed25519' ? intl : gm).verify(key.publicKey, message, signature),
      );
      expect(signed).toHaveLength(count);
    }
    const entries = [
      ...(decodeBundle(bytesOf('log/tile/entries/000')) ?? []),
      ...(decodeBundle(bytesOf('log/tile/entries/001.p/2')) ?? []),
    ];
    for (const index of [0, 5, 255, 256, 257])
      expect(verifyReceipt(entries[index] ?? new Uint8Array(), textOf(`receipts/${index}.tlog-proof`))).toMatchObject({
        included: true,
      });
    const checkpointIn = (path: string) => parseCheckpoint(parseNote(textOf(path))?.text ?? '') ?? expect.fail(path);
    const proof = textOf('log/consistency.100-258')
      .trim()
      .split('\n')
      .flatMap((line) => fromBase64(line) ?? []);
    expect(verifyConsistency(hash, checkpointIn('log/checkpoint.100'), checkpointIn('log/checkpoint'), proof)).toBe(
      true,
    );
  });
});
