import { createCipheriv, createHash, createHmac, hash } from 'node:crypto';
import type { Algorithms, HashAlgorithm } from './algorithms.ts';
import { createEd25519Signer, generateEd25519, verifyEd25519 } from './sign-ed25519.ts';
import { createNativeSm2Signer, generateSm2, verifyNativeSm2 } from './sign-sm2.ts';
import type { Hasher, RunningDigest } from './suite.ts';

const running = (it: { update(part: Uint8Array): unknown; digest(): Buffer }): RunningDigest => ({
  update: (part) => void it.update(part),
  end: () => it.digest(),
});

/** A hash function of Node's OpenSSL. */
export const nativeHash = (name: Hasher['name']): HashAlgorithm => ({
  digest: (bytes) => hash(name, bytes, 'buffer'),
  start: () => running(createHash(name)),
  startHmac: (key) => running(createHmac(name, key)),
});

export const nativeAlgorithms: Algorithms = {
  sm3: nativeHash('sm3'),
  sm4(key, nonce, message) {
    const cipher = createCipheriv('sm4-ctr', key, nonce);
    return Buffer.concat([cipher.update(message), cipher.final()]);
  },
  ed25519: { generateKeyPair: generateEd25519, createSigner: createEd25519Signer, verify: verifyEd25519 },
  sm2: { generateKeyPair: generateSm2, createSigner: createNativeSm2Signer, verify: verifyNativeSm2 },
};
