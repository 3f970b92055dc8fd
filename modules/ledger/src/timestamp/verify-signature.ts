import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { pureSm2Verify, pureSm3 } from '@sluice/crypto/pure';
import { equalBytes } from '../tlog/tree-hash.ts';
import { bigOf, bitsOf, integerOf, need, oidOf, partsOf, readDer, TAG, writeDer, writeOid, type Der } from './der.ts';

/** Signatures as certificates and time stamps carry them, in pure JavaScript: the browser verifies the same ones. */

type Digest = (bytes: Uint8Array) => Uint8Array;

export const SHA256 = '2.16.840.1.101.3.4.2.1';
const DIGESTS: Readonly<Record<string, Digest>> = {
  [SHA256]: sha256,
  '2.16.840.1.101.3.4.2.2': sha384,
  '2.16.840.1.101.3.4.2.3': sha512,
  '1.2.156.10197.1.401': pureSm3,
};

/** Null for digests that are not trusted, SHA-1 among them. */
export const digestOf = (oid: string): Digest | null => DIGESTS[oid] ?? null;
/** Only to find a certificate by the fingerprint of old time stamps, never under a signature. */
export const fingerprintSha1: Digest = sha1;

const RSA = '1.2.840.113549.1.1.1';
const EC = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';
const SM2_SM3 = '1.2.156.10197.1.501';
const SM2_CURVE = '1.2.156.10197.1.301';
const CURVES = { '1.2.840.10045.3.1.7': p256, '1.3.132.0.34': p384, '1.3.132.0.35': p521 } as const;

/** Digest that a signature algorithm includes; `null` where the digest is named beside it, or there is none. */
const ALGORITHMS: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': SHA256,
  '1.2.840.113549.1.1.12': '2.16.840.1.101.3.4.2.2',
  '1.2.840.113549.1.1.13': '2.16.840.1.101.3.4.2.3',
  '1.2.840.10045.4.3.2': SHA256,
  '1.2.840.10045.4.3.3': '2.16.840.1.101.3.4.2.2',
  '1.2.840.10045.4.3.4': '2.16.840.1.101.3.4.2.3',
  [RSA]: null,
  [EC]: null,
  [ED25519]: null,
  [SM2_SM3]: '1.2.156.10197.1.401',
};

const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 8192;

/**
 * Whether `spki` signed the message. `algorithm` is that of the signature; where it does not include a digest,
 * `digestOid` does. False for everything unknown or weak: RSA below 2048 bits, SHA-1, RSA-PSS.
 */
export function verifySignature(
  spki: Uint8Array,
  algorithm: string,
  digestOid: string | null,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    if (!(algorithm in ALGORITHMS)) return false;
    const [identifier, bits] = partsOf(readDer(spki, TAG.sequence));
    const [kind, parameters] = partsOf(need(identifier, TAG.sequence));
    const hash = ALGORITHMS[algorithm] ?? digestOid ?? '';
    const key = { kind: oidOf(kind), parameters, bytes: bitsOf(bits), spki };
    if (key.kind === ED25519) return algorithm === ED25519 && ed25519.verify(signature, message, key.bytes);
    if (key.kind === RSA) return verifyRsa(key.bytes, hash, message, signature);
    return key.kind === EC && verifyEc(key, hash, message, signature);
  } catch {
    return false;
  }
}

interface EcKey {
  readonly parameters: Der | undefined;
  readonly bytes: Uint8Array;
  readonly spki: Uint8Array;
}

function verifyEc(key: EcKey, hash: string, message: Uint8Array, signature: Uint8Array): boolean {
  const name = oidOf(key.parameters);
  if (name === SM2_CURVE) return verifySm2(key.spki, hash, message, signature);
  const curve = name in CURVES ? CURVES[name as keyof typeof CURVES] : null;
  const digest = digestOf(hash);
  if (!curve || !digest) return false;
  return curve.verify(signature, digest(message), key.bytes, { prehash: false, lowS: false, format: 'der' });
}

function verifySm2(spki: Uint8Array, hash: string, message: Uint8Array, signature: Uint8Array): boolean {
  const [r, s] = partsOf(readDer(signature, TAG.sequence)).map(integerOf);
  if (hash !== ALGORITHMS[SM2_SM3] || r === undefined || s === undefined) return false;
  const fixed = `${r.toString(16).padStart(64, '0')}${s.toString(16).padStart(64, '0')}`;
  if (fixed.length !== 128) return false;
  return pureSm2Verify(
    spki,
    message,
    Uint8Array.from(fixed.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  );
}

/** RSASSA-PKCS1-v1_5: the one padded form is built and compared, nothing is parsed out of the signature. */
function verifyRsa(key: Uint8Array, hash: string, message: Uint8Array, signature: Uint8Array): boolean {
  const [n, e] = partsOf(readDer(key, TAG.sequence)).map(integerOf);
  const digest = digestOf(hash);
  if (n === undefined || e === undefined || !digest) return false;
  const bits = n.toString(2).length;
  const bytes = Math.ceil(bits / 8);
  if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS || e < 3n || e > 0xffffffffn || signature.length !== bytes)
    return false;
  const value = bigOf(signature);
  if (value >= n) return false;
  const identifier = writeDer(TAG.sequence, writeOid(hash), writeDer(TAG.null));
  const info = writeDer(TAG.sequence, identifier, writeDer(TAG.octetString, digest(message)));
  const padded = new Uint8Array(bytes).fill(0xff);
  padded.set([0, 1]);
  padded[bytes - info.length - 1] = 0;
  padded.set(info, bytes - info.length);
  return equalBytes(bytesOf(powerMod(value, e, n), bytes), padded);
}

function powerMod(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let [b, e] = [base % modulus, exponent]; e > 0n; e >>= 1n, b = (b * b) % modulus)
    if ((e & 1n) === 1n) result = (result * b) % modulus;
  return result;
}

const bytesOf = (value: bigint, length: number): Uint8Array =>
  Uint8Array.from(
    value
      .toString(16)
      .padStart(length * 2, '0')
      .match(/../g) ?? [],
    (pair) => Number.parseInt(pair, 16),
  );
