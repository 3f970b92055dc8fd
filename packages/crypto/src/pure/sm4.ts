import { concatBytes } from './bytes.ts';

/** SM4 (GB/T 32907) in plain JavaScript: counter mode where OpenSSL fails its test, and GCM for RFC 8998. */

/** The S-box of GB/T 32907 § 6.2. */
const SBOX = Uint8Array.from(
  (
    'd690e9fecce13db716b614c228fb2c052b679a762abe04c3aa441326498606999c4250f491ef987a33540b43edcfac62' +
    'e4b31ca9c908e89580df94fa758f3fa64707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35' +
    '1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89eeabf8ad240c738b5a3f7f2cef9611' +
    '5a1e0ae5da49b341a55ad933230f58cb1e31df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b' +
    '518d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b08969974a0c96777e65b9f109c56ec6' +
    '8418f07dec3adc4d2079ee5f3ed7cb3948'
  )
    .match(/../g)
    ?.map((hex) => Number.parseInt(hex, 16)) ?? [],
);
const FK = [0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc] as const;
const BLOCK = 16;

const rotate = (x: number, n: number): number => ((x << n) | (x >>> (32 - n))) >>> 0;
const sub = (x: number): number =>
  (((SBOX[x >>> 24] ?? 0) << 24) |
    ((SBOX[(x >>> 16) & 255] ?? 0) << 16) |
    ((SBOX[(x >>> 8) & 255] ?? 0) << 8) |
    (SBOX[x & 255] ?? 0)) >>>
  0;
const at = (words: Uint32Array, i: number): number => words[i] ?? 0;

/** CK: byte j of word i is (4i + j) · 7. */
const constant = (i: number): number =>
  [0, 1, 2, 3].reduce((word, j) => ((word << 8) | (((4 * i + j) * 7) & 255)) >>> 0, 0);

function expandKey(key: Uint8Array): Uint32Array {
  const view = new DataView(key.buffer, key.byteOffset, BLOCK);
  const k = new Uint32Array(36);
  for (const [i, fk] of FK.entries()) k[i] = view.getUint32(i * 4) ^ fk;
  for (let i = 0; i < 32; i += 1) {
    const b = sub((at(k, i + 1) ^ at(k, i + 2) ^ at(k, i + 3) ^ constant(i)) >>> 0);
    k[i + 4] = at(k, i) ^ b ^ rotate(b, 13) ^ rotate(b, 23);
  }
  return k.subarray(4);
}

/** One block under an expanded key. */
function encryptBlock(round: Uint32Array, block: Uint8Array): Uint8Array {
  const view = new DataView(block.buffer, block.byteOffset, BLOCK);
  const x = new Uint32Array(36);
  for (let i = 0; i < 4; i += 1) x[i] = view.getUint32(i * 4);
  for (let i = 0; i < 32; i += 1) {
    const b = sub((at(x, i + 1) ^ at(x, i + 2) ^ at(x, i + 3) ^ at(round, i)) >>> 0);
    x[i + 4] = at(x, i) ^ b ^ rotate(b, 2) ^ rotate(b, 10) ^ rotate(b, 18) ^ rotate(b, 24);
  }
  const out = new Uint8Array(BLOCK);
  const written = new DataView(out.buffer);
  for (let i = 0; i < 4; i += 1) written.setUint32(i * 4, at(x, 35 - i));
  return out;
}

export const pureSm4Block = (key: Uint8Array, block: Uint8Array): Uint8Array => encryptBlock(expandKey(key), block);

/** Adds one to the last `bytes` bytes of a counter, big-endian. */
function count(counter: Uint8Array, bytes: number): void {
  for (let i = BLOCK - 1; i >= BLOCK - bytes; i -= 1) {
    counter[i] = ((counter[i] ?? 0) + 1) & 255;
    if (counter[i] !== 0) return;
  }
}

function stream(round: Uint32Array, start: Uint8Array, message: Uint8Array, counted: number): Uint8Array {
  // Not `slice`: that of a Buffer shares its memory.
  const counter = Uint8Array.from(start);
  const out = new Uint8Array(message.length);
  for (let from = 0; from < message.length; from += BLOCK) {
    const pad = encryptBlock(round, counter);
    for (let i = from; i < Math.min(from + BLOCK, message.length); i += 1)
      out[i] = (message[i] ?? 0) ^ (pad[i - from] ?? 0);
    count(counter, counted);
  }
  return out;
}

/** Counter mode over the whole block; the same call opens what it sealed. */
export const pureSm4Ctr = (key: Uint8Array, nonce: Uint8Array, message: Uint8Array): Uint8Array =>
  stream(expandKey(key), nonce, message, BLOCK);

const GCM_POLYNOMIAL = 0xe1n << 120n;

function bigOf(block: Uint8Array): bigint {
  let value = 0n;
  for (let i = 0; i < BLOCK; i += 1) value = (value << 8n) | BigInt(block[i] ?? 0);
  return value;
}

/** Multiplication of GHASH, bit by bit: it is for vectors and single messages, not for bulk. */
function times(a: bigint, h: bigint): bigint {
  let product = 0n;
  let v = h;
  for (let i = 127n; i >= 0n; i -= 1n) {
    if (((a >> i) & 1n) === 1n) product ^= v;
    v = (v & 1n) === 1n ? (v >> 1n) ^ GCM_POLYNOMIAL : v >> 1n;
  }
  return product;
}

function ghash(h: bigint, context: Uint8Array, cipher: Uint8Array): bigint {
  let y = 0n;
  for (const part of [context, cipher])
    for (let from = 0; from < part.length; from += BLOCK) {
      const block = new Uint8Array(BLOCK);
      block.set(part.subarray(from, from + BLOCK));
      y = times(y ^ bigOf(block), h);
    }
  const lengths = (BigInt(context.length) << 67n) | (BigInt(cipher.length) << 3n);
  return times(y ^ lengths, h);
}

/** SM4-GCM (RFC 8998) with a nonce of 12 bytes: ciphertext ‖ tag. Node's OpenSSL has none. */
export function pureSm4GcmSeal(
  key: Uint8Array,
  nonce: Uint8Array,
  message: Uint8Array,
  context: Uint8Array,
): Uint8Array {
  const round = expandKey(key);
  const h = bigOf(encryptBlock(round, new Uint8Array(BLOCK)));
  const first = concatBytes(nonce, Uint8Array.of(0, 0, 0, 1));
  const counter = Uint8Array.from(first);
  count(counter, 4);
  const cipher = stream(round, counter, message, 4);
  const mask = bigOf(encryptBlock(round, first)) ^ ghash(h, context, cipher);
  const tag = Uint8Array.from({ length: BLOCK }, (_, i) => Number((mask >> BigInt(8 * (15 - i))) & 255n));
  return concatBytes(cipher, tag);
}
