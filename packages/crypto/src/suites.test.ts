import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8 } from './bytes.ts';
import { derFromFixed, fixedFromDer } from './der.ts';
import type { Algorithms } from './algorithms.ts';
import { vectors } from './known-answers.ts';
import { nativeAlgorithms } from './native-algorithms.ts';
import { pureSm2Verify, pureSm3 } from './pure/index.ts';
import { createNativeSm2Signer, createPureSm2Signer, generateSm2, verifyNativeSm2 } from './sign-sm2.ts';
import { assertSuites, createSuites, sm3, suites } from './suites.ts';

describe('suites', () => {
  it('answers every published vector', () => {
    expect(assertSuites()).toEqual([]);
  });

  it('falls back to plain JavaScript for exactly what is broken natively, and goes on signing and sealing', () => {
    const pair = suites.gm.generateKeyPair();
    const wrong = new Uint8Array(32);
    const broken: readonly [keyof Algorithms, Partial<Algorithms>][] = [
      ['sm3', { sm3: { ...nativeAlgorithms.sm3, digest: () => wrong } }],
      ['sm3', { sm3: { ...nativeAlgorithms.sm3, startHmac: () => nativeAlgorithms.sm3.start() } }],
      ['sm4', { sm4: (_key, _nonce, message) => message }],
      ['ed25519', { ed25519: { ...nativeAlgorithms.ed25519, verify: () => true } }],
      // As OpenSSL does it with a key straight from the generator: it verifies whatever it signs, and nobody else does.
      [
        'sm2',
        {
          sm2: {
            ...nativeAlgorithms.sm2,
            createSigner: () => ({ ...nativeAlgorithms.sm2.createSigner(pair), sign: () => new Uint8Array(64) }),
            verify: (_key, message) => message.length !== 0,
          },
        },
      ],
      [
        'sm2',
        {
          sm2: {
            ...nativeAlgorithms.sm2,
            generateKeyPair: () => {
              throw new Error('no such curve');
            },
          },
        },
      ],
    ];
    for (const [name, side] of broken) {
      const it = createSuites({ ...nativeAlgorithms, ...side });
      expect(assertSuites(it)).toEqual([name]);
      for (const suite of [it.suites.intl, it.suites.gm]) {
        const sound = suites[suite.name];
        const signer = suite.createSigner(suite.generateKeyPair());
        const message = utf8('fallen back');
        expect(sound.verify(signer.publicKey, message, signer.sign(message))).toBe(true);
        const key = new Uint8Array(32).fill(4);
        const sealed = suite.sealer.seal(key, message, utf8('c'));
        expect(toHex(sound.sealer.open(key, sealed, utf8('c')))).toBe(toHex(message));
        expect(toHex(suite.hasher.digest(message, message))).toBe(toHex(sound.hasher.digest(message, message)));
      }
    }
  });

  it.each(Object.values(suites))('$name: signs, seals, and refuses every changed bit', (suite) => {
    const signer = suite.createSigner(suite.generateKeyPair());
    const key = new Uint8Array(32).fill(9);
    const holds = fc.check(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.nat(), (message, flip) => {
        const signature = signer.sign(message);
        const changed = Uint8Array.from(signature);
        changed[flip % 64] = (changed[flip % 64] ?? 0) ^ (1 << (flip % 8));
        const sealed = suite.sealer.seal(key, message, utf8('c'));
        const broken = Uint8Array.from(sealed);
        broken[flip % broken.length] = (broken[flip % broken.length] ?? 0) ^ 1;
        return (
          suite.verify(signer.publicKey, message, signature) &&
          !suite.verify(signer.publicKey, message, changed) &&
          toHex(suite.sealer.open(key, sealed, utf8('c'))) === toHex(message) &&
          refuses(() => suite.sealer.open(key, broken, utf8('c'))) &&
          refuses(() => suite.sealer.open(key, sealed, utf8('d')))
        );
      }),
      { numRuns: 40 },
    );
    expect(holds).toMatchObject({ failed: false });
  });

  it('agrees with itself between OpenSSL and JavaScript', () => {
    for (let i = 0; i < 20; i += 1) {
      const pair = generateSm2();
      const message = utf8(`message ${i}`);
      const native = createNativeSm2Signer(pair);
      const pure = createPureSm2Signer(pair);
      expect(native.publicKey).toEqual(pure.publicKey);
      expect(pureSm2Verify(pure.publicKey, message, native.sign(message))).toBe(true);
      expect(verifyNativeSm2(pure.publicKey, message, pure.sign(message))).toBe(true);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => toHex(pureSm3(bytes)) === toHex(sm3.digest(bytes))),
    );
  });

  it('reads only the shortest DER of a signature', () => {
    const fixed = fromHex(vectors.sm2.signature);
    const der = derFromFixed(fixed);
    expect(toHex(fixedFromDer(der) ?? new Uint8Array())).toBe(vectors.sm2.signature);
    expect(fixedFromDer(Uint8Array.from([...der, 0]))).toBeNull();
    expect(fixedFromDer(Uint8Array.from([0x30, 0x08, 0x02, 0x02, 0x00, 0x01, 0x02, 0x02, 0x00, 0x01]))).toBeNull();
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        (s) => toHex(fixedFromDer(derFromFixed(s)) ?? new Uint8Array()) === toHex(s),
      ),
    );
  });
});

function refuses(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}
