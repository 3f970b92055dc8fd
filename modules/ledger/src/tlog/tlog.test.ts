import { intl, gm, sha256 } from '@sluice/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { createNoteKey, formatNote, formatVkey, parseNote, parseVkey, verifyNote } from './note.ts';
import {
  consistencyRanges,
  inclusionRanges,
  rootFromInclusion,
  splitPoint,
  verifyConsistency,
  type Range,
} from './proofs.ts';
import { formatReceipt, parseReceipt } from './receipt.ts';
import { decodeBundle, encodeBundle, levelsOf, tilePath, tilesOfLevel } from './tiles.ts';
import { createTreeHash } from './tree-hash.ts';

const digest = (bytes: Uint8Array) => sha256.digest(bytes);
const hash = createTreeHash(digest);
const leaves = Array.from({ length: 300 }, (_, i) => hash.leaf(Uint8Array.of(i >> 8, i & 255)));

/** RFC 6962 § 2.1, word for word. */
function rootOf([lo, hi]: Range): Uint8Array {
  if (hi === lo) return hash.empty;
  if (hi - lo === 1) return leaves[lo] ?? hash.empty;
  const middle = lo + splitPoint(hi - lo);
  return hash.node(rootOf([lo, middle]), rootOf([middle, hi]));
}

describe('tree', () => {
  it('AUD-02 proves every leaf of trees of every size, and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (size, at, flip) => {
        const index = at % size;
        const proof = inclusionRanges(index, size).map(rootOf);
        const root = rootFromInclusion(hash, index, size, leaves[index] ?? hash.empty, proof);
        expect(root).toEqual(rootOf([0, size]));
        if (proof.length === 0) return;
        const broken = proof.map((h, i) => (i === flip % proof.length ? hash.leaf(h) : h));
        expect(rootFromInclusion(hash, index, size, leaves[index] ?? hash.empty, broken)).not.toEqual(root);
        expect(rootFromInclusion(hash, index, size, leaves[index] ?? hash.empty, proof.slice(1))).toBeNull();
        expect(rootFromInclusion(hash, index, size, leaves[index] ?? hash.empty, [...proof, hash.empty])).toBeNull();
      }),
    );
  });

  it('AUD-02 proves that a smaller tree is the beginning of a larger one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (to, at) => {
        const from = 1 + (at % to);
        const proof = consistencyRanges(from, to).map(rootOf);
        const old = { size: from, root: rootOf([0, from]) };
        const now = { size: to, root: rootOf([0, to]) };
        expect(verifyConsistency(hash, old, now, proof)).toBe(true);
        expect(verifyConsistency(hash, { ...old, root: hash.empty }, now, proof)).toBe(false);
        expect(verifyConsistency(hash, old, { ...now, root: hash.empty }, proof)).toBe(false);
        if (from > 1) expect(verifyConsistency(hash, { ...old, size: from - 1 }, now, proof)).toBe(false);
      }),
    );
  });

  it('agrees with the published test vectors of RFC 6962 trees', () => {
    // Reference leaves of the Certificate Transparency implementations; root of all eight.
    const data = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const all = data.map((hex) => hash.leaf(Buffer.from(hex, 'hex')));
    const root = (lo: number, hi: number): Uint8Array => {
      if (hi - lo === 1) return all[lo] ?? hash.empty;
      const middle = lo + splitPoint(hi - lo);
      return hash.node(root(lo, middle), root(middle, hi));
    };
    expect(Buffer.from(root(0, 8)).toString('hex')).toBe(
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    );
  });
});

describe('texts', () => {
  it('reads the example key of Go’s sumdb/note and its id', () => {
    const key = parseVkey(digest, 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    expect(key === null ? null : formatVkey(key)).toBe(
      'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    );
  });

  it('signs a checkpoint by Ed25519 and SM2, and finds every changed character', () => {
    const signers = [intl.createSigner(intl.generateKeyPair()), gm.createSigner(gm.generateKeyPair())];
    const keys = signers.map((s) => createNoteKey(digest, 'example.org/log', s.algorithm, s.publicKey));
    const text = formatCheckpoint({ origin: 'example.org/log', size: 42, root: hash.empty });
    const message = new TextEncoder().encode(text);
    const note = formatNote({
      text,
      signatures: signers.map((s, i) => ({
        name: 'example.org/log',
        keyId: keys[i]?.id ?? hash.empty,
        signature: s.sign(message),
      })),
    });
    const verify = (changed: string) => {
      const parsed = parseNote(changed);
      return parsed && parseCheckpoint(parsed.text)
        ? verifyNote(parsed, keys, (k, m, s) => (k.algorithm === 'ed25519' ? intl : gm).verify(k.publicKey, m, s))
        : null;
    };
    expect(verify(note)).toEqual(keys);
    for (let i = 0; i < note.length; i += 1)
      expect(verify(`${note.slice(0, i)}${note[i] === 'A' ? 'B' : 'A'}${note.slice(i + 1)}`)?.length ?? 0).toBeLessThan(
        2,
      );
    for (const key of keys) expect(parseVkey(digest, formatVkey(key))?.id).toEqual(key.id);
  });

  it('writes receipts, bundles and base64 that read back the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 20 }),
        (entries, hashes) => {
          expect(decodeBundle(encodeBundle(entries))?.map((e) => [...e])).toEqual(entries.map((e) => [...e]));
          const receipt = { index: 7, hashes, checkpoint: 'a\n1\nb\n\n— x y\n' };
          expect(parseReceipt(formatReceipt(receipt))).toEqual(receipt);
          for (const entry of entries) expect(fromBase64(toBase64(entry))).toEqual(Uint8Array.from(entry));
        },
      ),
    );
    expect([fromBase64('QQ='), fromBase64('QR=='), fromBase64('QQ==\n'), fromBase64('Q Q=')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('lays 70,000 leaves out as the specification says', () => {
    expect([0, 1, 2].map((level) => tilesOfLevel(level, 70_000))).toEqual([
      { full: 273, partial: 112 },
      { full: 1, partial: 17 },
      { full: 0, partial: 1 },
    ]);
    expect(levelsOf(70_000)).toBe(3);
    expect(tilePath({ level: 0, number: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', number: 0, width: 17 })).toBe('tile/entries/000.p/17');
  });
});
