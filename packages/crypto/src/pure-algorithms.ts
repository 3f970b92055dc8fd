import { KeyObject } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { DomainError } from '@sluice/kernel';
import type { Algorithms, HashAlgorithm } from './algorithms.ts';
import { freshSecret } from './bytes.ts';
import { concatBytes, pureSm2Verify, pureSm3, pureSm4Ctr } from './pure/index.ts';
import { createPureSm2Signer, generatePureSm2 } from './sign-sm2.ts';
import type { KeyPair, RunningDigest, SecretKey } from './suite.ts';

/** In plain JavaScript, for a runtime whose OpenSSL does not answer the published vectors. Slower, and not constant in time. */

const BLOCK = 64;

function gathering(finish: (message: Uint8Array) => Uint8Array): RunningDigest {
  const parts: Uint8Array[] = [];
  return { update: (part) => void parts.push(Uint8Array.from(part)), end: () => finish(concatBytes(...parts)) };
}

const bytesOf = (key: SecretKey): Uint8Array => (key instanceof KeyObject ? key.export() : key);

function startHmac(key: SecretKey): RunningDigest {
  const secret = bytesOf(key);
  const padded = new Uint8Array(BLOCK);
  padded.set(secret.length > BLOCK ? pureSm3(secret) : secret);
  const mask = (byte: number): Uint8Array => padded.map((one) => one ^ byte);
  return gathering((message) => pureSm3(concatBytes(mask(0x5c), pureSm3(concatBytes(mask(0x36), message)))));
}

const sm3: HashAlgorithm = { digest: pureSm3, start: () => gathering(pureSm3), startHmac };

/** PKCS#8 of an Ed25519 key up to its 32 secret bytes. */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function secretOf({ privateKey }: KeyPair): Uint8Array {
  const head = Buffer.from(privateKey).subarray(0, ED25519_PKCS8.length);
  if (!head.equals(ED25519_PKCS8) || privateKey.length !== ED25519_PKCS8.length + 32)
    throw new DomainError('crypto.malformed-key', 'internal', { algorithm: 'ed25519' });
  return Uint8Array.from(privateKey.subarray(ED25519_PKCS8.length));
}

export const pureAlgorithms: Algorithms = {
  sm3,
  sm4: pureSm4Ctr,
  ed25519: {
    generateKeyPair: () => ({ algorithm: 'ed25519', privateKey: concatBytes(ED25519_PKCS8, freshSecret(32)) }),
    createSigner(pair) {
      const secret = secretOf(pair);
      return {
        algorithm: 'ed25519',
        publicKey: ed25519.getPublicKey(secret),
        sign: (message) => ed25519.sign(message, secret),
      };
    },
    verify(publicKey, message, signature) {
      try {
        return (
          publicKey.length === 32 &&
          signature.length === 64 &&
          ed25519.verify(signature, message, publicKey, { zip215: false })
        );
      } catch {
        return false;
      }
    },
  },
  sm2: { generateKeyPair: generatePureSm2, createSigner: createPureSm2Signer, verify: pureSm2Verify },
};
