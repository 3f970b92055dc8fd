import { createSecretKey, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { DomainError } from '@sluice/kernel';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export const utf8 = (text: string): Uint8Array => encoder.encode(text);
/** @throws TypeError when the bytes are not UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

/** @throws DomainError `crypto.malformed-hex` (invalid) on anything but pairs of lower-case digits. */
export function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new DomainError('crypto.malformed-hex', 'invalid');
  return Buffer.from(text, 'hex');
}

/** Fresh secret bytes from the operating system's generator. */
export const freshSecret = (length: number): Uint8Array => randomBytes(length);

/** Comparison whose time does not depend on where the first difference lies. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A key made ready once, for many messages. It keeps the secret until it is garbage: never for keys that are destroyed. */
export const secretKey = (bytes: Uint8Array): KeyObject => createSecretKey(bytes);
