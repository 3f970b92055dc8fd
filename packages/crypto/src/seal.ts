import { createCipheriv, createDecipheriv } from 'node:crypto';
import { DomainError } from '@sluice/kernel';
import { freshSecret, sameBytes, utf8 } from './bytes.ts';
import type { CounterCipher } from './algorithms.ts';
import type { Hasher, Sealer, SecretKey } from './suite.ts';

const GCM_NONCE = 12;
const GCM_TAG = 16;
const CTR_NONCE = 16;
const MAC = 32;

const broken = () => new DomainError('crypto.seal-broken', 'internal');

export const aes256Gcm: Sealer = {
  name: 'aes-256-gcm',
  overhead: GCM_NONCE + GCM_TAG,
  seal(key, message, context) {
    const nonce = freshSecret(GCM_NONCE);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(context);
    return Buffer.concat([nonce, cipher.update(message), cipher.final(), cipher.getAuthTag()]);
  },
  open(key, sealed, context) {
    if (sealed.length < GCM_NONCE + GCM_TAG) throw broken();
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, GCM_NONCE));
    decipher.setAAD(context);
    decipher.setAuthTag(sealed.subarray(sealed.length - GCM_TAG));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(GCM_NONCE, sealed.length - GCM_TAG)), decipher.final()]);
    } catch {
      throw broken();
    }
  },
};

/** Length of the context in front of it, so that context and message cannot be shifted against each other. */
function framed(context: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(context.length));
  return Buffer.concat([length, context]);
}

/** Two keys from one, so that the cipher and the authentication never share theirs. */
function splitKey(sm3: Hasher, key: SecretKey): { readonly cipherKey: Uint8Array; readonly macKey: Uint8Array } {
  return {
    cipherKey: sm3.hmac(key, utf8('sluice sm4-ctr')).subarray(0, 16),
    macKey: sm3.hmac(key, utf8('sluice hmac-sm3')),
  };
}

/** Encrypt-then-MAC: SM4-GCM is not in Node's OpenSSL, and its JavaScript form runs at half the speed. */
export const createSm4CtrHmac = (sm4: CounterCipher, sm3: Hasher): Sealer => ({
  name: 'sm4-ctr-hmac-sm3',
  overhead: CTR_NONCE + MAC,
  seal(key, message, context) {
    const { cipherKey, macKey } = splitKey(sm3, key);
    const nonce = freshSecret(CTR_NONCE);
    const body = Buffer.concat([nonce, sm4(cipherKey, nonce, message)]);
    return Buffer.concat([body, sm3.hmac(macKey, framed(context), body)]);
  },
  open(key, sealed, context) {
    if (sealed.length < CTR_NONCE + MAC) throw broken();
    const { cipherKey, macKey } = splitKey(sm3, key);
    const body = sealed.subarray(0, sealed.length - MAC);
    if (!sameBytes(sm3.hmac(macKey, framed(context), body), sealed.subarray(body.length))) throw broken();
    return sm4(cipherKey, body.subarray(0, CTR_NONCE), body.subarray(CTR_NONCE));
  },
});
