import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import type { KeyPair, Signer } from './suite.ts';

const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export function generateEd25519(): KeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { algorithm: 'ed25519', privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }) };
}

export function createEd25519Signer(pair: KeyPair): Signer {
  const key = createPrivateKey({ key: Buffer.from(pair.privateKey), type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    algorithm: 'ed25519',
    publicKey: spki.subarray(SPKI_PREFIX.length),
    sign: (message) => sign(null, message, key),
  };
}

export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return verify(null, message, importKey(publicKey), signature);
  } catch {
    return false;
  }
}

const importKey = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), type: 'spki', format: 'der' });
