import {
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { DomainError } from '@sluice/kernel';
import { freshSecret } from './bytes.ts';
import { derFromFixed, fixedFromDer } from './der.ts';
import {
  bigFromBytes,
  bytesFromBig,
  pointOfSm2Spki,
  pureSm2SignWith,
  SM2_ORDER,
  sm2PointOfPrivate,
  sm2SpkiOfPoint,
  sm2Za,
} from './pure/index.ts';
import type { KeyPair, Signer } from './suite.ts';

/** A key straight from the generator signs plain ECDSA; only one that went through PKCS#8 is an SM2 key. */
const importPrivate = (pkcs8: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.from(pkcs8), type: 'pkcs8', format: 'der' });

export function generateSm2(): KeyPair {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'SM2' });
  return { algorithm: 'sm2-sm3', privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }) };
}

/** The secret number inside a PKCS#8 key: ECPrivateKey version 1 with a 32-byte OCTET STRING. */
function secretOf(pkcs8: Uint8Array): bigint {
  const bytes = Buffer.from(pkcs8);
  const at = bytes.indexOf(Buffer.from('0201010420', 'hex'));
  if (at < 0) throw new DomainError('crypto.malformed-key', 'internal', { algorithm: 'sm2-sm3' });
  return bigFromBytes(bytes.subarray(at + 5, at + 37));
}

/** PKCS#8 of an SM2 key up to its secret number, and what stands between that and its point. */
const PKCS8_HEAD = Buffer.from('308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420', 'hex');
const PKCS8_POINT = Buffer.from('a144034200', 'hex');

/** A key pair without OpenSSL's curve. */
export function generatePureSm2(): KeyPair {
  const d = freshSecretNumber();
  const privateKey = Buffer.concat([PKCS8_HEAD, bytesFromBig(d, 32), PKCS8_POINT, sm2PointOfPrivate(d)]);
  return { algorithm: 'sm2-sm3', privateKey };
}

/** Evenly drawn from 1 … n−2: 64 extra bits make the remainder's bias negligible. */
const freshSecretNumber = (): bigint => (bigFromBytes(freshSecret(40)) % (SM2_ORDER - 2n)) + 1n;

/** Signs by Node's OpenSSL: ZA, then the message (the one-shot form would use an empty user id). */
export function createNativeSm2Signer(pair: KeyPair): Signer {
  const key = importPrivate(pair.privateKey);
  const point = sm2PointOfPrivate(secretOf(pair.privateKey));
  const za = sm2Za(point);
  return {
    algorithm: 'sm2-sm3',
    publicKey: sm2SpkiOfPoint(point),
    sign(message) {
      const fixed = fixedFromDer(createSign('sm3').update(za).update(message).sign(key));
      if (!fixed) throw new DomainError('crypto.malformed-signature', 'internal', { algorithm: 'sm2-sm3' });
      return fixed;
    },
  };
}

/** Signs in JavaScript, where the known-answer test finds the native one wanting. */
export function createPureSm2Signer(pair: KeyPair): Signer {
  const d = secretOf(pair.privateKey);
  return {
    algorithm: 'sm2-sm3',
    publicKey: sm2SpkiOfPoint(sm2PointOfPrivate(d)),
    sign(message) {
      for (;;) {
        const signature = pureSm2SignWith(d, freshSecretNumber(), message);
        if (signature) return signature;
      }
    },
  };
}

export function verifyNativeSm2(spki: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const point = pointOfSm2Spki(spki);
  if (!point || signature.length !== 64) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' });
    return createVerify('sm3').update(sm2Za(point)).update(message).verify(key, derFromFixed(signature));
  } catch {
    return false;
  }
}
