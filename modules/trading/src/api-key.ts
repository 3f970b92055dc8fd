import { hash, timingSafeEqual } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const FORM = /^slk_([0-9a-z]{8})_[A-Za-z0-9_-]{43}$/;

/** A key as the buyer holds it: `slk_<prefix>_<secret>`; 32 random bytes, of which the platform keeps a digest only. */
export interface FreshKey {
  readonly text: string;
  readonly prefix: string;
  readonly digest: string;
}

export function makeKey(randomBytes: (n: number) => Uint8Array): FreshKey {
  const prefix = [...randomBytes(8)].map((byte) => ALPHABET[byte & 31]).join('');
  const text = `slk_${prefix}_${Buffer.from(randomBytes(32)).toString('base64url')}`;
  return { text, prefix, digest: digestKey(text) };
}

export const digestKey = (text: string): string => hash('sha256', text, 'hex');

/** The part by which a key is found; none where the text is no key. */
export const prefixOf = (text: string): string | undefined => FORM.exec(text)?.[1];

/** Compares in a time that does not depend on where the first difference lies. */
export function sameDigest(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
