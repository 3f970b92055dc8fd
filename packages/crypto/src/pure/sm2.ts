import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { bigFromBytes, bytesFromBig, concatBytes } from './bytes.ts';
import { pureSm3 } from './sm3.ts';

/** SM2 signatures with SM3 (GB/T 32918.2, curve of GB/T 32918.5) on generic Weierstrass arithmetic. */

const CURVE = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
} as const;

const Point = weierstrass(CURVE);
const N = CURVE.n;

/** The user id that GM/T 0009 names for uses that define none. */
const USER_ID = new TextEncoder().encode('1234567812345678');
/** SubjectPublicKeyInfo of an SM2 key up to its uncompressed point: id-ecPublicKey, curve 1.2.156.10197.1.301. */
const SPKI_PREFIX = Uint8Array.from([
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf,
  0x55, 0x01, 0x82, 0x2d, 0x03, 0x42, 0x00,
]);

/** The 65-byte point of an SM2 SubjectPublicKeyInfo; null when the bytes are anything else. */
export function pointOfSm2Spki(spki: Uint8Array): Uint8Array | null {
  if (spki.length !== SPKI_PREFIX.length + 65) return null;
  if (!SPKI_PREFIX.every((byte, i) => spki[i] === byte)) return null;
  return spki[SPKI_PREFIX.length] === 4 ? spki.slice(SPKI_PREFIX.length) : null;
}

export const sm2SpkiOfPoint = (point: Uint8Array): Uint8Array => concatBytes(SPKI_PREFIX, point);

/** ZA: what every SM2 signature hashes before its message. `point` is uncompressed. */
export function sm2Za(point: Uint8Array): Uint8Array {
  const bits = USER_ID.length * 8;
  const field = (value: bigint) => bytesFromBig(value, 32);
  return pureSm3(
    concatBytes(
      Uint8Array.of(bits >> 8, bits & 0xff),
      USER_ID,
      field(CURVE.a),
      field(CURVE.b),
      field(CURVE.Gx),
      field(CURVE.Gy),
      point.subarray(1),
    ),
  );
}

const digestOf = (point: Uint8Array, message: Uint8Array): bigint =>
  bigFromBytes(pureSm3(concatBytes(sm2Za(point), message)));
const mod = (value: bigint): bigint => ((value % N) + N) % N;

/** Checks r ‖ s over a message; false on anything malformed. */
export function pureSm2Verify(spki: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const encoded = pointOfSm2Spki(spki);
  if (!encoded || signature.length !== 64) return false;
  const r = bigFromBytes(signature.subarray(0, 32));
  const s = bigFromBytes(signature.subarray(32));
  const t = mod(r + s);
  if (r < 1n || r >= N || s < 1n || s >= N || t === 0n) return false;
  try {
    const key = Point.fromBytes(encoded);
    const sum = Point.BASE.multiplyUnsafe(s).add(key.multiplyUnsafe(t));
    return !sum.is0() && mod(digestOf(encoded, message) + sum.toAffine().x) === r;
  } catch {
    return false;
  }
}

export function sm2PointOfPrivate(d: bigint): Uint8Array {
  return Point.BASE.multiply(d).toBytes(false);
}

/** One attempt at a signature with the given secret `k`; null when the standard says to take another `k`. */
export function pureSm2SignWith(d: bigint, k: bigint, message: Uint8Array): Uint8Array | null {
  const e = digestOf(sm2PointOfPrivate(d), message);
  const r = mod(e + Point.BASE.multiply(k).toAffine().x);
  if (r === 0n || r + k === N) return null;
  const s = mod(invert(1n + d) * (k - r * d));
  return s === 0n ? null : concatBytes(bytesFromBig(r, 32), bytesFromBig(s, 32));
}

const invert = (value: bigint): bigint => Point.Fn.inv(mod(value));

/** Order of the group, for choosing secrets in 1 … n−2. */
export const SM2_ORDER = N;
